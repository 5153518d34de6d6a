import { expect, test } from 'vitest'
import { CreateTask, TaskView } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { adminListTasks } from './admin-list-tasks.ts'
import { beginTask } from './begin-task.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'
import { getTask } from './get-task.ts'
import { listTasks } from './list-tasks.ts'
import { retryTask } from './retry-task.ts'
import { loadTaskChanges } from './task-changes.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const editor = await createPerson(ctx, { workspaceId: owner.workspaceId })
const documentId = await createPage(ctx, editor)
const closed = await createPage(ctx, editor)
await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: closed, subject: 'workspace' } })

const TEXT = { type: 'text', text: 'Some text' }
const BEHIND = '02a5c3e70c04ff'

async function ask(more: Record<string, unknown>, source: unknown = TEXT): Promise<TaskView> {
  const input = CreateTask.parse({ request: { kind: 'summarise', source }, ...more })
  return TaskView.parse(await createTask(ctx, editor.actor, input))
}

test('T11: a result that is to come into a page says where, in the task, in lists and in events', async () => {
  const place = { passage: null, attachmentId: null, behind: BEHIND }
  const { id } = await ask({ documentId, insert: true, behind: BEHIND })
  expect(await getTask(ctx, editor.actor, { id })).toMatchObject({ place, replayOfId: null })
  const { items } = await listTasks(ctx, editor.actor, { documentId, limit: 1 })
  expect(items).toMatchObject([{ id, place }])
  const [told] = await loadTaskChanges(ctx, [id])
  expect(told?.event.place).toEqual(place)
})

test('one about a passage of the page names the passage, and none of another page', async () => {
  const passage = (of: string) => ({
    type: 'passage',
    documentId: of,
    anchor: '00a1.00b2',
    text: 'A few words',
  })
  const here = await ask({ documentId, insert: true }, passage(documentId))
  expect(here.place?.passage).toMatch(/^00a1\.00b2\.9-/)
  const elsewhere = await ask({ documentId, insert: true }, passage(closed))
  expect(elsewhere.place).toEqual({ passage: null, attachmentId: null, behind: null })
})

test('nothing says where a result goes that goes nowhere, stands there, or was called off; of a failed one it is still said', async () => {
  expect((await ask({ documentId })).place).toBeNull()
  const { id } = await ask({ documentId, insert: true })
  const placeAs = async (data: object): Promise<unknown> => {
    await ctx.db.prisma.task.update({ where: { id }, data })
    return (await getTask(ctx, editor.actor, { id })).place
  }
  expect(await placeAs({ status: 'RUNNING' })).not.toBeNull()
  expect(await placeAs({ status: 'FAILED' })).not.toBeNull()
  expect(await placeAs({ status: 'CANCELLED' })).toBeNull()
  expect(await placeAs({ status: 'COMPLETED' })).toBeNull()
  expect(await placeAs({ status: 'RUNNING', insertedSeq: 7 })).toBeNull()
})

test('another try names the task that it tries again', async () => {
  const { id } = await ask({ documentId, insert: true, behind: BEHIND })
  await cancelTask(ctx, editor.actor, { id })
  expect(await retryTask(ctx, editor.actor, { id })).toMatchObject({
    ...{ replayOfId: id, place: { behind: BEHIND } },
  })
})

test('an owner who looks after the job of a closed page is not told where in it the result goes', async () => {
  const { id } = await ask({ documentId: closed, insert: true, behind: BEHIND })
  expect(await beginTask(ctx, owner.actor, { id })).toMatchObject({ id, place: null })
  const { items } = await adminListTasks(ctx, owner.actor, { documentId: closed, limit: 1 })
  expect(items).toMatchObject([{ id, place: null }])
  await ctx.db.prisma.task.update({
    where: { id },
    data: { status: 'RUNNING', attempt: 1, workerId: newId() },
  })
  expect(await cancelTask(ctx, owner.actor, { id })).toMatchObject({ cancelRequested: true, place: null })
  await ctx.db.prisma.task.update({ where: { id }, data: { status: 'FAILED', finishedAt: new Date() } })
  expect(await retryTask(ctx, owner.actor, { id })).toMatchObject({ replayOfId: id, place: null })
})
