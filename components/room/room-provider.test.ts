import { afterEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { ROOT, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { Outbox, type OutboxEntry, type OutboxStore } from './outbox.ts'
import { type Connection, type Ending, RoomProvider, retryDelay } from './room-provider.ts'

const ctx = await createTestContext()
const served = await serve(ctx)
const open: RoomProvider[] = []

afterEach(() => {
  for (const provider of open.splice(0)) provider.destroy()
})

/** A store that keeps its entries, for another visit to find. */
class KeptStore implements OutboxStore {
  readonly kept = new Map<string, OutboxEntry>()

  async write(change: { add: readonly OutboxEntry[]; remove: readonly string[] }): Promise<void> {
    for (const entry of change.add) this.kept.set(entry.key, entry)
    for (const key of change.remove) this.kept.delete(key)
  }
}

type Visit = ReturnType<typeof visit>

/** A person opens the page in a tab, as `Room` does it; `userId` is whom the tab believes to be. */
function visit(person: TestPerson, documentId: string, store = new KeptStore(), userId = person.userId) {
  class KeyedSocket extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers: { authorization: `Bearer ${person.key}` } })
    }
  }
  const doc = new Y.Doc()
  const outbox = new Outbox(store, () => {})
  const seen = { connection: 'connecting' as Connection, endings: [] as Ending[], sockets: 0 }
  for (const { bytes } of store.kept.values()) Y.applyUpdate(doc, bytes, 'kept')
  outbox.adopt([...store.kept.values()])
  const provider = new RoomProvider({
    serverUrl: `${served.url}/collab`,
    documentId,
    userId,
    doc,
    outbox,
    role: 'editor',
    WebSocketPolyfill: KeyedSocket as unknown as typeof globalThis.WebSocket,
    events: {
      onHello: () => seen.sockets++,
      onRole: () => {},
      onPerson: () => {},
      onConnection: (connection) => {
        seen.connection = connection
      },
      onEnding: (ending) => seen.endings.push(ending),
    },
  })
  open.push(provider)
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== provider && origin !== 'kept') provider.deliver(outbox.add(update), update)
  })
  const title = doc.getText(ROOT.title)
  return { doc, outbox, provider, seen, store, title, connect: () => provider.connect() }
}

const connected = (one: Visit) => until('connected', () => one.seen.connection === 'connected')
const saved = (one: Visit) => until('saved', () => one.outbox.facts.unsaved === 0)

test('what is typed leaves the outbox when the server has committed it, and others see it', async () => {
  const ada = await createPerson(ctx)
  const page = await createPage(ctx, ada, { title: '' })
  const [one, other] = [visit(ada, page), visit(ada, page)]
  one.connect()
  other.connect()
  await connected(one)
  await connected(other)
  for (const letter of 'Weaving') one.title.insert(one.title.length, letter)
  expect(one.outbox.facts.unsaved).toBe(7)
  await saved(one)
  await until('the other sees it', () => other.title.toString() === 'Weaving')
  expect(one.store.kept.size).toBe(0)
  expect(other.outbox.facts.unsaved).toBe(0)
})

test('what was typed before the connection stood goes with the first answer and is acknowledged', async () => {
  const ada = await createPerson(ctx)
  const page = await createPage(ctx, ada, { title: '' })
  const one = visit(ada, page)
  one.title.insert(0, 'offline')
  one.title.insert(7, ' words')
  expect(one.outbox.facts.unsaved).toBe(2)
  one.connect()
  await saved(one)
  const later = visit(ada, page)
  later.connect()
  await until('a later visit reads it', () => later.title.toString() === 'offline words')
})

test('a visit that never reached the server leaves its words to the next one', async () => {
  const ada = await createPerson(ctx)
  const page = await createPage(ctx, ada, { title: '' })
  const store = new KeptStore()
  const lost = visit(ada, page, store)
  lost.title.insert(0, 'kept')
  await lost.outbox.settled()
  lost.provider.destroy()
  const next = visit(ada, page, store)
  expect(next.title.toString()).toBe('kept')
  expect(next.outbox.facts).toMatchObject({ unsaved: 1, stored: true })
  next.connect()
  await saved(next)
  await next.outbox.settled()
  expect(store.kept.size).toBe(0)
})

