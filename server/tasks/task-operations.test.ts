import { expect, test } from 'vitest'
import { CreateTask, TaskView } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'
import { getTask } from './get-task.ts'
import { listTasks } from './list-tasks.ts'
import { retryTask } from './retry-task.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const { workspaceId } = owner
const editor = await createPerson(ctx, { workspaceId })
const other = await createPerson(ctx, { workspaceId })
const stranger = await createPerson(ctx)
const page = await createPage(ctx, editor)
const closed = await privatePage(editor)

async function privatePage(person: TestPerson): Promise<string> {
  const id = await createPage(ctx, person)
  await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: id, subject: 'workspace' } })
  return id
}

async function share(documentId: string, person: TestPerson, role: 'viewer' | 'editor') {
  await ctx.db.prisma.documentAccess.create({
    data: { id: newId(), documentId, subject: 'person', userId: person.userId, role },
  })
}

function ask(
  person: TestPerson,
  more: Record<string, unknown> = {},
  source: unknown = { type: 'text', text: 'Some text' },
) {
  return createTask(ctx, person.actor, CreateTask.parse({ request: { kind: 'summarise', source }, ...more }))
}

const list = (person: TestPerson, more: Partial<Parameters<typeof listTasks>[2]> = {}) =>
  listTasks(ctx, person.actor, { limit: 30, ...more })

async function attachmentOn(documentId: string): Promise<string> {
  const id = newId()
  await ctx.db.prisma.attachment.create({
    data: {
      id,
      workspaceId,
      documentId,
      name: 'scan',
      mediaType: 'image/png',
      bytes: 1,
      sha256: '',
      storageKey: id,
    },
  })
  return id
}

test('a new task waits, with what was asked, for who asked', async () => {
  const task = TaskView.parse(await ask(editor, { documentId: page, insert: true }))
  expect(task).toMatchObject({
    status: 'PENDING',
    documentId: page,
    userId: editor.userId,
    inserted: false,
    attempt: 0,
  })
  expect(await getTask(ctx, editor.actor, task)).toEqual(task)
})

test('text that PostgreSQL cannot store as JSON is no reason to refuse a task', async () => {
  const task = await ask(editor, {}, { type: 'text', text: 'a\0b \ud800' })
  expect(task.status).toBe('PENDING')
})

test('every id of a request is authorised: the page, the source and the attachment', async () => {
  const attachmentId = await attachmentOn(closed)
  const ocr = CreateTask.parse({ request: { kind: 'ocr', attachmentId } })
  for (const attempt of [
    () => ask(other, { documentId: closed }),
    () => ask(other, { documentId: page }, { type: 'document', documentId: closed }),
    () => ask(stranger, { documentId: page }),
    () => ask(stranger, {}, { type: 'document', documentId: page }),
    () => createTask(ctx, other.actor, ocr),
    () => createTask(ctx, other.actor, CreateTask.parse({ request: { kind: 'ocr', attachmentId: newId() } })),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not-found' })
  expect((await createTask(ctx, editor.actor, ocr)).kind).toBe('ocr')
})

test('inserting needs a page that the person may edit, listing one that the person may read', async () => {
  const read = await privatePage(editor)
  await share(read, other, 'viewer')
  await expect(ask(other, { insert: true })).rejects.toMatchObject({ code: 'invalid-input' })
  await expect(ask(other, { documentId: read, insert: true })).rejects.toMatchObject({ code: 'forbidden' })
  expect((await ask(other, { documentId: read })).documentId).toBe(read)
})

test('T2: the same idempotency key gives a person the same task, and another person a task of their own', async () => {
  const first = await ask(editor, { idempotencyKey: 'k' })
  expect((await ask(editor, { idempotencyKey: 'k' })).id).toBe(first.id)
  const own = await ask(other, { idempotencyKey: 'k' })
  expect(own.id).not.toBe(first.id)
  expect((await ask(other, { idempotencyKey: 'k' })).id).toBe(own.id)
  await expect(ask(editor, { idempotencyKey: 'k', fresh: true })).rejects.toMatchObject({ code: 'conflict' })
})

test('a task without a page is seen by who asked only; one of a page by who may read the page', async () => {
  const own = await ask(editor)
  const onPage = await ask(editor, { documentId: page })
  const onClosed = await ask(editor, { documentId: closed })
  for (const [person, task] of [
    [other, own],
    [owner, own],
    [other, onClosed],
    [stranger, onPage],
  ] as const)
    await expect(getTask(ctx, person.actor, task)).rejects.toMatchObject({ code: 'not-found' })
  await expect(getTask(ctx, editor.actor, { id: newId() })).rejects.toMatchObject({ code: 'not-found' })
  expect((await getTask(ctx, other.actor, onPage)).id).toBe(onPage.id)
})

test('who loses the page loses its tasks, own ones too', async () => {
  const lost = await privatePage(editor)
  await share(lost, other, 'editor')
  const bound = await ask(other, { documentId: lost })
  const drawn = await ask(other, {}, { type: 'document', documentId: lost })
  await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: lost, userId: other.userId } })
  for (const task of [bound, drawn])
    await expect(getTask(ctx, other.actor, task)).rejects.toMatchObject({ code: 'not-found' })
  expect((await list(other, { limit: 100 })).items.map((task) => task.id)).not.toContain(bound.id)
})

