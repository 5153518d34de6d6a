import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { endSessions } from '#server/accounts/end-sessions.ts'
import { keepLink } from '#server/accounts/link-cookie.ts'
import { revokeApiKey } from '#server/accounts/revoke-api-key.ts'
import { CLOSE, MESSAGE } from '#server/contracts/collaboration.ts'
import { createShareLink } from '#server/documents/create-share-link.ts'
import { revokeShareLink } from '#server/documents/revoke-share-link.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { purgeDocument } from '#server/erasure/purge-document.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { changeSuspension } from '#server/workspaces/change-member.ts'
import { removeMember } from '#server/workspaces/remove-member.ts'
import { readDocument } from './read-document.ts'

/** From the commit of a change until the socket is closed; the promise of the product. */
const PROMISED_MS = 1_000

const ctx = await createTestContext()
// Another process on the same database: a pool and a bus of its own.
const elsewhere = createContext(ctx.config, 'another process')
afterAll(() => closeContext(elsewhere))
const [here, there] = await Promise.all([serve(ctx), serve(elsewhere)])
const owner = await createPerson(ctx)

const closers = closeAfterEach()

type Person = TestPerson & { page: string }

/** A member of the owner's workspace, and a page. */
async function member(): Promise<Person> {
  const { workspaceId } = owner
  const person = await createPerson(ctx, { workspaceId, name: 'Eve' })
  return { ...person, page: await createPage(ctx, owner) }
}

function connect(url: string, { page, ...person }: Person, byKey = false): Promise<RawClient> {
  const headers = byKey ? { authorization: `Bearer ${person.key}` } : browserHeaders(person)
  const client = new RawClient(url, page, { saved: true, headers })
  closers.push(() => client.close())
  return client.whenSynced()
}

/** Sockets of a person on both processes. */
function bothSockets(person: Person, byKey = false): Promise<RawClient[]> {
  return Promise.all([connect(here.url, person, byKey), connect(there.url, person, byKey)])
}

type Change = {
  what: string
  byKey?: boolean
  code: number
  /** As people do it, with its signal; undefined where no operation does it yet, or time does. */
  act?: (person: Person) => Promise<unknown>
  /** The same in the database alone: as when the signal was lost. */
  silently: (person: Person) => Promise<unknown>
}

const { prisma } = ctx.db
const CHANGES: Change[] = [
  {
    what: 'the member is removed',
    code: CLOSE.signInRequired,
    act: ({ userId }) => removeMember(ctx, owner.actor, userId, {}),
    silently: ({ userId }) => prisma.session.deleteMany({ where: { userId } }),
  },
  {
    what: 'the person leaves the workspace, and has another',
    code: CLOSE.noAccess,
    act: async (person) => {
      const other = await createPerson(ctx)
      await prisma.membership.create({
        data: { id: other.userId, userId: person.userId, workspaceId: other.workspaceId, role: 'member' },
      })
      await removeMember(ctx, person.actor, person.userId, {})
    },
    silently: ({ userId }) => prisma.membership.deleteMany({ where: { userId } }),
  },
  {
    what: 'the session ends',
    code: CLOSE.signInRequired,
    act: ({ userId }) => transaction(ctx, (tx, afterCommit) => endSessions(ctx, tx, afterCommit, { userId })),
    silently: ({ userId }) =>
      prisma.session.updateMany({ where: { userId }, data: { expiresAt: new Date(0) } }),
  },
  {
    what: 'the key is revoked',
    byKey: true,
    code: CLOSE.signInRequired,
    act: async ({ userId, actor }) => {
      const { id } = await prisma.apiKey.findFirstOrThrow({ where: { userId } })
      await revokeApiKey(ctx, actor, id)
    },
    silently: ({ userId }) =>
      prisma.apiKey.updateMany({ where: { userId }, data: { revokedAt: new Date() } }),
  },
  {
    what: 'the account is suspended, and the socket came by a key',
    byKey: true,
    code: CLOSE.signInRequired,
    act: ({ userId }) => changeSuspension(ctx, owner.actor, userId, true),
    silently: ({ userId }) =>
      prisma.user.update({ where: { id: userId }, data: { suspendedAt: new Date() } }),
  },
  {
    what: 'the account is suspended',
    code: CLOSE.signInRequired,
    act: ({ userId }) => changeSuspension(ctx, owner.actor, userId, true),
    silently: ({ userId }) =>
      prisma.user.update({ where: { id: userId }, data: { suspendedAt: new Date() } }),
  },
  {
    what: 'the page goes to the trash',
    code: CLOSE.noAccess,
    act: ({ page }) => trashDocument(ctx, owner.actor, page),
    silently: ({ page }) => prisma.document.update({ where: { id: page }, data: { trashedAt: new Date() } }),
  },
  {
    what: 'the page is deleted for good',
    code: CLOSE.noAccess,
    act: async ({ page }) => {
      await prisma.document.update({ where: { id: page }, data: { trashedAt: new Date() } })
      await purgeDocument(ctx, owner.actor, page)
    },
    silently: ({ page }) => prisma.$executeRawUnsafe('DELETE FROM "Document" WHERE id = $1::uuid', page),
  },
  {
    what: 'access to the page is taken away',
    code: CLOSE.noAccess,
    silently: ({ page }) =>
      prisma.documentAccess.deleteMany({ where: { documentId: page, subject: 'workspace' } }),
  },
  {
    what: 'access to the page runs out',
    code: CLOSE.noAccess,
    silently: ({ page }) =>
      prisma.documentAccess.updateMany({
        where: { documentId: page, subject: 'workspace' },
        data: { expiresAt: new Date(0) },
      }),
  },
]

