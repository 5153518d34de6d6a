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

async function record(daysAgo: number, more: { provider?: string; cache?: string } = {}): Promise<string> {
  const { id } = await prisma.interaction.create({
    data: {
      ...{
        id: newId(),
        workspaceId,
        kind: 'summarise',
        inputHash: 'h',
        provider: null,
        cache: 'hit',
        path: [],
      },
      ...{ latencyMs: 1, answer: { kind: 'summarise', text: 'canary', sentences: 1 } },
      createdAt: new Date(Date.now() - daysAgo * DAY_MS),
      ...more,
    },
  })
  return id
}
const records = async () => {
  const rows = await prisma.interaction.findMany({ orderBy: { createdAt: 'asc' } })
  return rows.map(({ id, answer }) => [id, answer !== null])
}

test('T25: the answer on record goes when the result does, what else was noted of the request when the task does', async () => {
  const [old, middle, young] = [await record(91), await record(31), await record(29)]
  await sweepTasks(ctx.db.pool, ctx.log, 0)
  expect(await records()).toEqual([
    [old, false],
    [middle, false],
    [young, true],
  ])
  await sweepTasks(ctx.db.pool, ctx.log, 90)
  expect(await records()).toEqual([
    [middle, false],
    [young, true],
  ])
})

test('T25: with less than 30 days answers go by then, and no record goes that a report of 30 days counts', async () => {
  await prisma.interaction.deleteMany()
  const [, counted, young] = [await record(31), await record(29), await record(6)]
  await sweepTasks(ctx.db.pool, ctx.log, 7)
  expect(await records()).toEqual([
    [counted, false],
    [young, true],
  ])
})

test('T25: when a provider answered last is known however long ago that was', async () => {
  await prisma.interaction.deleteMany()
  await record(200, { provider: 'alpha', cache: 'miss' })
  const last = await record(190, { provider: 'alpha', cache: 'bypass' })
  await record(180, { provider: 'alpha', cache: 'hit' })
  await sweepTasks(ctx.db.pool, ctx.log, 90)
  expect(await records()).toEqual([[last, false]])
})

test('T25: thousands of records of several workspaces go in one sweep, by several workers at once', async () => {
  await prisma.interaction.deleteMany()
  const elsewhere = await createWorkspace(ctx)
  for (const id of [workspaceId, elsewhere])
    await ctx.db.pool.query(
      `INSERT INTO "Interaction" (id, "workspaceId", kind, "inputHash", path, cache, "latencyMs", answer, "createdAt", "updatedAt")
       SELECT gen_random_uuid(), $1, 'summarise', 'h', '[]', 'miss', 1, '{}', now() - interval '91 days', now()
       FROM generate_series(1, 1200)`,
      [id],
    )
  await Promise.all([1, 2].map(() => sweepTasks(ctx.db.pool, ctx.log, 90)))
  expect(await prisma.interaction.count()).toBe(0)
})