test('a connection that breaks is built again, and what fell in between is sent', async () => {
  const ada = await createPerson(ctx)
  const page = await createPage(ctx, ada, { title: '' })
  const one = visit(ada, page)
  one.connect()
  await connected(one)
  one.provider.ws?.close()
  one.title.insert(0, 'in between')
  expect(one.outbox.facts.unsaved).toBe(1)
  await saved(one)
  expect(one.seen.sockets).toBe(2)
})

test('somebody else’s outbox is never sent', async () => {
  const ada = await createPerson(ctx)
  const ben = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Ben' })
  const page = await createPage(ctx, ada, { title: '' })
  // Ben signed in in another tab: the socket is his, the tab and what waits in it are still Ada's.
  const one = visit(ben, page, new KeptStore(), ada.userId)
  one.title.insert(0, 'by Ada')
  one.connect()
  await until('the end', () => one.seen.endings.length > 0)
  expect(one.seen.endings).toEqual(['other-account'])
  expect(one.outbox.facts.unsaved).toBe(1)
  const check = visit(ada, page)
  check.connect()
  await connected(check)
  expect(check.title.toString()).toBe('')
})

test('a page that one may not see ends for good', async () => {
  const ada = await createPerson(ctx)
  const stranger = await createPerson(ctx, { name: 'Stranger' })
  const one = visit(stranger, await createPage(ctx, ada, { title: '' }))
  one.connect()
  await until('the end', () => one.seen.endings.length > 0)
  expect(one.seen.endings).toEqual(['no-access'])
  expect(one.provider.shouldConnect).toBe(false)
})

test('tries are spread over the whole wait, which doubles up to half a minute', () => {
  expect(retryDelay(0, () => 1)).toBe(500)
  expect(retryDelay(3, () => 1)).toBe(4_000)
  expect(retryDelay(50, () => 1)).toBe(30_000)
  expect(retryDelay(5, () => 0)).toBe(0)
})

test('a page of a newer schema ends the visit before anything of it arrives, and what was unsent stays on the device', async () => {
  const ada = await createPerson(ctx)
  const page = await createPage(ctx, ada, { title: 'Newer' })
  await ctx.db.prisma.document.update({ where: { id: page }, data: { schemaVersion: SCHEMA_VERSION + 1 } })
  const one = visit(ada, page)
  one.title.insert(0, 'kept')
  one.connect()
  await until('an ending', () => one.seen.endings.length > 0)
  expect(one.seen.endings).toEqual(['schema-too-old'])
  expect(one.title.toString()).toBe('kept')
  expect(one.store.kept.size).toBe(1)
  expect(one.outbox.facts.unsaved).toBe(1)
})

// Found by the simulation (seed 2,050,419): readers came to see words without the marks that everybody else saw.
test('a reader keeps every mark, also those that do nothing at the moment', async () => {
  const ada = await createPerson(ctx)
  const page = await createPage(ctx, ada, { title: '' })
  const writer = visit(ada, page)
  writer.connect()
  await connected(writer)
  const text = new Y.XmlText('word')
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [text])
  writer.doc.getXmlFragment(ROOT.body).insert(0, [paragraph])
  await saved(writer)
  const key = await createKey(ctx, ada.userId, ada.workspaceId, ['read'])
  const reader = visit({ ...ada, key }, page)
  reader.connect()
  await connected(reader)
  // Two people mark the same letter at the same moment: one of the two marks does nothing.
  const twice = [1, 2].map(() => {
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(writer.doc))
    const [first] = other.getXmlFragment(ROOT.body).toArray()
    const [same] = first instanceof Y.XmlElement ? first.toArray() : []
    if (same instanceof Y.XmlText) same.format(0, 1, { bold: {} })
    return Y.encodeStateAsUpdate(other, Y.encodeStateVector(writer.doc))
  })
  writer.doc.transact(() => {
    for (const update of twice) Y.applyUpdate(writer.doc, update)
  })
  await saved(writer)
  await until(
    'the marks at the reader',
    () => reader.doc.store.clients.size === writer.doc.store.clients.size,
  )
  expect(Y.encodeStateAsUpdate(reader.doc)).toEqual(Y.encodeStateAsUpdate(writer.doc))
  expect(reader.outbox.facts.unsaved).toBe(0)
})
