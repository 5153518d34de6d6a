import { type Person, withoutLinks } from '#server/contracts/actors.ts'
import { type CreateSchedule, SCHEDULES_MAX, type ScheduleView } from '#server/contracts/schedules.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { requireEngine } from '#server/processing/needs-model.ts'
import { earlierOf } from './internal/earlier-task.ts'
import { nextRuns, requireRhythm } from './next-runs.ts'
import { presentSchedule } from './schedule.presenter.ts'
import { allowNewTask } from './task.policy.ts'

/**
 * Asks for a job again and again, from the next moment of its rhythm on. What the person may do is asked at each run; what a link
 * that they followed lets them do does not count. Throws what asking for the job itself throws, and `conflict` at the limit.
 */
export async function createSchedule(
  ctx: Context,
  actor: Person,
  input: CreateSchedule,
): Promise<ScheduleView> {
  const { request, documentId, insert, fresh, priority, cron, timeZone } = input
  if (earlierOf(request))
    throw new AppError('invalid-input', 'What works on the result of one job cannot be repeated.', {
      faults: [{ path: 'request.source', message: 'Not the result of a job' }],
    })
  const { workspaceId } = await allowNewTask(ctx, withoutLinks(actor), input)
  await requireEngine(ctx, { workspaceId, kind: request.kind })
  const now = new Date(ctx.clock.now())
  requireRhythm({ cron, timeZone }, now)
  const [nextRunAt = now] = nextRuns({ cron, timeZone }, now, 1)
  const { userId } = actor
  return await transaction(ctx, async (tx) => {
    // Two that are made at once are counted one after the other.
    await tx.$queryRaw`SELECT 1 FROM "Membership" WHERE "userId" = ${userId}::uuid AND "workspaceId" = ${workspaceId}::uuid FOR UPDATE`
    if ((await tx.taskSchedule.count({ where: { userId, workspaceId } })) >= SCHEDULES_MAX)
      throw new AppError('conflict', `You have ${SCHEDULES_MAX} schedules, the limit. Remove one first.`)
    const row = await tx.taskSchedule.create({
      data: {
        ...{ id: newId(), workspaceId, userId, kind: request.kind, cron, timeZone, nextRunAt },
        documentId: documentId ?? null,
        payload: JSON.parse(
          storableJson({ request, insert, fresh, ...(priority === 'low' && { priority }) }),
        ),
      },
    })
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'schedule.made', subjectType: 'schedule', subjectId: row.id },
      detail: { kind: request.kind, cron, timeZone },
    })
    return presentSchedule(row, now, new Map())
  })
}