test('a list has what may be seen, newest first, and its pages neither repeat nor miss', async () => {
  const reader = await createPerson(ctx, { workspaceId })
  const hidden = await privatePage(editor)
  const open = await createPage(ctx, editor)
  const expected: string[] = []
  for (let n = 0; n < 9; n++) {
    await ask(editor, { documentId: hidden })
    expected.unshift((await ask(editor, { documentId: open })).id)
    await ask(editor)
    if (n % 3 === 0) expected.unshift((await ask(reader)).id)
  }
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const { items, nextCursor } = await list(reader, { limit: 2, ...(cursor && { cursor }) })
    seen.push(
      ...items
        .filter((task) => task.documentId === open || task.userId === reader.userId)
        .map((task) => task.id),
    )
    expect(items.some((task) => task.documentId === hidden)).toBe(false)
    cursor = nextCursor ?? undefined
  } while (cursor)
  expect(seen).toEqual(expected)
  expect((await list(reader, { documentId: open, limit: 100 })).items).toHaveLength(9)
  await expect(list(reader, { documentId: hidden })).rejects.toMatchObject({ code: 'not-found' })
  await expect(list(reader, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid-input' })
})

test('T20: a waiting task is cancelled at once, and cancelling again changes nothing', async () => {
  const task = await ask(editor)
  const cancelled = await cancelTask(ctx, editor.actor, task)
  expect(cancelled).toMatchObject({ status: 'CANCELLED', cancelRequested: true })
  expect(await cancelTask(ctx, editor.actor, task)).toEqual(cancelled)
})

test('who asked, editors of the page and owners of the workspace may cancel; readers may not', async () => {
  const shared = await privatePage(editor)
  await share(shared, other, 'viewer')
  const task = await ask(editor, { documentId: shared })
  await expect(cancelTask(ctx, other.actor, task)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(cancelTask(ctx, stranger.actor, task)).rejects.toMatchObject({ code: 'not-found' })
  expect((await cancelTask(ctx, owner.actor, task)).status).toBe('CANCELLED')
  expect(await ctx.db.prisma.auditEvent.findMany({ where: { subjectId: task.id } })).toMatchObject([
    { action: 'task.cancelled', actorId: owner.userId, workspaceId },
  ])
})

test('T14: trying again makes a new task for what the ended one asked, and leaves the old one', async () => {
  const task = await ask(editor, { documentId: page, insert: true })
  await expect(retryTask(ctx, editor.actor, task)).rejects.toMatchObject({ code: 'conflict' })
  await cancelTask(ctx, editor.actor, task)
  const again = await retryTask(ctx, editor.actor, task)
  expect(again).toMatchObject({ status: 'PENDING', documentId: page, userId: editor.userId })
  const rows = await ctx.db.prisma.task.findMany({
    where: { id: { in: [task.id, again.id] } },
    orderBy: { createdAt: 'asc' },
  })
  expect(rows).toMatchObject([{ status: 'CANCELLED' }, { replayOfId: task.id, payload: { insert: true } }])
})

test("an owner tries another person's task again for that person, whose access then counts", async () => {
  const task = await ask(editor, { documentId: closed })
  await cancelTask(ctx, owner.actor, task)
  expect((await retryTask(ctx, owner.actor, task)).userId).toBe(editor.userId)
})

test('a key for reading only sees what its person sees', async () => {
  const task = await ask(editor)
  const actor = {
    ...editor.actor,
    via: { type: 'key', keyId: newId(), workspaceId, scopes: ['read'] },
  } as const
  expect((await getTask(ctx, actor, task)).id).toBe(task.id)
  const foreign = { ...actor, via: { ...actor.via, workspaceId: stranger.workspaceId } }
  await expect(getTask(ctx, foreign, task)).rejects.toMatchObject({ code: 'not-found' })
})

test('an owner who tries to cancel an ended task of a closed page is not told what it read there', async () => {
  const task = await ask(editor, { documentId: closed })
  await ctx.db.prisma.task.update({
    where: { id: task.id },
    data: { status: 'COMPLETED', result: sampleAnswer(), finishedAt: new Date() },
  })
  expect((await cancelTask(ctx, editor.actor, task)).answer).not.toBeNull()
  expect(await cancelTask(ctx, owner.actor, task)).toMatchObject({ status: 'COMPLETED', answer: null })
})