describe.each(CHANGES)('when $what', ({ byKey, code, act, silently }) => {
  test.each([
    ...(act ? ([['with its signal', act]] as const) : []),
    ['with the signal lost', silently] as const,
  ])('%s, sockets on every process are closed within a second', async (_how, change) => {
    const person = await member()
    const sockets = await bothSockets(person, byKey)
    await change(person)
    const began = performance.now()
    const codes = await Promise.all(sockets.map((socket) => socket.whenClosed()))
    expect(performance.now() - began).toBeLessThan(PROMISED_MS)
    expect(codes).toEqual([code, code])
  })
})

test('when a role is lowered, every process tells within a second, and the next write is refused and not stored', async () => {
  const person = await member()
  const sockets = await bothSockets(person)
  const { seq } = await readDocument(ctx, person.page)
  await prisma.documentAccess.updateMany({
    where: { documentId: person.page, subject: 'workspace' },
    data: { role: 'viewer' },
  })
  const began = performance.now()
  await until('both told', () => sockets.every((socket) => socket.json(MESSAGE.access)))
  expect(performance.now() - began).toBeLessThan(PROMISED_MS)
  for (const socket of sockets) {
    expect(socket.json(MESSAGE.access)).toEqual({ role: 'viewer' })
    socket.write('no')
  }
  await until('both refused', () =>
    sockets.every(({ heard }) => heard.some(({ type }) => type === MESSAGE.auth)),
  )
  expect((await readDocument(ctx, person.page)).seq).toBe(seq)
})

test.each<[string, (linkId: string) => Promise<unknown>]>([
  ['with its signal', (id) => revokeShareLink(ctx, owner.actor, id)],
  ['with the signal lost', (id) => prisma.documentAccess.delete({ where: { id } })],
])(
  'when a link is revoked %s, whoever came by it is out on every process within a second',
  async (_how, revoke) => {
    const page = await createPage(ctx, owner)
    const { id, link } = await createShareLink(ctx, owner.actor, page, {
      role: 'editor',
      expiresInDays: null,
    })
    const cookie = keepLink(ctx.config, null, link.split('/').at(-1) ?? '').split(';')[0] ?? ''
    const stranger = await createPerson(ctx)
    const join = (url: string, one: string) => {
      const client = new RawClient(url, page, { headers: { cookie: one, origin: ctx.config.publicUrl } })
      closers.push(() => client.close())
      return client.whenSynced()
    }
    const sockets = await Promise.all(
      [here, there].flatMap(({ url }) => [join(url, cookie), join(url, `${stranger.cookie}; ${cookie}`)]),
    )
    expect(sockets.map(({ closed }) => closed)).toEqual(sockets.map(() => undefined))
    await revoke(id)
    const began = performance.now()
    const codes = await Promise.all(sockets.map((socket) => socket.whenClosed()))
    expect(performance.now() - began).toBeLessThan(PROMISED_MS)
    // Who has no account has nothing left but to sign in.
    expect(codes.every((code) => code === CLOSE.noAccess || code === CLOSE.signInRequired)).toBe(true)
  },
)

test('when the listening connection is cut at that moment, the change is found all the same', async () => {
  const person = await member()
  const sockets = await bothSockets(person)
  await ctx.db.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name LIKE '%bus%' AND datname = current_database()`,
  )
  await removeMember(ctx, owner.actor, person.userId, {})
  const began = performance.now()
  await Promise.all(sockets.map((socket) => socket.whenClosed()))
  expect(performance.now() - began).toBeLessThan(PROMISED_MS)
})

test('who comes in on what a process still remembers of a session is out within the same second', async () => {
  const person = await member()
  await connect(there.url, person)
  await prisma.session.deleteMany({ where: { userId: person.userId } })
  const began = performance.now()
  while (performance.now() - began < PROMISED_MS) {
    const late = new RawClient(there.url, person.page, { headers: browserHeaders(person) })
    closers.push(() => late.close())
    expect(await late.whenClosed()).toBe(CLOSE.signInRequired)
    await pause(50)
  }
  expect(there.collaboration.figures.sockets).toBe(0)
})

test('the worst of 50 changes without a signal, at any moment between two checks, takes less than a second', async () => {
  const random = seededRandom(8)
  // One after the other: what is measured is the change, not how many may come at once.
  const people: Person[] = []
  const sockets: RawClient[] = []
  for (let n = 0; n < 50; n++) {
    const person = await member()
    people.push(person)
    sockets.push(await connect(there.url, person))
  }
  const times = await Promise.all(
    people.map(async ({ userId }, index) => {
      await pause(random() * 2_000)
      await prisma.membership.deleteMany({ where: { userId } })
      const began = performance.now()
      await until('the end', () => sockets[index]?.closed)
      return performance.now() - began
    }),
  )
  const worst = Math.max(...times)
  process.stdout.write(`access withdrawn without a signal: worst of 50 ${worst.toFixed(0)} ms\n`)
  expect(worst).toBeLessThan(PROMISED_MS)
})
