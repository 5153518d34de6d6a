import { describe, expect, test } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { CLOSE, MESSAGE } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createKey, createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient, type RawClientOptions } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { stockProvider } from '#server/testing/stock-provider.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const { url } = await serve(ctx)
const ada = await createPerson(ctx)
const bob = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Bob' })

const closers = closeAfterEach()

function connect(documentId: string, person = ada, options: RawClientOptions = {}): RawClient {
  const client = new RawClient(url, documentId, { saved: true, headers: browserHeaders(person), ...options })
  closers.push(() => client.close())
  return client
}

function stockClient(
  documentId: string,
  headers: Record<string, string>,
): { doc: Y.Doc; provider: WebsocketProvider } {
  const provider = stockProvider(url, documentId, headers)
  closers.push(() => provider.destroy())
  return { doc: provider.doc, provider }
}

describe('unmodified y-websocket clients', () => {
  test('converge, by cookie and by key, and so does who comes later', async () => {
    const page = await createPage(ctx, ada)
    const first = stockClient(page, browserHeaders(ada))
    const second = stockClient(page, { authorization: `Bearer ${bob.key}`, origin: 'https://evil.test' })
    await until('both synced', () => first.provider.synced && second.provider.synced)
    first.doc.getText('title').insert(0, 'Hello')
    await until('the title at the second', () => second.doc.getText('title').toString() === 'HelloA page')
    second.doc.getText('title').insert(5, ' world')
    await until('the title at the first', () => first.doc.getText('title').toString() === 'Hello worldA page')
    const third = stockClient(page, browserHeaders(bob))
    await until('the third synced', () => third.provider.synced)
    expect(third.doc.getText('title').toString()).toBe('Hello worldA page')
  })

  test('see each other come, move and go', async () => {
    const page = await createPage(ctx, ada)
    const first = stockClient(page, browserHeaders(ada))
    const second = stockClient(page, browserHeaders(bob))
    first.provider.awareness.setLocalStateField('user', { id: ada.userId, name: 'Somebody else' })
    const seen = (): unknown => second.provider.awareness.getStates().get(first.doc.clientID)
    await until('the first at the second', () => (seen() as { user?: unknown } | undefined)?.user)
    expect(seen()).toEqual({
      user: { id: ada.userId, name: 'Ada Lovelace', hue: 210, avatar: null },
    })
    first.provider.destroy()
    await until('the first gone', () => seen() === undefined)
  })
})

describe('who gets a socket', () => {
  test.each([
    ['none', undefined],
    ['null', 'null'],
    ['another site', 'https://evil.test'],
    ['a look-alike', 'http://localhost:3000.evil.test'],
    ['a sub-domain', 'http://a.localhost:3000'],
    ['another port', 'http://localhost:3001'],
    ['another scheme of the host that was asked', url.replace('ws:', 'https:')],
  ])('with a cookie and the origin %s: nobody, and there is no socket', async (_title, origin) => {
    const client = connect(await createPage(ctx, ada), ada, {
      headers: { cookie: ada.cookie, ...(origin !== undefined && { origin }) },
    })
    expect(await until('a refusal', () => client.refusedWith)).toBe(403)
  })

  test('with the origin of the host that was asked: the holder of the cookie', async () => {
    const origin = url.replace('ws:', 'http:')
    const client = connect(await createPage(ctx, ada), ada, { headers: { cookie: ada.cookie, origin } })
    await until('a hello', () => client.json(MESSAGE.hello))
  })

  test.each([
    ['nothing', {}, CLOSE.signInRequired],
    [
      'a forged cookie',
      { cookie: 'weft.session_token=a.b', origin: 'http://localhost:3000' },
      CLOSE.signInRequired,
    ],
    ['an unknown key', { authorization: `Bearer weft_${'x'.repeat(43)}` }, CLOSE.signInRequired],
  ])('with %s: accepted and closed with 4401', async (_title, headers, code) => {
    expect(await connect(await createPage(ctx, ada), ada, { headers }).whenClosed()).toBe(code)
  })

  test('without access, and for a page that does not exist: 4403 for both', async () => {
    const stranger = await createPerson(ctx, { name: 'Stranger' })
    expect(await connect(await createPage(ctx, ada), stranger).whenClosed()).toBe(CLOSE.noAccess)
    expect(await connect(newId(), ada).whenClosed()).toBe(CLOSE.noAccess)
    expect(await connect('not-an-id', ada).whenClosed()).toBe(CLOSE.noAccess)
  })

  test('hello comes first and says who one is and what one may', async () => {
    const page = await createPage(ctx, ada)
    const client = await connect(page, bob).whenSynced()
    expect(client.heard[0]?.type).toBe(MESSAGE.hello)
    expect(client.json(MESSAGE.hello)).toEqual({
      protocol: 1,
      schemaVersion: 1,
      role: 'editor',
      headSeq: 1,
      user: { id: bob.userId, name: 'Bob', hue: 210, avatar: null },
    })
  })

  test('a client older than the page: closed with 4426 before it can write', async () => {
    const page = await createPage(ctx, ada)
    expect(await connect(page, ada, { schemaVersion: 0, headers: browserHeaders(ada) }).whenClosed()).toBe(
      CLOSE.schemaTooOld,
    )
  })
})

