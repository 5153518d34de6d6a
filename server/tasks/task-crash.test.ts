import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createWorkspace, enqueueActs, enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '#server/testing/start-worker-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import type { Act } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'

let ctx: Context
let workspaceId: string
const workers = new Set<WorkerProcess>()

beforeAll(async () => {
  ctx = await createTestContext()
  workspaceId = await createWorkspace(ctx)
})
afterEach(async () => {
  await Promise.all([...workers].map((worker) => worker.end()))
  workers.clear()
})

async function startWorker(options: WorkerProcessOptions, bootId?: string) {
  const worker = await startWorkerProcess(ctx, options, { ...(bootId && { bootId }) })
  workers.add(worker)
  return worker
}

function rowsOf(ids: readonly string[]) {
  return ctx.db.prisma.task.findMany({
    where: { id: { in: [...ids] } },
    include: { attempts: { orderBy: { attempt: 'asc' } } },
  })
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number]

/** The tasks, once all of them fit. */
function allOf(what: string, ids: readonly string[], fits: (row: Row) => boolean, deadlineMs?: number) {
  return until(
    what,
    async () => {
      const rows = await rowsOf(ids)
      return rows.every(fits) && rows
    },
    deadlineMs,
  )
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)
const wait = (ms: number): Act => ({ act: 'wait', ms })
// Its first attempt ends by nothing but the test, however slow the machine is.
const untilKilled: Act = { act: 'wait-once', ms: 60_000 }
const ended = (row: Row) => row.finishedAt !== null
const running = (row: Row) => row.status === 'RUNNING'

test('T4: two workers run every task once, while more come, and lose none', async () => {
  await Promise.all([startWorker({ concurrency: 8 }), startWorker({ concurrency: 8 })])
  const people = times(7, 0).map(() => newId())
  for (const userId of people) {
    await enqueueBacklog(ctx, 280, { workspaceId, userId, priority: people.indexOf(userId) % 2 })
    await enqueueActs(ctx, times(20, { act: 'return' }), { workspaceId, userId })
  }
  const mine = { workspaceId, userId: { in: people } }
  await until('all are done', async () => {
    return (await ctx.db.prisma.task.count({ where: { ...mine, status: { not: 'COMPLETED' } } })) === 0
  })
  expect(await ctx.db.prisma.task.count({ where: { ...mine, attempt: 1 } })).toBe(2100)
  const attempts = await ctx.db.prisma.taskAttempt.groupBy({
    by: ['outcome', 'workerId'],
    where: { task: mine },
    _count: true,
  })
  expect(attempts.map((group) => group.outcome)).toEqual(['completed', 'completed'])
  expect(attempts.reduce((sum, group) => sum + group._count, 0)).toBe(2100)
})

test('T15, T10: what a killed worker ran runs again within seconds, and ends once', async () => {
  const first = await startWorker({ concurrency: 10 })
  const ids = await enqueueActs(ctx, times(10, untilKilled), { workspaceId })
  await allOf('all run', ids, running)
  await startWorker({ concurrency: 10 })
  await first.kill('SIGKILL')
  const killed = performance.now()
  await allOf('all run again', ids, (row) => row.attempt === 2)
  expect(performance.now() - killed).toBeLessThan(3000)
  for (const row of await allOf('all end', ids, ended)) {
    expect(row).toMatchObject({ status: 'COMPLETED', attempt: 2, result: { attempt: 2 } })
    expect(row.attempts.map((attempt) => attempt.outcome)).toEqual(['worker-lost', 'completed'])
  }
})

test('T15: a worker that is started in place of a killed one frees its tasks at once', async () => {
  const first = await startWorker({ concurrency: 4 })
  const ids = await enqueueActs(ctx, times(4, untilKilled), { workspaceId })
  await allOf('all run', ids, running)
  await first.kill('SIGKILL')
  await startWorker({ concurrency: 4 })
  const ready = performance.now()
  await allOf('all run again', ids, (row) => row.attempt === 2)
  expect(performance.now() - ready).toBeLessThan(1000)
  await allOf('all end', ids, ended)
})

