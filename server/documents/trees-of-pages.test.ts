import { beforeEach, expect, test } from 'vitest'
import { documentStandings } from '#server/access/document-role.ts'
import { atLeast } from '#server/contracts/actors.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { auditOf } from '#server/testing/signed-in.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { documentSummary, SummaryRow } from './document.presenter.ts'
import { forgetAttachment } from './forget-attachment.ts'
import {
  forgetDocuments,
  holdDocuments,
  listAttachments,
  listPrivatePages,
  listSubtree,
} from './forget-documents.ts'
import { listDocuments } from './list-documents.ts'
import { locateAttachment } from './locate-attachment.ts'
import { locatePages } from './locate-pages.ts'
import { restoreDocument } from './restore-document.ts'
import { trashDocument } from './trash-document.ts'

const ctx = await createTestContext()
const { prisma } = ctx.db
let ada: TestPerson
beforeEach(async () => {
  ada = await createPerson(ctx)
})

const times = async (page: string, action: string): Promise<number> =>
  (await auditOf(ctx, page)).filter((one) => one === action).length

test.each([
  ['trashed', 'document.trashed', trashDocument],
  ['restored', 'document.restored', restoreDocument],
] as const)(
  'a page that is %s by several at once is so once, and the trail tells it once',
  async (_, action, act) => {
    const page = await createPage(ctx, ada)
    if (act === restoreDocument) await trashDocument(ctx, ada.actor, page)
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => act(ctx, ada.actor, page)))
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'not-found' })
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect(await times(page, action)).toBe(1)
  },
)

test('a page that is in no trash cannot be taken out of it, nor one that somebody may not edit', async () => {
  const page = await createPage(ctx, ada)
  await expect(restoreDocument(ctx, ada.actor, page)).rejects.toMatchObject({ code: 'not-found' })
  await trashDocument(ctx, ada.actor, page)
  const guest = await createPerson(ctx, { workspaceId: ada.workspaceId, role: 'guest' })
  const eve = await createPerson(ctx)
  for (const { actor } of [guest, eve])
    await expect(restoreDocument(ctx, actor, page)).rejects.toMatchObject({ code: 'not-found' })
  expect(await times(page, 'document.restored')).toBe(0)
})

test('lists of any length of page add up to what each may read, in the order of making, trash and all', async () => {
  const random = seededRandom(31)
  const bob = await createPerson(ctx, { workspaceId: ada.workspaceId })
  const guest = await createPerson(ctx, { workspaceId: ada.workspaceId, role: 'guest' })
  const pages: string[] = []
  for (let index = 0; index < 24; index += 1) {
    const parentId = random() < 0.5 ? pages[Math.floor(random() * pages.length)] : undefined
    const page = await createPage(ctx, ada, parentId === undefined ? {} : { parentId })
    pages.push(page)
    if (random() < 0.2) await prisma.document.update({ where: { id: page }, data: { inheritAccess: false } })
    if (random() < 0.2)
      await prisma.documentAccess.create({
        data: { id: newId(), documentId: page, subject: 'person', role: 'viewer', userId: guest.userId },
      })
    if (random() < 0.25)
      // Several at one moment: the id has to tell them apart.
      await prisma.document.update({
        where: { id: page },
        data: { trashedAt: new Date(1_700_000_000_000 + Math.floor(random() * 3)) },
      })
  }
  const rows = await prisma.document.findMany({ where: { id: { in: pages } } })
  for (const { actor } of [ada, bob, guest])
    for (const trashed of [false, true]) {
      const standings = await documentStandings(ctx, actor, pages)
      const due = rows
        .filter(({ id, trashedAt }) => {
          const standing = standings.get(id)
          if (!standing || standing.trashed !== trashed || (trashedAt !== null) !== trashed) return false
          return !trashed || atLeast(standing.role, 'editor')
        })
        .sort((a, b) => {
          const later = (b.trashedAt?.getTime() ?? 0) - (a.trashedAt?.getTime() ?? 0)
          return trashed ? later || (a.id < b.id ? 1 : -1) : a.id < b.id ? -1 : 1
        })
      for (const limit of [1, 3, 100]) {
        const found: string[] = []
        let cursor: string | undefined
        do {
          const list = await listDocuments(ctx, actor, ada.workspaceId, { trashed, limit, cursor })
          expect(list.items.length).toBeLessThanOrEqual(limit)
          found.push(...list.items.map(({ id }) => id))
          cursor = list.nextCursor ?? undefined
        } while (cursor !== undefined)
        expect(found).toEqual(due.map(({ id }) => id))
      }
    }
})

const summaryOf = (preview: string) =>
  documentSummary(
    SummaryRow.parse({
      ...{ id: newId(), title: 'T', preview, workspaceId: newId(), parentId: newId(), position: 'a0' },
      ...{ editedAt: new Date(0), createdAt: new Date(0), trashedAt: null },
    }),
    'viewer',
    false,
  )

test.each([
  ['short', 'short'],
  ['', ''],
  [' two\n\nlines\t here ', 'two lines here'],
  ['x'.repeat(159), 'x'.repeat(159)],
  ['x'.repeat(160), `${'x'.repeat(160)}…`],
  [`${'word '.repeat(31)}words`, `${'word '.repeat(30)}word…`],
  ['🧵'.repeat(100), '🧵'.repeat(100)],
  ['🧵'.repeat(160), `${'🧵'.repeat(160)}…`],
])('of a page that begins with %j lists show %j', (start, preview) => {
  expect(summaryOf(start).preview).toBe(preview)
})

