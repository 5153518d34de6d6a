import type { TaskSchedule } from '#prisma/client.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import type { ScheduleView } from '#server/contracts/schedules.ts'
import { TaskPayload, type TaskStatus } from '#server/contracts/tasks.ts'
import { nextRuns } from './next-runs.ts'

const SHOWN_RUNS = 3

/** @param statusOf the status of each task that is still kept */
export function presentSchedule(
  row: TaskSchedule,
  now: Date,
  statusOf: ReadonlyMap<string, TaskStatus>,
): ScheduleView {
  const { id, documentId, cron, timeZone, stopped, lastTaskId, lastRunAt } = row
  const asks = row.pausedAt === null && stopped === null
  // What is due already comes at the next look, whatever was missed.
  const from = new Date(Math.max(now.getTime(), row.nextRunAt.getTime()) - 1)
  return {
    ...{ id, documentId, cron, timeZone, stopped },
    kind: TaskKind.parse(row.kind),
    insert: TaskPayload.safeParse(row.payload).data?.insert ?? false,
    nextRuns: asks ? nextRuns(row, from, SHOWN_RUNS).map((moment) => moment.toISOString()) : [],
    pausedAt: row.pausedAt?.toISOString() ?? null,
    last:
      lastTaskId && lastRunAt
        ? { taskId: lastTaskId, at: lastRunAt.toISOString(), status: statusOf.get(lastTaskId) ?? null }
        : null,
    createdAt: row.createdAt.toISOString(),
  }
}
