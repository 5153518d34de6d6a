import { afterEach, expect, test } from 'vitest'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { enqueueActs } from '#server/testing/enqueue-acts.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { adminCountTasks } from './admin-count-tasks.ts'
import { admitTasks } from './internal/admit-tasks.ts'
import { measureQueue } from './measure-queue.ts'
import { pauseTaskKind, resumeTaskKind } from './pause-task-kind.ts'
import { sampleQueue } from './queue-measures.ts'
import { setKindCap } from './set-task-cap.ts'
import { readQueueState } from './shed-load.ts'
import { createTaskWorker } from './task-worker.ts'

const TEN_MINUTES_MS = 600_000
const ctx = await createTestContext()
const { actor, workspaceId, userId } = await createPerson(ctx)

afterEach(async () => {
  await ctx.db.prisma.task.deleteMany()
  await ctx.db.prisma.taskCap.deleteMany()
})

/** Jobs of a person that were due so long ago, one a millisecond. */
async function dueFor(ms: number, count = 1): Promise<string[]> {
  const ids = await enqueueActs(ctx, Array(count).fill({ act: 'return' }), { workspaceId, userId })
  for (const [place, id] of ids.entries())
    await ctx.db.prisma.task.update({ where: { id }, data: { runAt: new Date(Date.now() - ms + place) } })
  return ids
}
const cap = (total: number | null) => setKindCap(ctx, actor, 'summarise', { total, perPerson: null })

/** What one worker with one slot begins, in order, until it has begun so many. */
async function begun(count: number): Promise<TaskJob[]> {
  const jobs: TaskJob[] = []
  const note = async (_: unknown, job: TaskJob) => void jobs.push(job)
  const worker = createTaskWorker(ctx, { handlers: { summarise: note }, concurrency: 1 })
  await worker.start()
  await until('they have begun', () => jobs.length === count)
  await worker.stop()
  return jobs
}

test('T45: what a pause held for ten minutes makes no queue too old once it ends, and is late for nobody', async () => {
  await pauseTaskKind(ctx, actor, 'summarise')
  await dueFor(TEN_MINUTES_MS, 3)
  await resumeTaskKind(ctx, actor, 'summarise')
  const { waiting, awaitedSeconds, oldestSeconds } = await measureQueue(ctx)
  expect({ waiting, young: awaitedSeconds < 10 && oldestSeconds < 10 }).toEqual({ waiting: 3, young: true })
  expect((await adminCountTasks(ctx, actor)).oldestPendingSeconds).toBeLessThan(10)
  await sampleQueue(ctx)
  expect((await readQueueState(ctx)).since).toBeNull()
  for (const { waitedMs } of await begun(3)) expect(waitedMs).toBeLessThan(20_000)
})

test('T45: what waited ten minutes for room under a cap waits for a worker since it was given room', async () => {
  await cap(1)
  await dueFor(TEN_MINUTES_MS, 2)
  expect(await admitTasks(ctx.db.pool)).toHaveLength(1)
  expect(await measureQueue(ctx)).toMatchObject({ waiting: 1 })
  expect((await measureQueue(ctx)).awaitedSeconds).toBeLessThan(10)
  await cap(null)
  await admitTasks(ctx.db.pool)
  expect(await measureQueue(ctx)).toMatchObject({ waiting: 2 })
  expect((await measureQueue(ctx)).awaitedSeconds).toBeLessThan(10)
  for (const { waitedMs } of await begun(2)) expect(waitedMs).toBeLessThan(20_000)
})

test('T45: what waits for a worker alone goes on growing old, also after a pause', async () => {
  const [id = ''] = await dueFor(TEN_MINUTES_MS)
  expect((await measureQueue(ctx)).awaitedSeconds).toBeGreaterThan(590)
  await pauseTaskKind(ctx, actor, 'summarise')
  await resumeTaskKind(ctx, actor, 'summarise')
  await ctx.db.prisma.task.update({ where: { id }, data: { letGoAt: new Date(Date.now() - 90_000) } })
  expect((await measureQueue(ctx)).awaitedSeconds).toBeGreaterThan(80)
})

test('T45: what was held keeps its place: it is begun before what its person asked for meanwhile, in the order of asking', async () => {
  await pauseTaskKind(ctx, actor, 'summarise')
  const first = await dueFor(TEN_MINUTES_MS, 3)
  await resumeTaskKind(ctx, actor, 'summarise')
  const later = await dueFor(1000, 2)
  expect((await begun(5)).map(({ id }) => id)).toEqual([...first, ...later])
})
