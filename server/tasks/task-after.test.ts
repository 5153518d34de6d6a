import { afterEach, expect, test } from 'vitest'
import { CreateTask } from '#server/contracts/tasks.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { startWorkerProcess } from '#server/testing/start-worker-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type Act, actPayload, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'
import { forgetTasks } from './forget-tasks.ts'
import { getTask } from './get-task.ts'
import { releaseFollowers, releaseOrphans } from './internal/release-followers.ts'
import { pauseTaskKind, resumeTaskKind } from './pause-task-kind.ts'
import { retryTask } from './retry-task.ts'
import { createTaskWorker, type TaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const { actor } = owner
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })

const ask = (more: object = {}, act: Act = { act: 'return' }, by = actor) =>
  createTask(ctx, by, CreateTask.parse({ request: actPayload(act).request, ...more }))
const view = (id: string) => getTask(ctx, actor, { id })
const row = (id: string) => ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
const comes = (id: string, status: string) =>
  until(`the task is ${status}`, async () => (await view(id)).status === status)

const workers: TaskWorker[] = []
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.stop())))
async function work(): Promise<void> {
  const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 4, pollMs: 100 })
  workers.push(worker)
  await worker.start()
}

test('T33: a task is begun after all that it waits for are completed, those that ended before it was asked for too', async () => {
  const over = await ask()
  await work()
  await comes(over.id, 'COMPLETED')
  const slow = await ask({}, { act: 'wait', ms: 300 })
  const quick = await ask()
  const last = await ask({ after: [quick.id, slow.id, over.id, slow.id] })
  const afterLast = await ask({ after: [last.id] })
  expect(last).toMatchObject({ status: 'PENDING', waits: true, paused: false })
  await comes(afterLast.id, 'COMPLETED')
  for (const [later, earlier] of [
    [last, slow],
    [last, quick],
    [afterLast, last],
  ] as const)
    expect(Number((await row(later.id)).startedAt)).toBeGreaterThanOrEqual(
      Number((await row(earlier.id)).finishedAt),
    )
  expect(await view(last.id)).toMatchObject({ waits: false, attempt: 1 })
})

test('T34: where one of them failed or was cancelled, what waits is cancelled with the reason, and what waits for that', async () => {
  const failing = await ask({}, { act: 'refuse' })
  const late = await ask({ runAt: new Date(Date.now() + 3_600_000).toISOString() })
  const never = await ask({ after: [failing.id, late.id] })
  const norThis = await ask({ after: [never.id] })
  const anyway = await ask({ after: [failing.id], onFailure: 'run' })
  await work()
  await comes(norThis.id, 'CANCELLED')
  expect(await view(never.id)).toMatchObject({
    ...{ status: 'CANCELLED', attempt: 0, waits: false },
    error: { code: 'conflict', message: expect.stringContaining('did not finish') },
  })
  await comes(anyway.id, 'COMPLETED')
  const cancelled = await ask({ after: [late.id] })
  await cancelTask(ctx, actor, late)
  await comes(cancelled.id, 'CANCELLED')
  const again = await retryTask(ctx, actor, cancelled)
  expect(again.waits).toBe(false)
  await comes(again.id, 'COMPLETED')
})

test('T33: whatever ends at once, nobody is left waiting', async () => {
  await work()
  await work()
  const asked = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const pair = await Promise.all([ask(), ask()])
      return await ask({ after: pair.map(({ id }) => id) })
    }),
  )
  for (const { id } of asked) await comes(id, 'COMPLETED')
  expect(await ctx.db.prisma.task.count({ where: { followed: true, finishedAt: { not: null } } })).toBe(0)
})

test('T33: a worker that is killed before it told the followers leaves that to the next', async () => {
  const killed = await startWorkerProcess(ctx, { concurrency: 1 })
  const first = await ask({}, { act: 'wait-once', ms: 60_000 })
  const second = await ask({ after: [first.id] })
  await comes(first.id, 'RUNNING')
  await killed.kill('SIGKILL')
  // As it stands when a worker dies between the commit of the outcome and its look at the followers.
  await ctx.db.prisma.task.update({
    where: { id: first.id },
    data: { status: 'COMPLETED', finishedAt: new Date(), workerId: null },
  })
  expect(await view(second.id)).toMatchObject({ status: 'PENDING', waits: true })
  await work()
  await comes(second.id, 'COMPLETED')
})

test('T33: a follower whose row somebody holds is let go later, and holds up no other', async () => {
  const first = await ask()
  const [held, free] = [await ask({ after: [first.id] }), await ask({ after: [first.id] })]
  await ctx.db.prisma.task.update({
    where: { id: first.id },
    data: { status: 'COMPLETED', finishedAt: new Date() },
  })
  const holder = await ctx.db.pool.connect()
  try {
    await holder.query('BEGIN')
    await holder.query('SELECT 1 FROM "Task" WHERE id = $1 FOR UPDATE', [held.id])
    expect(await releaseFollowers(ctx.db.pool)).toEqual([free.id])
  } finally {
    await holder.query('ROLLBACK')
    holder.release()
  }
  expect(await releaseFollowers(ctx.db.pool)).toEqual([held.id])
  expect(await releaseFollowers(ctx.db.pool)).toEqual([])
})

