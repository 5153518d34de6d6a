import type { Person } from '#server/contracts/actors.ts'
import type { ScheduleView } from '#server/contracts/schedules.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { nextRuns } from './next-runs.ts'
import { presentSchedule } from './schedule.presenter.ts'
import { membershipOf } from './task.policy.ts'

type ById = { id: string }

/** From the commit on it asks for nothing; what it asked for goes on. Own schedules alone; throws `not-found` for others. */
export async function pauseSchedule(ctx: Context, actor: Person, { id }: ById): Promise<ScheduleView> {
  return await changeOwn(ctx, actor, id, ({ pausedAt }, now) => ({ pausedAt: pausedAt ?? now }))
}

/** Goes on with the next moment of its rhythm, also where it had stopped; what was missed meanwhile is not made up for. */
export async function resumeSchedule(ctx: Context, actor: Person, { id }: ById): Promise<ScheduleView> {
  return await changeOwn(ctx, actor, id, (row, now) => {
    const [nextRunAt = row.nextRunAt] = nextRuns(row, now, 1)
    return { pausedAt: null, stopped: null, nextRunAt }
  })
}

/** What it asked for stays. */
export async function removeSchedule(ctx: Context, actor: Person, { id }: ById): Promise<void> {
  await transaction(ctx, async (tx) => {
    const { workspaceId } = await holdOwn(tx, actor, id)
    await tx.taskSchedule.delete({ where: { id } })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'schedule.removed',
      subjectType: 'schedule',
      subjectId: id,
    })
  })
}

type Row = Awaited<ReturnType<typeof holdOwn>>
type Change = Partial<Pick<Row, 'pausedAt' | 'stopped' | 'nextRunAt'>>

async function changeOwn(
  ctx: Context,
  actor: Person,
  id: string,
  change: (row: Row, now: Date) => Change,
): Promise<ScheduleView> {
  return await transaction(ctx, async (tx) => {
    const row = await holdOwn(tx, actor, id)
    const now = new Date(ctx.clock.now())
    const changed = await tx.taskSchedule.update({ where: { id }, data: change(row, now) })
    return presentSchedule(changed, now, new Map())
  })
}

async function holdOwn(tx: Transaction, actor: Person, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "TaskSchedule" WHERE id = ${id}::uuid FOR UPDATE`
  const row = await tx.taskSchedule.findUnique({ where: { id, userId: actor.userId } })
  if (!row || !membershipOf(actor, row.workspaceId)) throw notFound('schedule')
  return row
}
