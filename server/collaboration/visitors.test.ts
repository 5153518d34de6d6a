// Visitors: sockets of browsers that followed a link to a page and have no account.
import { expect, test } from 'vitest'
import { keepLink } from '#server/accounts/link-cookie.ts'
import { CLOSE, MESSAGE } from '#server/contracts/collaboration.ts'
import type { LinkRole } from '#server/contracts/sharing.ts'
import { createShareLink } from '#server/documents/create-share-link.ts'
import { revokeShareLink } from '#server/documents/revoke-share-link.ts'
import { newSecret } from '#server/platform/ids.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const { url } = await serve(ctx)
const ada = await createPerson(ctx)

const closers = closeAfterEach()

async function share(documentId: string, role: LinkRole, expiresInDays: number | null = null) {
  const { id, link } = await createShareLink(ctx, ada.actor, documentId, { role, expiresInDays })
  const line = keepLink(ctx.config, null, link.split('/').at(-1) ?? '')
  return { id, headers: { cookie: line.split(';', 1)[0] ?? '', origin: 'http://localhost:3000' } }
}

function connect(documentId: string, headers: Record<string, string>): RawClient {
  const client = new RawClient(url, documentId, { saved: true, headers })
  closers.push(() => client.close())
  return client
}

const helloOf = (client: RawClient) => until('a hello', () => client.json(MESSAGE.hello))

test.each(['viewer', 'commenter', 'editor'] as const)(
  'a link for a %s opens the page as one',
  async (role) => {
    const page = await createPage(ctx, ada)
    const client = await connect(page, (await share(page, role)).headers).whenSynced()
    expect(await helloOf(client)).toMatchObject({ role, user: { name: 'Visitor', avatar: null } })
    expect(client.doc.getText('title').toString()).toBe('A page')
  },
)

test('an editor by link writes under an id of their own, which stays from visit to visit', async () => {
  const page = await createPage(ctx, ada)
  const { headers } = await share(page, 'editor')
  const ids = new Set<unknown>()
  for (const words of ['one', 'two']) {
    const client = await connect(page, headers).whenSynced()
    ids.add(((await helloOf(client)) as { user: { id: string } }).user.id)
    client.write(words)
    await until('the words in the log', async () =>
      (await readDocument(ctx, page)).doc.getXmlFragment('body').toString().includes(words),
    )
    client.close()
  }
  const updates = await ctx.db.prisma.documentUpdate.findMany({ where: { documentId: page, seq: { gt: 1 } } })
  expect(updates.length).toBeGreaterThanOrEqual(2)
  expect([...new Set(updates.map(({ actorId }) => actorId))]).toEqual([...ids])
  expect(updates.every(({ actorKind, sessionId }) => actorKind === 'person' && sessionId === null)).toBe(true)
})

test('a reader by link changes nothing', async () => {
  const page = await createPage(ctx, ada)
  const client = await connect(page, (await share(page, 'viewer')).headers).whenSynced()
  client.write('no')
  await until('a refusal', () => client.heard.some(({ type }) => type === MESSAGE.auth) || client.closed)
  expect((await readDocument(ctx, page)).seq).toBe(1)
})

test('a link opens no other page, and without a link there is no seat', async () => {
  const [page, other] = [await createPage(ctx, ada), await createPage(ctx, ada)]
  const { headers } = await share(page, 'editor')
  expect(await connect(other, headers).whenClosed()).toBe(CLOSE.noAccess)
  expect(await connect(page, { origin: headers.origin }).whenClosed()).toBe(CLOSE.signInRequired)
})

test('a revoked link puts out within a second whoever came by it, and nobody else', async () => {
  const page = await createPage(ctx, ada)
  const [first, second] = [await share(page, 'editor'), await share(page, 'viewer')]
  const byFirst = await connect(page, first.headers).whenSynced()
  const bySecond = await connect(page, second.headers).whenSynced()
  const inside = await connect(page, browserHeaders(ada)).whenSynced()
  const start = performance.now()
  await revokeShareLink(ctx, ada.actor, first.id)
  expect(await byFirst.whenClosed()).toBe(CLOSE.noAccess)
  expect(performance.now() - start).toBeLessThan(1_000)
  expect(bySecond.closed).toBeUndefined()
  expect(inside.closed).toBeUndefined()
  expect(await connect(page, first.headers).whenClosed()).toBe(CLOSE.noAccess)
})

test('a link that is expired opens nothing, and puts out who is there at its end', async () => {
  const page = await createPage(ctx, ada)
  const { id, headers } = await share(page, 'viewer', 1)
  const client = await connect(page, headers).whenSynced()
  await ctx.db.prisma.documentAccess.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } })
  expect(await client.whenClosed()).toBe(CLOSE.noAccess)
})

test('a colleague who follows a link for readers keeps what they may do anyway', async () => {
  const page = await createPage(ctx, ada)
  const { headers } = await share(page, 'viewer')
  const both = { ...headers, cookie: `${ada.cookie}; ${headers.cookie}` }
  const client = await connect(page, both).whenSynced()
  expect(await helloOf(client)).toMatchObject({ role: 'owner', user: { id: ada.userId } })
})

test('who makes up cookies of visitors is turned away by their address before anything is asked for them', async () => {
  const few = await createTestContext({ RATE_LIMIT_SCALE: '0.005', TRUST_PROXY: '1' }, { db: ctx.db })
  const { url: door } = await serve(few)
  const page = await createPage(ctx, ada)
  const come = async (address: string) => {
    const line = keepLink(ctx.config, null, newSecret())
    const headers = { cookie: line.split(';', 1)[0] ?? '', origin: 'http://localhost:3000' }
    const client = new RawClient(door, page, { headers: { ...headers, 'x-forwarded-for': address } })
    closers.push(() => client.close())
    return await until('an answer', () => client.closed?.code ?? client.refusedWith)
  }
  const answers: number[] = []
  for (let n = 0; n < 5; n++) answers.push(await come('192.0.2.1'))
  expect(answers).toEqual([...Array(3).fill(CLOSE.noAccess), 503, 503])
  expect(await come('192.0.2.2')).toBe(CLOSE.noAccess)
  const inside = new RawClient(door, page, {
    headers: { ...browserHeaders(ada), 'x-forwarded-for': '192.0.2.1' },
  })
  closers.push(() => inside.close())
  await inside.whenSynced()
})
