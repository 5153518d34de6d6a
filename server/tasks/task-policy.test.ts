import { expect, test } from 'vitest'
import type { Person } from '#server/contracts/actors.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { enqueueTask, type NewTask } from './enqueue-task.ts'
import { listTasks } from './list-tasks.ts'
import { allowNewTask, mayManageTask, membershipOf, type TaskPlace, visibleTasks } from './task.policy.ts'

const ctx = await createTestContext()
const { prisma } = ctx.db
const owner = await createPerson(ctx)
const { workspaceId } = owner
const editor = await createPerson(ctx, { workspaceId })
const reader = await createPerson(ctx, { workspaceId, role: 'guest' })
const guest = await createPerson(ctx, { workspaceId, role: 'guest' })
const stranger = await createPerson(ctx)
const shared = await createPage(ctx, editor)
const closed = await createPage(ctx, editor)
await prisma.documentAccess.deleteMany({ where: { documentId: closed, subject: 'workspace' } })
await prisma.documentAccess.create({
  data: { id: newId(), documentId: shared, subject: 'person', userId: reader.userId, role: 'viewer' },
})
const PEOPLE = { owner, editor, reader, guest, stranger }
type Name = keyof typeof PEOPLE

const place = (changes: Partial<TaskPlace> = {}): TaskPlace => ({
  ...{ workspaceId, userId: null, documentId: null, sourceIds: [] },
  ...changes,
})

test.each<[string, TaskPlace, Name[]]>([
  ['of a shared page', place({ documentId: shared }), ['owner', 'editor', 'reader']],
  ['of a closed page', place({ documentId: closed }), ['editor']],
  ['of no page, asked for by the editor', place({ userId: editor.userId }), ['editor']],
  ['of no page, asked for by nobody', place(), []],
  [
    'of no page, reading a page that is closed to who asked',
    place({ userId: owner.userId, sourceIds: [closed] }),
    [],
  ],
  [
    'of no page, reading a page of who asked',
    place({ userId: editor.userId, sourceIds: [closed] }),
    ['editor'],
  ],
  ['of a page that is gone', place({ documentId: newId() }), []],
  [
    'of another workspace, asked for by a stranger here',
    place({ workspaceId: stranger.workspaceId, userId: stranger.userId }),
    ['stranger'],
  ],
  ['of this workspace, asked for by somebody who left', place({ userId: stranger.userId }), []],
])('a task %s is seen by %j', async (_, task, sees) => {
  for (const [name, { actor }] of Object.entries(PEOPLE))
    expect(`${name} ${(await visibleTasks(ctx, actor, [task])).length > 0}`).toBe(
      `${name} ${sees.some((one) => one === name)}`,
    )
})

test.each<[string, TaskPlace, Name[]]>([
  ['of a shared page', place({ documentId: shared }), ['owner', 'editor']],
  [
    'of a shared page, asked for by its reader',
    place({ documentId: shared, userId: reader.userId }),
    ['owner', 'editor', 'reader'],
  ],
  ['of a closed page', place({ documentId: closed }), ['owner', 'editor']],
  ['of no page', place({ userId: guest.userId }), ['owner', 'guest']],
  ['of another workspace', place({ workspaceId: stranger.workspaceId }), ['stranger']],
])('a task %s is managed by %j', async (_, task, may) => {
  for (const [name, { actor }] of Object.entries(PEOPLE))
    expect(`${name} ${await mayManageTask(ctx, actor, task)}`).toBe(
      `${name} ${may.some((one) => one === name)}`,
    )
})

const byKey = (person: TestPerson, scopes: ('read' | 'write')[], of = person.workspaceId): Person => ({
  ...person.actor,
  via: { type: 'key', keyId: newId(), workspaceId: of, scopes },
})

test('a key sees and does within its own workspace alone', async () => {
  expect(membershipOf(byKey(owner, ['read']), workspaceId)?.role).toBe('owner')
  expect(membershipOf(byKey(owner, ['read'], stranger.workspaceId), workspaceId)).toBeUndefined()
  expect(await mayManageTask(ctx, byKey(owner, ['read', 'write'], stranger.workspaceId), place())).toBe(false)
  expect(await visibleTasks(ctx, byKey(editor, ['read']), [place({ documentId: closed })])).toHaveLength(1)
})

const text = { type: 'text' as const, text: 'x' }
const page = (documentId: string) => ({ type: 'document', documentId }) as const
const summarise = (source: typeof text | ReturnType<typeof page>) =>
  ({ kind: 'summarise', source, words: 50 }) as const

