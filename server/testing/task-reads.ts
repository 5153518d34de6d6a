import type { TaskHandler } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { enqueueBacklog } from './enqueue-acts.ts'
import { until } from './until.ts'

const PEOPLE = 10

/** How many rows of tasks and attempts the database reads for each task, while one worker serves so many of ten people. */
export async function taskReads(ctx: Context, workspaceId: string, tasks: number): Promise<number> {
  for (let n = 0; n < PEOPLE; n++) await enqueueBacklog(ctx, tasks / PEOPLE, { workspaceId, userId: newId() })
  const before = await counters(ctx)
  // Counted here: asking the table how far it is would be counted too.
  let served = 0
  const summarise: TaskHandler = async () => {
    served++
  }
  const worker = createTaskWorker(ctx, { handlers: { summarise }, concurrency: 10 })
  await worker.start()
  await until('all are served', () => served === tasks, 60_000)
  await worker.stop()
  // The counters of a connection are complete some time after it has ended.
  const after = await until(
    'the counters are in',
    async () => {
      const now = await counters(ctx)
      return now.changed - before.changed >= 3 * tasks && now
    },
    20_000,
  )
  return (after.read - before.read) / tasks
}

async function counters(ctx: Context): Promise<{ read: number; changed: number }> {
  const { rows } = await ctx.db.pool.query(
    `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) AS read, sum(n_tup_upd) AS changed
     FROM pg_stat_user_tables WHERE relname IN ('Task', 'TaskAttempt')`,
  )
  return { read: Number(rows[0].read), changed: Number(rows[0].changed) }
}

/** Tasks that have ended, as many as wanted, and statistics that know of no others. */
export async function fillWithEnded(ctx: Context, workspaceId: string, tasks: number): Promise<void> {
  const patient = { query_timeout: 600_000 }
  await ctx.db.pool.query({
    text: `INSERT INTO "Task" (id, "workspaceId", "userId", kind, payload, status, attempt, "createdAt", "finishedAt")
      SELECT gen_random_uuid(), $1, ('00000000-0000-4000-8000-' || lpad((n % 1000)::text, 12, '0'))::uuid, 'summarise', '{}',
        'COMPLETED', 1, now() - n * interval '1 second', now() FROM generate_series(1, $2) n`,
    values: [workspaceId, tasks],
    ...patient,
  })
  await ctx.db.pool.query({ text: 'VACUUM ANALYZE "Task", "TaskAttempt"', ...patient })
}
