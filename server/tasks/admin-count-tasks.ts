import { z } from 'zod'
import { cached } from '#server/cache/cached.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { QueueShedding, TaskCounts } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { countEnded, type EndedCounts } from './internal/count-ended.ts'
import { awaitsWorkerSinceSql } from './internal/holds.sql.ts'
import { kindStates } from './internal/kind-states.ts'
import { readShedding } from './internal/read-shedding.ts'

const Live = z.object({
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
type Live = z.infer<typeof Live>

// The tasks are the workspace's own, the workers are everybody's. Waiting and running are two selects, each with an index of its
// own: one with IN would read the rows of every task that waits.
const COUNT = `SELECT
  (SELECT extract(epoch FROM now() - min(${awaitsWorkerSinceSql('t')}))::float8 FROM "Task" t
    WHERE "workspaceId" = $1 AND status = 'PENDING' AND "runAt" <= now() AND NOT held) AS oldest,
  (SELECT coalesce(json_agg(k), '[]') FROM (
    SELECT kind, sum(waiting)::int AS waiting, sum(running)::int AS running FROM (
      SELECT kind, count(*) AS waiting, 0 AS running FROM "Task"
        WHERE "workspaceId" = $1 AND status = 'PENDING' GROUP BY kind
      UNION ALL
      SELECT kind, 0, count(*) FROM "Task" WHERE "workspaceId" = $1 AND status = 'RUNNING' GROUP BY kind) each
    GROUP BY kind) k) AS live,
  (SELECT coalesce(json_agg(w ORDER BY w."startedAt", w.id), '[]') FROM (
    SELECT id, host, pid, concurrency, "startedAt",
      (SELECT count(*)::int FROM "Task" t WHERE t.status = 'RUNNING' AND t."workerId" = worker.id) AS running
    FROM "TaskWorker" worker WHERE "leaseUntil" > now()) w) AS workers`

// Shorter than the moment after which a screen that is told of a change asks: it never meets what was counted before.
const SHARED_MS = 250

/** Of any number of screens that ask at once, one counts for all: each holding a connection, they would leave none for others. */
const countAll = cached(
  async ({ ctx }, workspaceId: string): Promise<Live & { ended: EndedCounts; shedding: QueueShedding }> => {
    const { rows } = await ctx.db.pool.query({ name: 'count-live-tasks', text: COUNT, values: [workspaceId] })
    const [ended, shedding] = [await countEnded(ctx, workspaceId), await readShedding(ctx)]
    return { ...Live.parse(rows[0]), ended, shedding }
  },
  {
    name: 'tasks.counts',
    workspaceOf: (workspaceId) => workspaceId,
    level: 'memory',
    ttlMs: SHARED_MS,
  },
)

/**
 * How many tasks of the owner's workspace are in each status, what each kind does and whether it is paused, how long the oldest
 * waits that is not paused, and who works. Its cost does not grow with the tasks that ended.
 */
export async function adminCountTasks(ctx: Context, actor: Person): Promise<TaskCounts> {
  const workspaceId = requireTaskAdministration(actor)
  const { oldest, live, workers, ended, shedding } = await countAll(ctx, workspaceId)
  const sum = (what: 'waiting' | 'running'): number => live.reduce((all, kind) => all + kind[what], 0)
  return {
    byStatus: { PENDING: sum('waiting'), RUNNING: sum('running'), ...ended },
    oldestPendingSeconds: oldest,
    ...(await kindStates(ctx, workspaceId, live)),
    shedding,
    workers,
  }
}
