import { beforeEach, expect, test } from 'vitest'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createShareLink, LINKS_MAX } from './create-share-link.ts'
import { endLinksOf } from './end-links-of.ts'
import { listShareLinks } from './list-share-links.ts'
import { openShareLink } from './open-share-link.ts'
import { revokeShareLink } from './revoke-share-link.ts'
import { trashDocument } from './trash-document.ts'

const DAY_MS = 86_400_000
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })
let ada: TestPerson
let page: string
beforeEach(async () => {
  ada = await createPerson(ctx)
  page = await createPage(ctx, ada)
})

const forDays = (expiresInDays: number | null = null, person = ada, documentId = page) =>
  createShareLink(ctx, person.actor, documentId, { role: 'viewer', expiresInDays })
const tokenOf = ({ link }: { link: string }): string => link.split('/').at(-1) ?? ''
const listed = async (): Promise<string[]> =>
  (await listShareLinks(ctx, ada.actor, page)).items.map(({ id }) => id)

test('a link opens until its end and not a moment longer; one without an end opens on', async () => {
  const [brief, lasting] = [await forDays(1), await forDays()]
  const end = now + DAY_MS
  expect(brief.expiresAt).toBe(new Date(end).toISOString())
  now = end - 1
  expect(await openShareLink(ctx, tokenOf(brief))).toBe(page)
  expect(await listed()).toEqual([lasting.id, brief.id])
  now = end
  await expect(openShareLink(ctx, tokenOf(brief))).rejects.toMatchObject({ code: 'not-found' })
  expect(await listed()).toEqual([lasting.id])
  now += 400 * DAY_MS
  expect(await openShareLink(ctx, tokenOf(lasting))).toBe(page)
})

test('a revoked, an expired, an unknown and an empty link, and one of a trashed page, are refused alike', async () => {
  const [revoked, expired, trashed] = [await forDays(), await forDays(1), await forDays()]
  await revokeShareLink(ctx, ada.actor, revoked.id)
  now += 2 * DAY_MS
  await trashDocument(ctx, ada.actor, page)
  const words = new Set<string>()
  for (const token of [...[revoked, expired, trashed].map(tokenOf), 'x'.repeat(43), '', "' OR 1=1 --"])
    await openShareLink(ctx, token).catch((error) => words.add(`${error.code} ${error.message}`))
  expect([...words]).toHaveLength(1)
})

test('what the database keeps of a link opens nothing', async () => {
  const made = await forDays()
  const row = await ctx.db.prisma.documentAccess.findUniqueOrThrow({ where: { id: made.id } })
  expect(row).toMatchObject({ linkHash: sha256(tokenOf(made)), makerId: ada.userId, userId: null })
  await expect(openShareLink(ctx, row.linkHash ?? '')).rejects.toMatchObject({ code: 'not-found' })
  const trail = await ctx.db.prisma.auditEvent.findMany({ where: { workspaceId: ada.workspaceId } })
  expect(trail).toHaveLength(1)
  expect(JSON.stringify(trail)).not.toContain(tokenOf(made))
  expect(JSON.stringify(await listShareLinks(ctx, ada.actor, page))).not.toContain(tokenOf(made))
})

/** So many links that the page has already, with an end or without. */
const existing = (count: number, expiresAt: Date | null = null) =>
  ctx.db.prisma.documentAccess.createMany({
    data: Array.from({ length: count }, () => ({
      ...{ id: newId(), documentId: page, subject: 'link' as const, role: 'viewer' as const },
      ...{ linkHash: newId(), makerId: ada.userId, expiresAt },
    })),
  })

test('of links made at once no more are kept than a page may have', async () => {
  await existing(LINKS_MAX - 3)
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => forDays()))
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(3)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'conflict' })
  expect(await listed()).toHaveLength(LINKS_MAX)
  // Another page has room of its own.
  await forDays(null, ada, await createPage(ctx, ada))
})

test('links that have ended leave room for new ones', async () => {
  await existing(LINKS_MAX, new Date(now + DAY_MS))
  await expect(forDays()).rejects.toMatchObject({ code: 'conflict' })
  now += DAY_MS
  expect(await listed()).toEqual([])
  await forDays()
  expect(await listed()).toHaveLength(1)
})

test('a link revoked twice at once ends once, and the trail tells it once', async () => {
  const { id } = await forDays()
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => revokeShareLink(ctx, ada.actor, id)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const acts = await ctx.db.prisma.auditEvent.count({
    where: { workspaceId: ada.workspaceId, action: 'share-link.revoked' },
  })
  expect(acts).toBe(1)
})

test('a link of a page elsewhere and an unknown one are refused alike, and an access of a person is no link', async () => {
  const eve = await createPerson(ctx)
  const { id } = await forDays()
  const own = await ctx.db.prisma.documentAccess.findFirstOrThrow({
    where: { documentId: page, subject: 'person' },
  })
  const words = new Set<string>()
  for (const linkId of [id, newId(), own.id])
    await revokeShareLink(ctx, eve.actor, linkId).catch((error) => words.add(error.message))
  expect([...words]).toHaveLength(1)
  await expect(revokeShareLink(ctx, ada.actor, own.id)).rejects.toMatchObject({ code: 'not-found' })
  expect(await listed()).toEqual([id])
})

test('when somebody goes, their links to the pages of that workspace end, and open pages are told, those below too', async () => {
  const bob = await createPerson(ctx, { workspaceId: ada.workspaceId })
  const below = await createPage(ctx, ada, { parentId: page })
  const elsewhere = await createPage(ctx, bob)
  const [his, second, hers] = [await forDays(null, bob), await forDays(null, bob), await forDays()]
  const told = new Set<string>()
  const stop = await ctx.bus.listen(ACCESS_CHANNEL, (id) => told.add(id))
  const count = await transaction(ctx, (tx, afterCommit) =>
    endLinksOf(ctx, tx, afterCommit, { workspaceId: ada.workspaceId, makerId: bob.userId }),
  )
  expect(count).toBe(2)
  await until('the page and the one below it are told', () => told.has(page) && told.has(below))
  expect(told.has(elsewhere)).toBe(false)
  await stop()
  for (const gone of [his, second])
    await expect(openShareLink(ctx, tokenOf(gone))).rejects.toMatchObject({ code: 'not-found' })
  expect(await openShareLink(ctx, tokenOf(hers))).toBe(page)
})
