import { expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { createWorkspace } from '#server/testing/enqueue-acts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload } from '#server/testing/test-task-handlers.ts'
import { sweepTasks } from './sweep-tasks.ts'

const DAY_MS = 86_400_000
const ctx = await createTestContext()
const workspaceId = await createWorkspace(ctx)
const { prisma } = ctx.db

async function put(endedDaysAgo: number | null): Promise<string> {
  const id = newId()
  await prisma.task.create({
    data: {
      id,
      workspaceId,
      kind: 'summarise',
      status: endedDaysAgo === null ? 'PENDING' : 'COMPLETED',
      payload: actPayload({ act: 'return' }),
      createdAt: new Date(Date.now() - 400 * DAY_MS),
      ...(endedDaysAgo !== null && {
        finishedAt: new Date(Date.now() - endedDaysAgo * DAY_MS),
        result: { any: 'thing' },
        resultExpiresAt: new Date(Date.now() - 1000),
      }),
      attempts: { create: { attempt: 1 } },
    },
  })
  return id
}

const left = async () => (await prisma.task.findMany({ orderBy: { id: 'asc' } })).map((row) => row.id)

test('T25: rows go with their attempts so many days after their end, results earlier, and what has not ended stays', async () => {
  const [old, young, waiting] = [await put(31), await put(29), await put(null)]
  await sweepTasks(ctx.db.pool, ctx.log, 0)
  expect(await left()).toEqual([old, young, waiting])
  expect(await prisma.task.count({ where: { resultExpiresAt: { not: null } } })).toBe(0)
  await sweepTasks(ctx.db.pool, ctx.log, 30)
  expect(await left()).toEqual([young, waiting])
  expect(await prisma.taskAttempt.count({ where: { taskId: old } })).toBe(0)
})

test('T25: more than a batch goes in one sweep, by several workers at once', async () => {
  await ctx.db.pool.query(
    `INSERT INTO "Task" (id, "workspaceId", kind, payload, status, "finishedAt")
     SELECT gen_random_uuid(), $1, 'summarise', '{}', 'FAILED', now() - interval '91 days' FROM generate_series(1, 1200)`,
    [workspaceId],
  )
  await Promise.all([1, 2].map(() => sweepTasks(ctx.db.pool, ctx.log, 90)))
  expect(await prisma.task.count({ where: { status: 'FAILED' } })).toBe(0)
})

test('T25: the record of an act on many tasks goes with the tasks of its time', async () => {
  const bulk = { workspaceId, action: 'cancel', filter: {}, total: 1 }
  const [old, young, open] = [newId(), newId(), newId()]
  await prisma.taskBulk.createMany({
    data: [
      { ...bulk, id: old, finishedAt: new Date(Date.now() - 31 * DAY_MS) },
      { ...bulk, id: young, finishedAt: new Date() },
      { ...bulk, id: open },
    ],
  })
  await prisma.taskBulkItem.create({ data: { bulkId: old, taskId: newId(), outcome: 'done' } })
  await sweepTasks(ctx.db.pool, ctx.log, 30)
  expect((await prisma.taskBulk.findMany()).map((row) => row.id).toSorted()).toEqual([young, open].toSorted())
  expect(await prisma.taskBulkItem.count()).toBe(0)
})
