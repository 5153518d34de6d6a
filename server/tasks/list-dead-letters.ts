import { z } from 'zod'
import type { Person } from '#server/contracts/actors.ts'
import {
  DeadLetterGroups,
  type DeadLetterPage,
  type ListDeadLetters,
} from '#server/contracts/task-administration.ts'
import { TaskStatus } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage, momentOf } from '#server/platform/list-page.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { presentAdminTasks } from './present-admin-tasks.ts'

const Found = z.array(
  z.object({
    id: z.string(),
    createdAt: z.date(),
    replayId: z.string().nullable(),
    replayStatus: TaskStatus.nullable(),
  }),
)

type FoundTask = z.infer<typeof Found>[number]

// What failed, and what ended with parts of its text missing: no row is both, and each half has an index of its own.
const LETTERS = ["status = 'FAILED'", 'partial']
  .map(
    (which) =>
      `SELECT id, kind, error, "createdAt", "finishedAt" FROM "Task" WHERE "workspaceId" = $1::uuid AND ${which}`,
  )
  .join(' UNION ALL ')

// $1 workspace, $2 kind, $3 code, $4 also those that were tried again, $5 and $6 the place after which to begin, $7 rows.
const FIND = `SELECT t.id, t."createdAt", r.id AS "replayId", r.status AS "replayStatus"
FROM (${LETTERS}) t LEFT JOIN LATERAL (
  SELECT id, status FROM "Task" WHERE "replayOfId" = t.id ORDER BY "createdAt" DESC, id DESC LIMIT 1) r ON true
WHERE ($2::text IS NULL OR t.kind = $2) AND ($3::text IS NULL OR t.error ->> 'code' = $3)
  AND ($4::boolean OR r.id IS NULL)
  AND ($5::timestamptz IS NULL OR (t."createdAt", t.id) < ($5, $6::uuid))
ORDER BY t."createdAt" DESC, t.id DESC LIMIT $7::int`

const GROUP = `SELECT kind, coalesce(error ->> 'code', 'internal') AS code, count(*)::int AS count,
  max("finishedAt") AS newest, (array_agg(error ->> 'message' ORDER BY "finishedAt" DESC))[1] AS message
FROM (${LETTERS}) t WHERE
  NOT EXISTS (SELECT 1 FROM "Task" r WHERE r."replayOfId" = t.id)
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`

const Groups = z.array(
  z.object({
    kind: z.string(),
    code: z.string(),
    count: z.number(),
    newest: z.date(),
    message: z.string().nullable(),
  }),
)

/**
 * Tasks of the owner's workspace that failed for good, or ended with parts of their text missing, newest first; without those that were
 * tried again, unless asked for.
 */
export async function listDeadLetters(
  ctx: Context,
  actor: Person,
  { kind, code, replayed, cursor, limit }: ListDeadLetters,
): Promise<DeadLetterPage> {
  const workspaceId = requireTaskAdministration(actor)
  return await listPage({
    ...{ cursor, limit },
    placeOf: ({ id, createdAt }: FoundTask) => ({ id, at: createdAt }),
    async load(after, take): Promise<FoundTask[]> {
      const place = after ? [momentOf(after), after.id] : [null, null]
      const values = [workspaceId, kind ?? null, code ?? null, replayed, ...place, take]
      return Found.parse((await ctx.db.pool.query(FIND, values)).rows)
    },
    async show(found) {
      const rows = await ctx.db.prisma.task.findMany({ where: { id: { in: found.map(({ id }) => id) } } })
      const tasks = new Map((await presentAdminTasks(ctx, actor, rows)).map((task) => [task.id, task]))
      return found.map(({ id, replayId, replayStatus }) => {
        const task = tasks.get(id)
        const replay = replayId && replayStatus ? { id: replayId, status: replayStatus } : null
        return task && { ...task, replay }
      })
    },
  })
}

/** How many dead letters wait for somebody, by kind and class of error, with the newest words of each. */
export async function groupDeadLetters(ctx: Context, actor: Person): Promise<DeadLetterGroups> {
  const workspaceId = requireTaskAdministration(actor)
  const groups = Groups.parse((await ctx.db.pool.query(GROUP, [workspaceId])).rows)
  return DeadLetterGroups.parse({
    groups: groups.map(({ newest, ...group }) => ({ ...group, newestAt: newest.toISOString() })),
  })
}
