import { expect, test } from 'vitest'
import { AdminTaskDetail, AdminTaskPage, TaskCounts } from '#server/contracts/admin.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload } from '#server/testing/test-task-handlers.ts'
import { adminCountTasks } from './admin-count-tasks.ts'
import { adminGetTask } from './admin-get-task.ts'
import { adminListTasks } from './admin-list-tasks.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const { workspaceId } = owner
const member = await createPerson(ctx, { workspaceId, name: 'Grace Hopper' })
const elsewhere = await createPerson(ctx)
const open = await createPage(ctx, member, { title: 'Open page' })
const closed = await createPage(ctx, member, { title: 'Closed page' })
await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: closed, subject: 'workspace' } })

const put = (data: { documentId?: string; status?: 'PENDING' | 'FAILED' | 'COMPLETED'; userId?: string }) =>
  ctx.db.prisma.task.create({
    data: {
      id: newId(),
      workspaceId,
      userId: member.userId,
      kind: 'summarise',
      payload: actPayload({ act: 'return' }),
      ...(data.status === 'COMPLETED' && { result: sampleAnswer() }),
      ...((data.status ?? 'PENDING') !== 'PENDING' && { finishedAt: new Date() }),
      ...data,
    },
  })

const onOpen = await put({ documentId: open, status: 'COMPLETED' })
const onClosed = await put({ documentId: closed, status: 'COMPLETED' })
const dead = await put({ status: 'FAILED' })
const waiting = await put({ userId: owner.userId })

const list = (filter: Partial<Parameters<typeof adminListTasks>[2]> = {}) =>
  adminListTasks(ctx, owner.actor, { limit: 30, ...filter })

test('only owners look after tasks, and only after those of their workspace', async () => {
  await expect(adminListTasks(ctx, member.actor, { limit: 30 })).rejects.toMatchObject({ code: 'not-found' })
  await expect(adminCountTasks(ctx, member.actor)).rejects.toMatchObject({ code: 'not-found' })
  expect((await adminListTasks(ctx, elsewhere.actor, { limit: 30 })).items).toEqual([])
})

test('an owner sees every task, newest first, but not what a closed page says', async () => {
  const page = AdminTaskPage.parse(await list())
  expect(page.items.map((task) => task.id)).toEqual([waiting.id, dead.id, onClosed.id, onOpen.id])
  expect(page.items[3]).toMatchObject({ documentTitle: 'Open page', userName: 'Grace Hopper' })
  expect(page.items[3]?.answer).not.toBeNull()
  expect(page.items[2]).toMatchObject({ documentTitle: null, answer: null, documentId: closed })
})

test('the list is filtered by status and person, and continued by its cursor', async () => {
  expect((await list({ status: 'FAILED' })).items.map((task) => task.id)).toEqual([dead.id])
  expect((await list({ userId: owner.userId })).items.map((task) => task.id)).toEqual([waiting.id])
  const first = await list({ limit: 3 })
  const rest = await list({ limit: 3, cursor: first.nextCursor ?? '' })
  expect(rest).toMatchObject({ items: [{ id: onOpen.id }], nextCursor: null })
})

test('counts name every status, the oldest that waits, and the workers that live', async () => {
  const lease = { host: 'h', pid: 1, bootId: 'b', concurrency: 4 }
  const live = await ctx.db.prisma.taskWorker.create({
    data: { ...lease, leaseUntil: new Date(Date.now() + 60_000) },
  })
  await ctx.db.prisma.taskWorker.create({ data: { ...lease, leaseUntil: new Date(Date.now() - 60_000) } })
  await ctx.db.prisma.task.update({
    where: { id: onOpen.id },
    data: { status: 'RUNNING', workerId: live.id },
  })
  const counts = TaskCounts.parse(await adminCountTasks(ctx, owner.actor))
  expect(counts.byStatus).toEqual({ PENDING: 1, RUNNING: 1, COMPLETED: 1, FAILED: 1, CANCELLED: 0 })
  expect(counts.oldestPendingSeconds).toBeGreaterThanOrEqual(0)
  expect(counts.workers).toMatchObject([{ id: live.id, concurrency: 4, running: 1 }])
})

test('a task in detail has its attempts, and those of another workspace do not exist', async () => {
  await ctx.db.prisma.taskAttempt.create({
    data: {
      taskId: dead.id,
      attempt: 1,
      outcome: 'failed',
      endedAt: new Date(),
      error: { code: 'internal', message: 'x', retryable: true },
    },
  })
  const detail = AdminTaskDetail.parse(await adminGetTask(ctx, owner.actor, dead))
  expect(detail).toMatchObject({
    id: dead.id,
    attempts: [{ attempt: 1, outcome: 'failed', error: { code: 'internal' } }],
    interactions: [],
  })
  for (const person of [member, elsewhere])
    await expect(adminGetTask(ctx, person.actor, dead)).rejects.toMatchObject({ code: 'not-found' })
})
