import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createWorkspace, enqueueActs, enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { enqueueTask } from './enqueue-task.ts'
import { createTaskWorker, type TaskWorker } from './task-worker.ts'

let ctx: Context
let worker: TaskWorker
let workspaceId: string

beforeAll(async () => {
  ctx = await createTestContext()
  workspaceId = await createWorkspace(ctx)
  worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 4 })
  await worker.start()
})
afterAll(() => worker.stop())

function taskEnd(id: string, deadlineMs = 10_000) {
  return until(
    `the end of task ${id}`,
    async () => {
      const row = await ctx.db.prisma.task.findUniqueOrThrow({
        where: { id },
        include: { attempts: { orderBy: { attempt: 'asc' } } },
      })
      return row.finishedAt && row
    },
    deadlineMs,
  )
}

test('T10, T25: a task runs, its result is kept for a time, and its attempt is on record', async () => {
  const [id = ''] = await enqueueActs(ctx, [{ act: 'return' }], { workspaceId })
  const row = await taskEnd(id)
  expect(row).toMatchObject({
    status: 'COMPLETED',
    attempt: 1,
    result: { attempt: 1 },
    error: null,
    workerId: null,
  })
  expect(row.attempts).toMatchObject([{ attempt: 1, outcome: 'completed', error: null }])
  expect(row.attempts[0]?.endedAt).not.toBeNull()
  expect(Number(row.resultExpiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000)
})

test('T1: a transaction that is rolled back leaves no task', async () => {
  const before = await ctx.db.prisma.task.count()
  const broken = transaction(ctx, async (tx, afterCommit) => {
    await enqueueTask(ctx, tx, afterCommit, {
      workspaceId,
      userId: null,
      kind: 'summarise',
      payload: actPayload({ act: 'return' }),
    })
    throw new Error('no')
  })
  await expect(broken).rejects.toThrow('no')
  expect(await ctx.db.prisma.task.count()).toBe(before)
})

test('T2: the same idempotency key gives the same task, and refuses another request', async () => {
  const add = (ms: number) =>
    transaction(ctx, (tx, afterCommit) =>
      enqueueTask(ctx, tx, afterCommit, {
        workspaceId,
        userId: null,
        kind: 'summarise',
        payload: actPayload({ act: 'return', ms }),
        idempotencyKey: 'once',
      }),
    )
  const [one, two] = await Promise.all([add(0), add(0)])
  expect(one.id).toBe(two.id)
  expect([one.created, two.created].sort()).toEqual([false, true])
  await expect(add(1)).rejects.toMatchObject({ code: 'conflict' })
})

test('T13: an error that a retry cannot help ends the task at once', async () => {
  const [id = ''] = await enqueueActs(ctx, [{ act: 'refuse' }], { workspaceId })
  const row = await taskEnd(id)
  expect(row).toMatchObject({
    status: 'FAILED',
    attempt: 1,
    error: { code: 'invalid-input', retryable: false },
  })
  expect(row.attempts).toMatchObject([{ outcome: 'failed' }])
})

test('T13: an error worth a retry is tried again, up to the last attempt', async () => {
  const [id = ''] = await enqueueActs(ctx, [{ act: 'break' }], { workspaceId, maxAttempts: 2 })
  const row = await taskEnd(id)
  expect(row).toMatchObject({
    status: 'FAILED',
    attempt: 2,
    error: { code: 'provider-failed', retryable: true },
  })
  expect(row.attempts).toMatchObject([{ outcome: 'retry' }, { outcome: 'failed' }])
})

test('T12: a result that cannot be stored fails its own task and no other', async () => {
  const ids = await enqueueActs(ctx, [{ act: 'unstorable' }, { act: 'return' }], { workspaceId })
  const rows = await Promise.all(ids.map((id) => taskEnd(id)))
  expect(rows.map((row) => row.status)).toEqual(['FAILED', 'COMPLETED'])
})

test('T23: a handler that ignores its time limit loses its slot, and its late answer is refused', async () => {
  const [id = ''] = await enqueueActs(ctx, [{ act: 'deaf', ms: 1500 }], {
    workspaceId,
    timeoutMs: 200,
    maxAttempts: 1,
  })
  const row = await taskEnd(id)
  expect(row).toMatchObject({ status: 'FAILED', error: { code: 'timed-out' }, result: null })
  expect(row.attempts).toMatchObject([{ outcome: 'timed-out' }])
  const took = Number(row.finishedAt) - Number(row.startedAt)
  expect(took).toBeGreaterThanOrEqual(650)
  expect(took).toBeLessThan(1400)
  await until('the late answer', () => Date.now() - Number(row.startedAt) > 1600)
  expect(await taskEnd(id)).toMatchObject({ status: 'FAILED', result: null })
})

test('T23: a job that is allowed more by what it reads has that time, and never less than its limit', async () => {
  const limited = { workspaceId, timeoutMs: 400, maxAttempts: 1 }
  const [longer = ''] = await enqueueActs(ctx, [{ act: 'wait-allowed', ms: 1_600 }], limited)
  const [shorter = ''] = await enqueueActs(ctx, [{ act: 'wait-allowed', ms: 100 }], limited)
  const row = await taskEnd(longer)
  expect(row.status).toBe('COMPLETED')
  expect(Number(row.finishedAt) - Number(row.startedAt)).toBeGreaterThanOrEqual(700)
  const cut = await taskEnd(shorter)
  expect(cut).toMatchObject({ status: 'FAILED', error: { code: 'timed-out' } })
  expect(Number(cut.finishedAt) - Number(cut.startedAt)).toBeGreaterThanOrEqual(350)
})

test('T23: work that never yields, in a child, is gone within a second of the time limit', async () => {
  const timeoutMs = 1500
  const [id = ''] = await enqueueActs(ctx, [{ act: 'spin-in-child' }], {
    workspaceId,
    timeoutMs,
    maxAttempts: 1,
  })
  const child = await until('the child told its pid', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    return row.progress && (row.progress as { note: string }).note
  })
  const { pid } = JSON.parse(child) as { pid: number }
  expect(() => process.kill(pid, 0)).not.toThrow()
  const row = await taskEnd(id)
  expect(row).toMatchObject({ status: 'FAILED', error: { code: 'timed-out' } })
  expect(Number(row.finishedAt) - Number(row.startedAt)).toBeLessThan(timeoutMs + 1000)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('T24: progress is written a few times a second, however often it is told', async () => {
  const [id = ''] = await enqueueActs(ctx, [{ act: 'progress' }], { workspaceId })
  const seen = new Set<string>()
  await until('the end of the task', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    if (row.progress) seen.add(JSON.stringify(row.progress))
    return row.finishedAt
  })
  expect(seen.size).toBeGreaterThanOrEqual(2)
  expect(seen.size).toBeLessThanOrEqual(9)
})

test('T25: expired results are removed, their tasks stay', async () => {
  const short = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 1, resultTtlMs: 1 })
  await worker.stop()
  await short.start()
  const [id = ''] = await enqueueActs(ctx, [{ act: 'return' }], { workspaceId })
  await taskEnd(id)
  await short.stop()
  worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 4, sweepMs: 50 })
  await worker.start()
  await until('the result is gone', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    return row.status === 'COMPLETED' && row.result === null
  })
})

