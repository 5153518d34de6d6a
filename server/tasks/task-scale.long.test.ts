import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { createWorkspace, enqueueActs, enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import { startWorkerProcess } from '#server/testing/start-worker-process.ts'
import { fillWithEnded, taskReads } from '#server/testing/task-reads.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import type { Act } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'

const MINUTE_MS = 60_000

const ctx = await createTestContext()
const workspaceId = await createWorkspace(ctx)

/** Resolves when nothing waits or runs any more. */
function drained() {
  return until(
    'no task is open',
    async () => {
      const { rows } = await ctx.db.pool.query(
        `SELECT 1 FROM "Task" WHERE status IN ('PENDING', 'RUNNING') LIMIT 1`,
      )
      return rows.length === 0
    },
    3 * MINUTE_MS,
  )
}

async function enqueueFor(people: number, tasksOfEach: number, startsIn?: string): Promise<void> {
  for (let n = 0; n < people; n++)
    await enqueueBacklog(
      ctx,
      tasksOfEach,
      { workspaceId, userId: newId(), priority: n % 3 },
      { act: 'return', ...(startsIn && { startsIn }) },
    )
}

const outcomes = () => ctx.db.prisma.taskAttempt.groupBy({ by: ['outcome'], _count: true })

test(
  'T4: two workers begin each of 10,000 tasks of 50 people once, and record each once',
  async () => {
    const startsIn = path.join(ctx.config.dataDir, 'starts')
    const workers = await Promise.all([1, 2].map(() => startWorkerProcess(ctx, { concurrency: 10 })))
    await enqueueFor(50, 200, startsIn)
    await drained()
    expect((await readFile(startsIn, 'utf8')).trim().split('\n')).toEqual(Array(10_000).fill('1'))
    expect(await outcomes()).toEqual([{ outcome: 'completed', _count: 10_000 }])
    const shares = await ctx.db.prisma.taskAttempt.groupBy({ by: ['workerId'], _count: true })
    expect(shares).toHaveLength(2)
    await Promise.all(workers.map((worker) => worker.end()))
  },
  4 * MINUTE_MS,
)

test(
  'T30: while somebody keeps a snapshot open for long, every task still runs, once',
  async () => {
    const before = await ctx.db.prisma.taskAttempt.count()
    const report = await ctx.db.pool.connect()
    try {
      await report.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      await report.query('SELECT count(*) FROM "Task"')
      await enqueueFor(20, 500)
      const workers = await Promise.all([1, 2].map(() => startWorkerProcess(ctx, { concurrency: 10 })))
      await drained()
      await Promise.all(workers.map((worker) => worker.end()))
    } finally {
      await report.query('ROLLBACK')
      report.release()
    }
    expect((await ctx.db.prisma.taskAttempt.count()) - before).toBe(10_000)
    expect(
      await ctx.db.prisma.task.count({
        where: { OR: [{ attempt: { not: 1 } }, { status: { not: 'COMPLETED' } }] },
      }),
    ).toBe(0)
  },
  4 * MINUTE_MS,
)

test(
  'T6: 20,000 tasks of one keep 10 of another from beginning for no longer than a few turns',
  async () => {
    const [much, little] = [newId(), newId()]
    await enqueueBacklog(ctx, 20_000, { workspaceId, userId: much }, { act: 'wait', ms: 5 })
    const worker = await startWorkerProcess(ctx, { concurrency: 10 })
    const done = (userId: string) => ctx.db.prisma.task.count({ where: { userId, status: 'COMPLETED' } })
    await until('the many are under way', async () => (await done(much)) > 500)
    const acts = Array.from({ length: 10 }, (): Act => ({ act: 'wait', ms: 5 }))
    await enqueueActs(ctx, acts, { workspaceId, userId: little })
    await until('the ten are done', async () => (await done(little)) === 10)
    expect(await done(much)).toBeLessThan(19_000)
    await worker.kill('SIGKILL')
    // By the clock of the database alone.
    const { rows } = await ctx.db.pool.query(
      `WITH ten AS (SELECT min("createdAt") AS asked, max("startedAt") AS begun FROM "Task" WHERE "userId" = $1)
       SELECT extract(epoch FROM begun - asked) * 1000 AS ms,
         (SELECT count(*) FROM "Task" WHERE "userId" = $2 AND "startedAt" > asked AND "startedAt" < begun)::int AS between
       FROM ten`,
      [little, much],
    )
    // Turn by turn ten; what was claimed before the ten were seen comes on top.
    expect(rows[0].between).toBeLessThan(200)
    await ctx.db.prisma.task.deleteMany({ where: { userId: much } })
  },
  4 * MINUTE_MS,
)

test(
  'T31: a million tasks that have ended do not make a claim or a settlement read more',
  async () => {
    await fillWithEnded(ctx, workspaceId, 1000)
    const few = await taskReads(ctx, workspaceId, 1000)
    await fillWithEnded(ctx, workspaceId, 1_000_000)
    expect(await taskReads(ctx, workspaceId, 1000)).toBeLessThan(few * 1.5)
  },
  15 * MINUTE_MS,
)