test('a parent that the asker may not see is not named', () => {
  expect(summaryOf('x').parentId).toBeNull()
})

test('a tree is listed from its top, whole, and a ring ends', async () => {
  const top = await createPage(ctx, ada)
  const [left, right] = [
    await createPage(ctx, ada, { parentId: top }),
    await createPage(ctx, ada, { parentId: top }),
  ]
  const leaf = await createPage(ctx, ada, { parentId: left })
  await createPage(ctx, ada)
  const tree = await transaction(ctx, (tx) => listSubtree(tx, top))
  expect(tree[0]).toBe(top)
  expect(tree.at(-1)).toBe(leaf)
  expect([...tree].sort()).toEqual([top, left, right, leaf].sort())
  expect(await transaction(ctx, (tx) => listSubtree(tx, newId()))).toEqual([])
})

test('only what exists is held, found and forgotten; what lay below what is forgotten moves up', async () => {
  const [page, other] = [await createPage(ctx, ada), await createPage(ctx, ada)]
  const below = await createPage(ctx, ada, { parentId: page })
  const missing = newId()
  expect(await locatePages(ctx, [page, missing])).toEqual(
    new Map([[page, { workspaceId: ada.workspaceId, title: 'A page' }]]),
  )
  expect(await locatePages(ctx, [])).toEqual(new Map())
  await transaction(ctx, async (tx) => {
    expect((await holdDocuments(tx, [other, missing, page])).sort()).toEqual([page, other].sort())
    expect(await forgetDocuments(tx, [page, missing])).toBe(1)
  })
  expect((await prisma.document.findUniqueOrThrow({ where: { id: below } })).parentId).toBeNull()
  expect(await prisma.documentUpdate.count({ where: { documentId: page } })).toBe(0)
  expect(await prisma.documentAccess.count({ where: { documentId: page } })).toBe(0)
  expect(await prisma.documentUpdate.count({ where: { documentId: other } })).toBeGreaterThan(0)
})

test('a file is found and forgotten by its id, with the key of its bytes', async () => {
  const documentId = await createPage(ctx, ada)
  const id = newId()
  await prisma.attachment.create({
    data: {
      ...{ id, documentId, workspaceId: ada.workspaceId, uploadedById: ada.userId, name: 'a.png' },
      ...{ mediaType: 'image/png', bytes: 1, sha256: 'x', storageKey: 'ab/key' },
    },
  })
  expect(await locateAttachment(ctx, id)).toEqual({ documentId, mediaType: 'image/png' })
  await transaction(ctx, async (tx) => {
    expect(await listAttachments(tx, [documentId])).toEqual([{ id, storageKey: 'ab/key' }])
    expect(await forgetAttachment(tx, id)).toEqual({ workspaceId: ada.workspaceId, storageKey: 'ab/key' })
    expect(await forgetAttachment(tx, id)).toBeUndefined()
  })
  expect(await locateAttachment(ctx, id)).toBeUndefined()
})

const HOUR_MS = 3_600_000
test.each<[string, boolean, (documentId: string, other: string) => object[]]>([
  ['the person alone', true, () => []],
  ['the workspace too', false, () => [{ subject: 'workspace' }]],
  ['another person too', false, (_, userId) => [{ subject: 'person', userId }]],
  ['whoever has a link', false, () => [{ subject: 'link', linkHash: newId() }]],
  [
    'whoever has a link that will end',
    false,
    () => [{ subject: 'link', linkHash: newId(), expiresAt: new Date(Date.now() + HOUR_MS) }],
  ],
  [
    'whoever had a link that has ended',
    true,
    () => [{ subject: 'link', linkHash: newId(), expiresAt: new Date(Date.now() - HOUR_MS) }],
  ],
  [
    'another person whose time has ended',
    true,
    (_, userId) => [{ subject: 'person', userId, expiresAt: new Date(Date.now() - HOUR_MS) }],
  ],
])('a page that is given to %s goes with the person: %s', async (_, goes, others) => {
  const bob = await createPerson(ctx, { workspaceId: ada.workspaceId })
  const page = await createPage(ctx, ada)
  await prisma.documentAccess.deleteMany({ where: { documentId: page, subject: 'workspace' } })
  for (const more of others(page, bob.userId))
    await prisma.documentAccess.create({
      data: { id: newId(), documentId: page, role: 'viewer', subject: 'person', ...more },
    })
  expect((await transaction(ctx, (tx) => listPrivatePages(tx, ada.userId))).includes(page)).toBe(goes)
  expect(await transaction(ctx, (tx) => listPrivatePages(tx, bob.userId))).toEqual([])
})

test('a page below another is open to whoever may open that one, and goes only where it does not inherit', async () => {
  const top = await createPage(ctx, ada)
  const below = await createPage(ctx, ada, { parentId: top })
  const privatePages = () => transaction(ctx, (tx) => listPrivatePages(tx, ada.userId))
  expect(await privatePages()).toEqual([])
  await prisma.document.update({ where: { id: below }, data: { inheritAccess: false } })
  expect(await privatePages()).toEqual([below])
})
