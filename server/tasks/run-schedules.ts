import type { TaskSchedule } from '#prisma/client.ts'
import { loadActingMembership } from '#server/accounts/load-acting-membership.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { asAppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { enqueueTask } from './enqueue-task.ts'
import { nextRuns } from './next-runs.ts'
import { requireSources } from './task.policy.ts'

const BATCH = 50

type Due = Pick<
  TaskSchedule,
  'id' | 'workspaceId' | 'userId' | 'documentId' | 'kind' | 'cron' | 'timeZone' | 'nextRunAt'
> & {
  payload: unknown
  now: Date
}

/**
 * Asks for the tasks of all schedules that are due; says for how many it did. By the clock of the database, and whoever is first:
 * the task is asked for in the transaction that moves the schedule on, so any number of processes may do this at once. Of runs
 * that were missed one is made up for; a run is left out while the task of the last one has not ended. A schedule whose person
 * may no longer ask for its task stops, and says why.
 */
export async function runDueSchedules(ctx: Context): Promise<number> {
  const due = await ctx.db.prisma.$queryRaw<Due[]>`
    SELECT id, "workspaceId", "userId", "documentId", kind, payload, cron, "timeZone", "nextRunAt", now() AS now
    FROM "TaskSchedule" WHERE "nextRunAt" <= now() AND "pausedAt" IS NULL AND stopped IS NULL
    ORDER BY "nextRunAt" LIMIT ${BATCH}`
  let asked = 0
  for (const schedule of due) if (await runOne(ctx, schedule)) asked += 1
  return asked
}

async function runOne(ctx: Context, due: Due): Promise<boolean> {
  const kind = TaskKind.safeParse(due.kind)
  const payload = TaskPayload.safeParse(due.payload)
  const [nextRunAt] = nextRuns(due, due.now, 1)
  if (!kind.success || !payload.success || !nextRunAt) {
    await stop(ctx, due, 'It was stored by another version and cannot be read. Make it anew.')
    return false
  }
  const refusal = await refusalOf(ctx, due, payload.data)
  if (refusal) {
    await stop(ctx, due, refusal)
    return false
  }
  return await transaction(ctx, async (tx, afterCommit) => {
    const moved = await tx.taskSchedule.updateMany({ where: stillDue(due), data: { nextRunAt } })
    if (moved.count === 0 || (await lastIsOpen(tx, due.id))) return false
    const { id } = await enqueueTask(ctx, tx, afterCommit, {
      ...{ workspaceId: due.workspaceId, userId: due.userId, documentId: due.documentId },
      ...{ kind: kind.data, payload: payload.data, background: true },
      idempotencyKey: `schedule ${due.id} ${due.nextRunAt.toISOString()}`,
    })
    await tx.taskSchedule.update({ where: { id: due.id }, data: { lastTaskId: id, lastRunAt: due.now } })
    return true
  })
}

async function lastIsOpen(tx: Pick<Context['db']['prisma'], '$queryRaw'>, id: string): Promise<boolean> {
  const open = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "TaskSchedule" s JOIN "Task" t ON t.id = s."lastTaskId"
    WHERE s.id = ${id}::uuid AND t.status IN ('PENDING', 'RUNNING')`
  return open.length > 0
}

/** Why the person may not ask for this now; undefined where they may. Throws where that could not be found out. */
async function refusalOf(
  ctx: Context,
  due: Due,
  { request, insert }: TaskPayload,
): Promise<string | undefined> {
  const { userId, workspaceId, documentId } = due
  if (!(await loadActingMembership(ctx, userId, workspaceId)))
    return 'Who set it is no longer a member of this workspace.'
  try {
    const actor = { kind: 'job', taskId: newId(), userId, workspaceId } as const
    await requireSources(ctx, actor, { request, insert, ...(documentId && { documentId }) })
    return undefined
  } catch (error) {
    const { code, retryable } = asAppError(error)
    if (retryable || (code !== 'not-found' && code !== 'forbidden')) throw error
    return 'The page that it needs is gone, or no longer open to you in the way that it needs.'
  }
}

async function stop(ctx: Context, due: Due, stopped: string): Promise<void> {
  await ctx.db.prisma.taskSchedule.updateMany({ where: stillDue(due), data: { stopped } })
  ctx.log.info({ scheduleId: due.id, userId: due.userId }, 'a schedule stopped')
}

/** As it was when it was seen: whoever else ran, paused or removed it meanwhile was first. */
function stillDue({ id, nextRunAt }: Due) {
  return { id, nextRunAt, pausedAt: null, stopped: null }
}