test('T6: who asks for little is not kept waiting by who asks for much', async () => {
  await worker.stop()
  await enqueueBacklog(ctx, 2000, { workspaceId, userId: newId() })
  const little = newId()
  await enqueueBacklog(ctx, 10, { workspaceId, userId: little })
  worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 4 })
  await worker.start()
  const done = await until('the ten tasks are done', async () => {
    const [mine, all] = await Promise.all([
      ctx.db.prisma.task.count({ where: { userId: little, status: 'COMPLETED' } }),
      ctx.db.prisma.task.count({ where: { userId: { not: null }, status: 'COMPLETED' } }),
    ])
    return mine === 10 && all
  })
  // Turn by turn twenty would do; the rest is what runs on between the look and the count.
  expect(done).toBeLessThan(500)
  await until(
    'the flood is done too',
    async () => (await ctx.db.prisma.task.count({ where: { status: 'PENDING' } })) === 0,
    25_000,
  )
})

test('T5, T6: a higher lane is served first, and in it people take turns', async () => {
  await worker.stop()
  const [low, high, other] = [newId(), newId(), newId()]
  await enqueueBacklog(ctx, 50, { workspaceId, userId: low, priority: 1 })
  await enqueueBacklog(ctx, 50, { workspaceId, userId: high, priority: 7 })
  await enqueueBacklog(ctx, 50, { workspaceId, userId: other, priority: 7 })
  await enqueueBacklog(ctx, 5, { workspaceId, userId: null, priority: 7 })
  worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 4 })
  await worker.start()
  await until(
    'all are done',
    async () => (await ctx.db.prisma.task.count({ where: { status: 'PENDING' } })) === 0,
  )
  const rows = await ctx.db.prisma.task.findMany({
    where: { priority: { in: [1, 7] } },
    orderBy: { startedAt: 'asc' },
    select: { priority: true, userId: true },
  })
  expect(rows.map((row) => row.priority)).toEqual([...Array(105).fill(7), ...Array(50).fill(1)])
  const firstForty = rows.slice(0, 40).filter((row) => row.userId === high).length
  expect(firstForty).toBeGreaterThanOrEqual(12)
  expect(firstForty).toBeLessThanOrEqual(24)
  expect(rows.slice(0, 25).filter((row) => row.userId === null)).toHaveLength(5)
})