test('T33: a pause holds what was let go, and lets nothing begin that still waits', async () => {
  const first = await ask({ runAt: new Date(Date.now() + 3_600_000).toISOString() })
  const second = await ask({ after: [first.id] })
  await pauseTaskKind(ctx, actor, 'summarise')
  await resumeTaskKind(ctx, actor, 'summarise')
  expect(await row(second.id)).toMatchObject({ held: true, waits: true })
  await pauseTaskKind(ctx, actor, 'summarise')
  await ctx.db.prisma.task.update({
    where: { id: first.id },
    data: { status: 'COMPLETED', finishedAt: new Date() },
  })
  await releaseFollowers(ctx.db.pool)
  expect(await view(second.id)).toMatchObject({ waits: false, paused: true })
  await resumeTaskKind(ctx, actor, 'summarise')
  expect((await row(second.id)).held).toBe(false)
})

test('T34: what waits for a task that was removed is cancelled', async () => {
  const first = await ask({ runAt: new Date(Date.now() + 3_600_000).toISOString() })
  const second = await ask({ after: [first.id] })
  await ctx.db.prisma.task.delete({ where: { id: first.id } })
  await releaseOrphans(ctx.db.pool)
  expect(await view(second.id)).toMatchObject({ status: 'CANCELLED', error: { code: 'conflict' } })
})

test('T34: what waits for a task that is erased with its page is cancelled in the same act', async () => {
  const documentId = await createPage(ctx, owner)
  const runAt = new Date(Date.now() + 3_600_000).toISOString()
  const first = await ask({ runAt, documentId })
  const second = await ask({ after: [first.id] })
  await transaction(ctx, (tx) =>
    forgetTasks(tx, { documentIds: [documentId], attachmentIds: [], userIds: [] }),
  )
  expect(await view(second.id)).toMatchObject({ status: 'CANCELLED', error: { code: 'conflict' } })
})

const later = () => new Date(Date.now() + 3_600_000).toISOString()

test('T34: what was asked for whatever comes of another is begun when that is erased with its page', async () => {
  const documentId = await createPage(ctx, owner)
  const erased = await ask({ runAt: later(), documentId })
  const other = await ask({ runAt: later() })
  const anyway = await ask({ after: [erased.id], onFailure: 'run' })
  const both = await ask({ after: [erased.id, other.id], onFailure: 'run' })
  await transaction(ctx, (tx) =>
    forgetTasks(tx, { documentIds: [documentId], attachmentIds: [], userIds: [] }),
  )
  expect(await view(anyway.id)).toMatchObject({ status: 'PENDING', waits: false, error: null })
  // Of two it still waits for the other.
  expect(await view(both.id)).toMatchObject({ status: 'PENDING', waits: true })
  await work()
  await comes(anyway.id, 'COMPLETED')
  await cancelTask(ctx, actor, other)
  await comes(both.id, 'COMPLETED')
})

test('T34: the same holds for one that was removed without a word, and a pause still holds what is let go', async () => {
  const first = await ask({ runAt: later() })
  const anyway = await ask({ after: [first.id], onFailure: 'run' })
  await pauseTaskKind(ctx, actor, 'summarise')
  await ctx.db.prisma.task.delete({ where: { id: first.id } })
  await releaseOrphans(ctx.db.pool)
  expect(await row(anyway.id)).toMatchObject({ status: 'PENDING', waits: false, held: true })
  await resumeTaskKind(ctx, actor, 'summarise')
  await work()
  await comes(anyway.id, 'COMPLETED')
})

test('T34: a cancellation tells those that wait at once, without a poll', async () => {
  const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 1, pollMs: 600_000 })
  workers.push(worker)
  await worker.start()
  const first = await ask({ runAt: new Date(Date.now() + 3_600_000).toISOString() })
  const second = await ask({ after: [first.id] })
  await cancelTask(ctx, actor, first)
  await comes(second.id, 'CANCELLED')
})

test('T33: one waits for own tasks alone, and a missing one is like one of somebody else', async () => {
  const theirs = await ask({}, { act: 'return' }, member.actor)
  for (const id of [theirs.id, newId()])
    await expect(ask({ after: [id] })).rejects.toMatchObject({ code: 'not-found' })
})

test('T2, T33: the same key after other tasks is another request', async () => {
  const [one, two, idempotencyKey] = [await ask(), await ask(), newId()]
  const first = await ask({ idempotencyKey, after: [one.id, two.id] })
  expect((await ask({ idempotencyKey, after: [two.id, one.id] })).id).toBe(first.id)
  for (const more of [{ after: [one.id] }, {}, { after: [one.id, two.id], onFailure: 'run' }])
    await expect(ask({ idempotencyKey, ...more })).rejects.toMatchObject({ code: 'conflict' })
})