describe('access that changes while a socket is open', () => {
  test('ends within a second when the membership ends, and nobody sees the person any more', async () => {
    const page = await createPage(ctx, ada)
    const eve = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Eve' })
    const [watcher, client] = await Promise.all([connect(page).whenSynced(), connect(page, eve).whenSynced()])
    client.say(7, 1, { user: { id: eve.userId } })
    await until('Eve in the room', () => watcher.stateOf(7))
    await ctx.db.prisma.membership.deleteMany({ where: { userId: eve.userId } })
    const began = performance.now()
    expect(await client.whenClosed()).toBe(CLOSE.noAccess)
    expect(performance.now() - began).toBeLessThan(1500)
    await until('Eve gone', () => watcher.stateOf(7) === null)
  })

  test('ends with 4401 when the session ends', async () => {
    const eve = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Eve' })
    const client = await connect(await createPage(ctx, ada), eve).whenSynced()
    await ctx.db.prisma.session.deleteMany({ where: { userId: eve.userId } })
    expect(await client.whenClosed()).toBe(CLOSE.signInRequired)
  })

  test('a lowered role is told, and holds for the very next frame', async () => {
    const page = await createPage(ctx, ada)
    const client = await connect(page, bob).whenSynced()
    await ctx.db.prisma.documentAccess.updateMany({
      where: { documentId: page, subject: 'workspace' },
      data: { role: 'viewer' },
    })
    await until('the change', () => client.json(MESSAGE.access))
    expect(client.json(MESSAGE.access)).toEqual({ role: 'viewer' })
    client.write('no')
    await until('the refusal', () => client.heard.some(({ type }) => type === MESSAGE.auth))
    expect((await readDocument(ctx, page)).seq).toBe(1)
  })

  test('a frame that was refused never counts as saved, whatever follows it', async () => {
    const page = await createPage(ctx, ada)
    const client = await connect(page, bob).whenSynced()
    client.write('yes')
    await until('saved', () => client.saved === 2)
    const known = Y.encodeStateAsUpdate(client.doc)
    await ctx.db.prisma.documentAccess.updateMany({
      where: { documentId: page, subject: 'workspace' },
      data: { role: 'viewer' },
    })
    await until('the change', () => client.json(MESSAGE.access))
    client.write('no')
    client.sync(2, known)
    client.step1()
    await until('the answer to what was sent last', () => client.updates > 0 && client.heard.at(-1))
    await until('the refusal', () => client.heard.some(({ type }) => type === MESSAGE.auth))
    // What the server had to say of the frames before this question stands before its answer.
    const answers = client.heard.filter(({ type }) => type === MESSAGE.sync).length
    client.step1()
    await until(
      'one more answer',
      () => client.heard.filter(({ type }) => type === MESSAGE.sync).length > answers,
    )
    expect(client.saved).toBe(2)
  })
})

test('a reader changes nothing, whatever it sends: refused, and closed the third time', async () => {
  const page = await createPage(ctx, ada)
  const writer = await connect(page).whenSynced()
  writer.write('kept')
  await until('saved', () => writer.saved === 2)
  const key = await createKey(ctx, bob.userId, bob.workspaceId, ['read'])
  const before = await readDocument(ctx, page)
  const reader = await connect(page, bob, { headers: { authorization: `Bearer ${key}` } }).whenSynced()
  expect(reader.text()).toContain('kept')
  reader.say(9, 1, { cursor: 1 })
  await until('the cursor of the reader', () => writer.stateOf(9))
  reader.write('one')
  reader.sync(1, Y.encodeStateAsUpdate(reader.doc))
  // Deletions are refused as well, and not counted: Yjs makes some by itself.
  const denied = () => reader.heard.filter(({ type }) => type === MESSAGE.auth).length
  for (let n = 0; n < 5; n++) reader.doc.getText('title').delete(0, 1)
  await until('everything denied', () => denied() === 7)
  expect(reader.closed).toBeUndefined()
  reader.write('two')
  expect(await reader.whenClosed()).toBe(CLOSE.refused)
  const after = await readDocument(ctx, page)
  expect(after.seq).toBe(before.seq)
  expect(Y.encodeStateAsUpdate(after.doc)).toEqual(Y.encodeStateAsUpdate(before.doc))
})

test('more under the client id of another account is refused; its owner may continue in a new session', async () => {
  const page = await createPage(ctx, ada)
  const owner = await connect(page).whenSynced()
  owner.write('mine')
  await until('saved', () => owner.saved === 2)
  const thief = await connect(page, bob).whenSynced()
  thief.doc.clientID = owner.doc.clientID
  thief.write('not mine')
  expect(await thief.whenClosed()).toBe(CLOSE.refused)
  owner.close()
  const again = await connect(page).whenSynced()
  again.doc.clientID = owner.doc.clientID
  again.write('still mine')
  await until('saved again', () => again.saved === 2)
  expect((await readDocument(ctx, page)).doc.getXmlFragment('body').toString()).toContain('still mine')
})

test("a job's edit reaches open editors", async () => {
  const page = await createPage(ctx, ada)
  const client = await connect(page).whenSynced()
  const { editDocument } = await import('./edit-document.ts')
  const job = { kind: 'job', id: newId() } as const
  await editDocument(ctx, job, page, (doc) => doc.getText('title').insert(0, 'From a job'))
  await until('the title', () => client.doc.getText('title').toString() === 'From a jobA page')
})

test('what people type is projected into title and text', async () => {
  const page = await createPage(ctx, ada)
  const client = await connect(page).whenSynced()
  client.doc.getText('title').insert(0, 'Typed')
  client.write('and more')
  const row = () => ctx.db.prisma.document.findUniqueOrThrow({ where: { id: page } })
  await until('the projection', async () => (await row()).projectedSeq === 3)
  expect(await row()).toMatchObject({ title: 'TypedA page', text: 'and more' })
})