test.each<[string, Name, Parameters<typeof allowNewTask>[2], string | undefined]>([
  ['text of one’s own', 'guest', { request: summarise(text), insert: false }, undefined],
  ['a page that one may read', 'reader', { request: summarise(page(shared)), insert: false }, undefined],
  ['a page that is closed', 'owner', { request: summarise(page(closed)), insert: false }, 'not-found'],
  [
    'a result beside a page that one may read',
    'reader',
    { request: summarise(text), documentId: shared, insert: false },
    undefined,
  ],
  [
    'a result into a page that one may only read',
    'reader',
    { request: summarise(text), documentId: shared, insert: true },
    'forbidden',
  ],
  [
    'a result into a page that one may edit',
    'editor',
    { request: summarise(text), documentId: shared, insert: true },
    undefined,
  ],
  [
    'a closed page into an open one',
    'owner',
    { request: summarise(page(closed)), documentId: shared, insert: true },
    'not-found',
  ],
  ['a result into no page', 'editor', { request: summarise(text), insert: true }, 'invalid-input'],
  [
    'a page of another workspace',
    'stranger',
    { request: summarise(text), documentId: shared, insert: false },
    'not-found',
  ],
  [
    'an attachment that is none',
    'editor',
    { request: { kind: 'ocr', attachmentId: newId(), language: 'eng' }, insert: false },
    'not-found',
  ],
])('%s may be asked for by the %s', async (_, name, request, code) => {
  const outcome = allowNewTask(ctx, PEOPLE[name].actor, request)
  if (code === undefined) expect(await outcome).toEqual({ workspaceId })
  else await expect(outcome).rejects.toMatchObject({ code })
})

test('a key that may only read puts no result into a page', async () => {
  const request = { request: summarise(text), documentId: shared, insert: true }
  await expect(allowNewTask(ctx, byKey(editor, ['read']), request)).rejects.toMatchObject({
    code: 'forbidden',
  })
})

const enqueue = (changes: Partial<NewTask> = {}) =>
  transaction(ctx, (tx, afterCommit) =>
    enqueueTask(ctx, tx, afterCommit, {
      ...{ workspaceId, userId: editor.userId, kind: 'summarise' },
      payload: { request: summarise(text), insert: false, fresh: false },
      ...changes,
    }),
  )

test('T2: one key is one task, however often and however much at once it is asked for', async () => {
  const idempotencyKey = newId()
  const made = await Promise.all(Array.from({ length: 8 }, () => enqueue({ idempotencyKey })))
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect(made.filter(({ created }) => created)).toHaveLength(1)
})

test.each<[string, Partial<NewTask>]>([
  ['another person', { userId: owner.userId }],
  ['another page', { documentId: shared }],
  [
    'other words',
    { payload: { request: summarise({ type: 'text', text: 'y' }), insert: false, fresh: false } },
  ],
])('a key that is used again for %s is a conflict and gives nothing away', async (_, changes) => {
  const idempotencyKey = newId()
  await enqueue({ idempotencyKey })
  await expect(enqueue({ idempotencyKey, ...changes })).rejects.toMatchObject({ code: 'conflict' })
})

test('T2: a key of another workspace is another key', async () => {
  const idempotencyKey = newId()
  const [one, other] = [
    await enqueue({ idempotencyKey }),
    await enqueue({ idempotencyKey, workspaceId: stranger.workspaceId, userId: stranger.userId }),
  ]
  expect(other).toMatchObject({ created: true })
  expect(other.id).not.toBe(one.id)
})

test('T1: a task that is rolled back never was, and its key is free', async () => {
  const idempotencyKey = newId()
  await expect(
    transaction(ctx, async (tx, afterCommit) => {
      await enqueueTask(ctx, tx, afterCommit, {
        ...{ workspaceId, userId: null, kind: 'summarise', idempotencyKey },
        payload: { request: summarise(text), insert: false, fresh: false },
      })
      throw new Error('second thoughts')
    }),
  ).rejects.toThrow('second thoughts')
  expect(await enqueue({ idempotencyKey })).toMatchObject({ created: true })
})

test('lists of any length of page add up to what each person may see, newest first, also of one moment', async () => {
  await prisma.task.deleteMany({ where: { workspaceId } })
  const at = new Date('2026-01-01T00:00:00Z')
  const ids: string[] = []
  for (let index = 0; index < 15; index += 1)
    ids.push(
      (
        await enqueue({
          userId: [editor, reader, owner][index % 3]?.userId ?? null,
          documentId: [shared, closed, null][index % 5] ?? null,
        })
      ).id,
    )
  await prisma.task.updateMany({ where: { id: { in: ids.slice(0, 9) } }, data: { createdAt: at } })
  const rows = await prisma.task.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  for (const { actor } of [owner, editor, reader, guest]) {
    const places = rows.map((row) => ({ ...place(), ...row, sourceIds: [] }))
    const due = new Set((await visibleTasks(ctx, actor, places)).map(({ id }) => id))
    for (const limit of [1, 4, 100]) {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const list = await listTasks(ctx, actor, { limit, cursor })
        found.push(...list.items.map(({ id }) => id))
        cursor = list.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(found).toEqual(rows.map(({ id }) => id).filter((id) => due.has(id)))
    }
  }
})
