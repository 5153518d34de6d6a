import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { type Served, serve } from '#server/testing/serve-collaboration.ts'
import { silentMeter } from '#server/testing/silent-meter.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { editDocument } from './edit-document.ts'
import { createDocumentStore, type DocumentStore } from './internal/document-store.ts'
import { systemTime } from './internal/engine-time.ts'
import { readLog } from './internal/history/read-log.ts'
import { PresenceExchange } from './internal/presence-exchange.ts'
import { poolQuery } from './internal/query.ts'
import { Rooms } from './internal/rooms.ts'
import { Upkeep } from './internal/upkeep.ts'
import { readDocument } from './read-document.ts'
import { createUpdateLog } from './update-log.ts'

// Two processes on one database. The second hears no signal, so that for up to three seconds it does not know what the first
// has committed: found by the simulation, where signals get lost (seeds 226, 390, 181 and 272 of its first version).
const ctx = await createTestContext()
const first = await serve(ctx)
const deaf = await serve({ ...ctx, bus: { ...ctx.bus, listen: async () => () => {} } })
const ada = await createPerson(ctx)
const bob = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Bob' })

const closers = closeAfterEach()

/** A client that has this much of the page already; `clientId` when it goes on as somebody who was there. */
function arrive(at: Served, page: string, person: TestPerson, has?: Y.Doc): RawClient {
  const client = new RawClient(at.url, page, { saved: true, headers: browserHeaders(person) })
  if (has) {
    Y.applyUpdate(client.doc, Y.encodeStateAsUpdate(has), client)
    client.doc.clientID = has.clientID
  }
  closers.push(() => client.close())
  return client
}

async function join(at: Served, page: string, person: TestPerson): Promise<RawClient> {
  const client = await arrive(at, page, person).whenSynced()
  await until('the first frame saved', () => client.saved === 1)
  return client
}

async function rows(page: string): Promise<number> {
  return (await readLog(poolQuery(ctx), page, 0)).length
}

test('who comes with what others wrote, and this process has not read, is not taken for a forger', async () => {
  const page = await createPage(ctx, ada)
  const writer = await join(first, page, ada)
  writer.write('known to both')
  const bystander = await join(deaf, page, bob)
  const reader = await join(first, page, bob)
  writer.write('known to the first')
  await until('the text at the reader', () => reader.text().includes('known to the first'))
  const moved = arrive(deaf, page, bob, reader.doc)
  moved.write('written on the way')
  await until('all of it at the bystander', () => bystander.text().includes('written on the way'))
  expect(bystander.text()).toContain('known to the first')
  await until('everything saved', () => moved.saved >= 1)
  expect(moved.closed).toBeUndefined()
  // The page, two lines of the writer, one line of who moved: nothing was stored twice.
  expect(await rows(page)).toBe(4)
})

test('more under the client id of somebody else is refused for good once the log has been read', async () => {
  const page = await createPage(ctx, ada)
  const writer = await join(first, page, ada)
  writer.write('mine')
  await until('saved', () => writer.saved === 2)
  const forger = arrive(first, page, bob, writer.doc)
  forger.write('not mine')
  expect(await forger.whenClosed()).toBe(CLOSE.refused)
  expect((await readDocument(ctx, page)).doc.getXmlFragment('body').toString()).not.toContain('not mine')
})

test('what was sent to a process whose commit hangs, and again to another, is stored once, and nobody is sent away', async () => {
  const page = await createPage(ctx, ada)
  const witnesses = [await join(first, page, bob), await join(deaf, page, bob)]
  const stuck = await join(first, page, ada)
  const holder = await ctx.db.pool.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT 1 FROM "Document" WHERE id = $1 FOR UPDATE', [page])
  stuck.write('once')
  stuck.doc.getText('title').delete(0, 1)
  const moved = await arrive(deaf, page, ada, stuck.doc).whenSynced()
  moved.write('and more')
  await holder.query('ROLLBACK')
  holder.release()
  await until('all saved', () => stuck.saved === 3 && moved.saved >= 2)
  for (const one of witnesses) await until('all of it at everybody', () => one.text().includes('and more'))
  const { doc } = await readDocument(ctx, page)
  expect(doc.getXmlFragment('body').toString().match(/once/g)).toHaveLength(1)
  expect([...witnesses, stuck, moved].map(({ closed }) => closed)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('whoever sends on while the server asks for what is missing is asked once, not once a frame', async () => {
  const page = await createPage(ctx, ada)
  const client = await join(first, page, ada)
  const offline = new Y.Doc()
  offline.getText('title').insert(0, 'start')
  // Each follows the first, which the server has never seen.
  for (let n = 0; n < 40; n++) {
    const known = Y.encodeStateVector(offline)
    offline.getText('title').insert(0, `${n},`)
    client.sync(2, Y.encodeStateAsUpdate(offline, known))
  }
  client.sync(1, Y.encodeStateAsUpdate(offline))
  await until('all saved', () => client.saved >= 42)
  expect(client.closed).toBeUndefined()
  expect((await readDocument(ctx, page)).doc.getText('title').toString()).toContain('39,38,')
})

test('a signal that comes while a page is being loaded is not lost on it', async () => {
  const page = await createPage(ctx, ada)
  const store = createDocumentStore(ctx)
  const opened = Promise.withResolvers<void>()
  const slow: DocumentStore = {
    ...store,
    async load(id) {
      const stored = await store.load(id)
      await opened.promise
      return stored
    },
  }
  const updateLog = createUpdateLog(ctx.config.databaseUrl ?? '', () => {})
  const time = systemTime
  const rooms = new Rooms({
    ...ctx,
    store: slow,
    updateLog,
    upkeep: new Upkeep(ctx, time),
    exchange: new PresenceExchange(newId(), ctx.bus, time),
    meter: silentMeter,
    time,
  })
  closers.push(() => void rooms.close().then(() => updateLog.close()))
  const opening = rooms.open(page)
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) =>
    doc.getText('title').insert(0, 'new '),
  )
  rooms.signalled({ documentId: page, headSeq: 2 })
  opened.resolve()
  const room = await opening
  await until('the update that was signalled', () => room?.state.headSeq === 2)
})
