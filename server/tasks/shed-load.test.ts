import { beforeEach, expect, test } from 'vitest'
import type { Person } from '#server/contracts/actors.ts'
import { CreateTask, type TaskView } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { tellMetrics } from '#server/platform/metrics/process-metrics.ts'
import { renderMetrics } from '#server/platform/metrics/render-metrics.ts'
import { enqueueActs, enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { adminCountTasks } from './admin-count-tasks.ts'
import { createTask } from './create-task.ts'
import { enqueueTask } from './enqueue-task.ts'
import { getTask } from './get-task.ts'
import { sampleQueue } from './queue-measures.ts'
import { readQueueState } from './shed-load.ts'
import { startBulk } from './start-bulk.ts'
import { createTaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const { workspaceId, userId } = owner
const byKey: Person = {
  ...owner.actor,
  via: { type: 'key', keyId: newId(), workspaceId, scopes: ['write'] },
}

beforeEach(async () => {
  await ctx.db.prisma.task.deleteMany()
  await ctx.db.prisma.queueShedding.deleteMany()
})

function ask(actor: Person = owner.actor): Promise<TaskView> {
  const source = { type: 'text', text: `A text of its own: ${newId()}.` }
  return createTask(ctx, actor, CreateTask.parse({ request: { kind: 'language', source } }))
}

/** A job that somebody waits for, and has since so many seconds. */
async function awaited(seconds: number): Promise<string> {
  const [id = ''] = await enqueueActs(ctx, [{ act: 'return' }], { workspaceId, userId })
  await ctx.db.prisma.task.update({ where: { id }, data: { runAt: new Date(Date.now() - seconds * 1000) } })
  await sampleQueue(ctx)
  return id
}
const read = (id: string) => getTask(ctx, owner.actor, { id })
const lanes = async () => {
  const rows = await ctx.db.prisma.task.findMany({ where: { status: 'PENDING' }, select: { priority: true } })
  return rows.map(({ priority }) => priority).toSorted((a, b) => a - b)
}

test('T43: in a queue that is too old, what a key asks for goes behind, what a person asks for does not and is told the wait', async () => {
  await awaited(61)
  const [program, person] = [await ask(byKey), await ask()]
  expect(program).toMatchObject({ status: 'PENDING', behind: true })
  expect(person).toMatchObject({ status: 'PENDING', behind: false })
  expect(person.waitSeconds).toBeGreaterThanOrEqual(61)
  expect(await read(program.id)).toMatchObject({ behind: true })
})

test('T43: what nobody waits for is begun after all that somebody waits for, however late that came, and none of it is lost', async () => {
  await awaited(90)
  const behind = [await ask(byKey), await ask(byKey)]
  const person = await ask()
  const begun: string[] = []
  const note = async (_: unknown, { id }: { id: string }) => void begun.push(id)
  const worker = createTaskWorker(ctx, { handlers: { summarise: note, language: note }, concurrency: 1 })
  await worker.start()
  await until('all have begun', () => begun.length === 4)
  await worker.stop()
  expect(begun.indexOf(person.id)).toBe(1)
  expect(new Set(begun.slice(2))).toEqual(new Set(behind.map(({ id }) => id)))
})

test('T43: what waits already goes behind as well when it begins, and comes forward when it ends, which is below half of the bound', async () => {
  const early = await ask(byKey)
  const id = await awaited(61)
  expect(await read(early.id)).toMatchObject({ behind: true })
  const since = (await readQueueState(ctx)).since
  expect(since).not.toBeNull()
  await ctx.db.prisma.task.update({ where: { id }, data: { runAt: new Date(Date.now() - 40_000) } })
  await sampleQueue(ctx)
  expect((await readQueueState(ctx)).since).toEqual(since)
  expect(await read(early.id)).toMatchObject({ behind: true })
  await ctx.db.prisma.task.update({ where: { id }, data: { runAt: new Date(Date.now() - 20_000) } })
  await sampleQueue(ctx)
  expect((await readQueueState(ctx)).since).toBeNull()
  expect(await read(early.id)).toMatchObject({ behind: false })
  expect(await lanes()).toEqual([0, 0])
})

test('T43: a backlog that nobody waits for makes no queue too old, however long it has waited', async () => {
  const { id } = await ask(byKey)
  await ctx.db.prisma.task.update({ where: { id }, data: { runAt: new Date(Date.now() - 3_600_000) } })
  await sampleQueue(ctx)
  expect(await read(id)).toMatchObject({ behind: false, waitSeconds: 0 })
})

test('T43: what many are tried again for goes behind, one that a person tries again does not', async () => {
  const failed = Array.from({ length: 3 }, () => ({
    ...{ id: newId(), workspaceId, userId, kind: 'language', status: 'FAILED' as const },
    payload: {
      ...{ insert: false, fresh: false },
      request: { kind: 'language', source: { type: 'text', text: 'A text.' } },
    },
    ...{ attempt: 5, finishedAt: new Date() },
  }))
  await ctx.db.prisma.task.createMany({ data: failed })
  await awaited(61)
  const act = { id: newId(), action: 'retry' as const, asOf: new Date().toISOString() }
  await startBulk(ctx, owner.actor, { ...act, target: { ids: failed.map(({ id }) => id) } })
  await until('they are asked for again', async () => (await lanes()).length === 4)
  expect(await lanes()).toEqual([-1, -1, -1, 0])
})

test('without a measure of the last minute nothing is put behind, and nobody is told a wait', async () => {
  await awaited(61)
  await ctx.db.prisma.queueShedding.update({
    where: { id: 1 },
    data: { judgedAt: new Date(Date.now() - 61_000) },
  })
  expect(await ask(byKey)).toMatchObject({ behind: false, waitSeconds: null })
})

test('with a bound of 0 the queue never sheds load', async () => {
  const calm = { ...ctx, config: { ...ctx.config, shedQueueSeconds: 0 } }
  await awaited(10)
  await ctx.db.prisma.task.updateMany({ data: { runAt: new Date(Date.now() - 86_400_000) } })
  await sampleQueue(calm)
  expect(await ask(byKey)).toMatchObject({ behind: false })
})

test('owners see since when load is shed, how old the queue is and how much was put behind; metrics count it too', async () => {
  await awaited(75)
  await ask(byKey)
  await ask(byKey)
  await ctx.statistics.flush()
  const { shedding } = await adminCountTasks(ctx, owner.actor)
  expect(shedding).toMatchObject({ allowedSeconds: 60, since: expect.any(String) })
  expect(shedding.awaitedSeconds).toBeGreaterThanOrEqual(75)
  expect(shedding.behind).toBeGreaterThanOrEqual(2)
  const told = await renderMetrics([{ labels: {}, metrics: await tellMetrics() }])
  expect(told).toMatch(/^weft_tasks_shed_total\{way="behind"\} \d+$/m)
})

test('T43: asking reads no row of the queue, beside 20,000 waiting jobs as beside one', async () => {
  const request = { kind: 'language' as const, source: { type: 'text' as const, text: 'A text.' } }
  const task = {
    ...{ workspaceId, userId, kind: 'language' as const, background: true },
    payload: { request, insert: false, fresh: false },
  }
  const READ = `SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS n
    FROM pg_stat_xact_user_tables WHERE relname = 'Task'`
  const cost = () =>
    ctx.db.prisma.$transaction(async (tx) => {
      const before = await tx.$queryRawUnsafe<{ n: number }[]>(READ)
      await enqueueTask(ctx, tx, () => {}, task)
      const after = await tx.$queryRawUnsafe<{ n: number }[]>(READ)
      return (after[0]?.n ?? 0) - (before[0]?.n ?? 0)
    })
  await awaited(61)
  expect(await cost()).toBe(0)
  await enqueueBacklog(ctx, 20_000, { workspaceId, userId })
  expect(await cost()).toBe(0)
})