test('T15: a worker of another boot that was killed is found out too', async () => {
  const first = await startWorker({ concurrency: 1 }, 'an older boot')
  const ids = await enqueueActs(ctx, [untilKilled], { workspaceId })
  await allOf('it runs', ids, running)
  await first.kill('SIGKILL')
  await startWorker({ concurrency: 1 })
  expect(await allOf('it ends', ids, ended)).toMatchObject([{ status: 'COMPLETED', attempt: 2 }])
})

test('T16: a task that kills its workers ends as FAILED, and the others go on', async () => {
  const [poison = '', innocent = ''] = await enqueueActs(ctx, [{ act: 'crash' }, wait(50)], {
    workspaceId,
    maxAttempts: 3,
  })
  const failed = until('the poison is FAILED', async () => {
    const [row] = await rowsOf([poison])
    return row?.status === 'FAILED'
  })
  let over = false
  // What the supervisor does.
  const restarting = (async () => {
    while (!over) {
      const worker = await startWorker({ concurrency: 1 })
      await Promise.race([worker.exited, failed])
    }
  })()
  await failed
  over = true
  await restarting
  const [row] = await rowsOf([poison])
  expect(row).toMatchObject({ attempt: 3, error: { code: 'internal', retryable: false } })
  expect(row?.attempts.map((attempt) => attempt.outcome)).toEqual(times(3, 'worker-lost'))
  await allOf('the innocent one ends', [innocent], (task) => task.status === 'COMPLETED')
})

test('T17, T8: a worker that sleeps longer than its lease finds its result refused, and works on under another id', async () => {
  const lease = { concurrency: 1, leaseMs: 1200, beatMs: 300 }
  const sleeper = await startWorker(lease)
  const ids = await enqueueActs(ctx, [untilKilled], { workspaceId })
  await allOf('it runs', ids, running)
  sleeper.child.kill('SIGSTOP')
  const heir = await startWorker(lease)
  expect(await allOf('it ends elsewhere', ids, ended)).toMatchObject([
    { status: 'COMPLETED', attempt: 2, result: { attempt: 2, pid: heir.pid } },
  ])
  sleeper.child.kill('SIGCONT')
  await heir.end()
  const more = await enqueueActs(ctx, [{ act: 'return' }], { workspaceId })
  expect(await allOf('the sleeper works again', more, ended)).toMatchObject([
    { result: { pid: sleeper.pid } },
  ])
  expect(await rowsOf(ids)).toMatchObject([{ attempt: 2, result: { attempt: 2, pid: heir.pid } }])
})

test('T19: a worker that is told to stop lets end what ends soon and gives back the rest', async () => {
  const first = await startWorker({ concurrency: 2, drainMs: 700 })
  const [short = '', long = ''] = await enqueueActs(ctx, [wait(300), wait(2000)], {
    workspaceId,
    maxAttempts: 1,
  })
  await allOf('both run', [short, long], running)
  await first.end()
  const [[done], [back]] = await Promise.all([rowsOf([short]), rowsOf([long])])
  expect(done).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  expect(back).toMatchObject({ status: 'PENDING', attempt: 1, attempts: [{ outcome: 'retry' }] })
  await startWorker({ concurrency: 2 })
  expect(await allOf('the rest runs elsewhere', [long], ended)).toMatchObject([
    { status: 'COMPLETED', attempt: 2 },
  ])
})

test('T3: a worker that no longer hears signals finds work by looking, and listens again', async () => {
  await startWorker({ concurrency: 2 })
  await until('the worker listens', () => listening(1))
  await ctx.db.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'weft test worker bus'`,
  )
  const ids = await enqueueActs(ctx, times(3, { act: 'return' }), { workspaceId })
  await allOf('all end', ids, ended, 3000)
  await until('the worker listens again', () => listening(1))
  // Between two looks, so that only the signal can be this fast.
  const starts: number[] = []
  for (let n = 0; n < 9; n++) {
    await pause(30)
    const [id = ''] = await enqueueActs(ctx, [{ act: 'return' }], { workspaceId })
    const [row] = await allOf('it ends', [id], ended)
    starts.push(Number(row?.startedAt) - Number(row?.createdAt))
  }
  expect(starts.sort((a, b) => a - b)[4]).toBeLessThan(250)
})

async function listening(count: number): Promise<boolean> {
  const { rows } = await ctx.db.pool.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'weft test worker bus'`,
  )
  return rows[0].n === count
}
