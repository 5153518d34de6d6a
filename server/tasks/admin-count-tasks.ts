import { z } from 'zod'
import type { Person } from '#server/contracts/actors.ts'
import type { TaskCounts } from '#server/contracts/admin.ts'
import { TaskStatus } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { kindStates } from './internal/kind-states.ts'

const Answer = z.object({
  counts: z.array(z.object({ status: TaskStatus, count: z.number().int() })),
  oldest: z.number().nullable(),
  live: z.array(z.object({ kind: z.string(), waiting: z.number().int(), running: z.number().int() })),
  workers: z.array(
    z.object({
      id: z.string(),
      host: z.string(),
      pid: z.number().int(),
      concurrency: z.number().int(),
      running: z.number().int(),
      // JSON of PostgreSQL writes an offset; a moment of ours is in UTC.
      startedAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
    }),
  ),
})

// The tasks are the workspace's own, the workers are everybody's.
const COUNT = `SELECT
  (SELECT coalesce(json_agg(c), '[]') FROM (
    SELECT status, count(*)::int AS count FROM "Task" WHERE "workspaceId" = $1 GROUP BY status) c) AS counts,
  (SELECT extract(epoch FROM now() - min("runAt"))::float8 FROM "Task"
    WHERE "workspaceId" = $1 AND status = 'PENDING' AND "runAt" <= now() AND NOT held) AS oldest,
  (SELECT coalesce(json_agg(k), '[]') FROM (
    SELECT kind, count(*) FILTER (WHERE status = 'PENDING')::int AS waiting,
      count(*) FILTER (WHERE status = 'RUNNING')::int AS running
    FROM "Task" WHERE "workspaceId" = $1 AND status IN ('PENDING', 'RUNNING') GROUP BY kind) k) AS live,
  (SELECT coalesce(json_agg(w ORDER BY w."startedAt", w.id), '[]') FROM (
    SELECT id, host, pid, concurrency, "startedAt",
      (SELECT count(*)::int FROM "Task" t WHERE t.status = 'RUNNING' AND t."workerId" = worker.id) AS running
    FROM "TaskWorker" worker WHERE "leaseUntil" > now()) w) AS workers`

/**
 * How many tasks of the owner's workspace are in each status, what each kind does and whether it is paused, how long the oldest
 * waits that is not paused, and who works.
 */
export async function adminCountTasks(ctx: Context, actor: Person): Promise<TaskCounts> {
  const workspaceId = requireTaskAdministration(actor)
  const { rows } = await ctx.db.pool.query({ name: 'count-tasks', text: COUNT, values: [workspaceId] })
  const { counts, oldest, live, workers } = Answer.parse(rows[0])
  const countOf = (status: TaskStatus): number => counts.find((row) => row.status === status)?.count ?? 0
  return {
    byStatus: {
      PENDING: countOf('PENDING'),
      RUNNING: countOf('RUNNING'),
      COMPLETED: countOf('COMPLETED'),
      FAILED: countOf('FAILED'),
      CANCELLED: countOf('CANCELLED'),
    },
    oldestPendingSeconds: oldest,
    kinds: await kindStates(ctx, workspaceId, live),
    workers,
  }
}
