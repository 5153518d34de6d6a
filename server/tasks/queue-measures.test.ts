import { expect, test } from 'vitest'
import { sumSince } from '#server/platform/statistics.ts'
import { enqueueActs } from '#server/testing/enqueue-acts.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { cancelTask } from './cancel-task.ts'
import { measureQueue } from './measure-queue.ts'
import { pauseTaskKind } from './pause-task-kind.ts'
import { sampleQueue } from './queue-measures.ts'
import { createTaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const own = { workspaceId: owner.workspaceId, userId: owner.userId }
const since = new Date(Date.now() - 3_600_000)

async function counted(metric: string): Promise<Record<string, { count: number; sum: number }>> {
  await ctx.statistics.flush()
  return await sumSince(ctx.db, { subsystem: 'tasks', metric, since })
}

const total = (groups: Record<string, { count: number }>) =>
  Object.values(groups).reduce((all, group) => all + group.count, 0)

test('each attempt is counted once when it begins and once, by its outcome, when that is in the database', async () => {
  const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 4 })
  await worker.start()
  const acts = [{ act: 'return' }, { act: 'return' }, { act: 'refuse' }, { act: 'wait', ms: 300 }] as const
  await enqueueActs(ctx, acts, own)
  const [slow = ''] = await enqueueActs(ctx, [{ act: 'wait', ms: 60_000 }], own)
  await until('the slow one runs', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id: slow } })
    return row.status === 'RUNNING'
  })
  await cancelTask(ctx, owner.actor, { id: slow })
  await until(
    'all have ended',
    async () => (await ctx.db.prisma.task.count({ where: { finishedAt: null } })) === 0,
  )
  await worker.stop()
  const settled = await counted('settled')
  expect(settled.completed?.count).toBe(3)
  expect(settled.failed?.count).toBe(1)
  expect(settled.cancelled?.count).toBe(1)
  expect((await counted('started')).summarise?.count).toBe(5)
  const run = await counted('run')
  expect(total(run)).toBe(5)
  // The one that waited 300 ms lies in the bucket up to 500, unless the machine was slow.
  expect(Object.keys(run).some((label) => Number(label.split(' ')[1]) >= 500)).toBe(true)
  expect(total(await counted('wait'))).toBe(5)
})

test('a sample tells what waits and runs by kind; two samples of a minute have the mean of both', async () => {
  await enqueueActs(ctx, [{ act: 'return' }, { act: 'return' }], own)
  await sampleQueue(ctx)
  await enqueueActs(ctx, [{ act: 'return' }, { act: 'return' }], own)
  await sampleQueue(ctx)
  const looks = (await counted('oldest'))['']?.count ?? 0
  expect(looks).toBe(2)
  const { summarise, ...others } = await counted('waiting')
  expect((summarise?.sum ?? 0) / looks).toBe(3)
  // What does not wait leaves no line for each minute.
  expect(others).toEqual({})
})

test('what is paused is not what the queue is behind with', async () => {
  const old = new Date(Date.now() - 60_000)
  await ctx.db.prisma.task.updateMany({ where: { status: 'PENDING' }, data: { runAt: old } })
  const before = await measureQueue(ctx)
  expect(before).toMatchObject({ waiting: 4, paused: 0, running: 0, workers: 0, slots: 0 })
  expect(before.oldestSeconds).toBeGreaterThan(55)
  await pauseTaskKind(ctx, owner.actor, 'summarise')
  expect(await measureQueue(ctx)).toMatchObject({ waiting: 0, paused: 4, oldestSeconds: 0 })
})
