import type { Task } from '#prisma/client.ts'
import { ProcessAnswer, TaskKind } from '#server/contracts/processing.ts'
import {
  type ResultPlace,
  TaskFault,
  TaskPayload,
  TaskProgress,
  type TaskView,
} from '#server/contracts/tasks.ts'
import { askedPassage } from './asked-passage.ts'
import { LANES, priorityOf } from './lanes.ts'
import { sourcesOf, type TaskPlace } from './task.policy.ts'

/** A row as it comes from the database. */
export type TaskRow = Task

/** What leaves the house. A result or an error in a form of another version is shown as absent. */
export function presentTask(row: TaskRow): TaskView {
  return {
    id: row.id,
    kind: TaskKind.parse(row.kind),
    status: row.status,
    documentId: row.documentId,
    userId: row.userId,
    progress: row.status === 'RUNNING' ? (TaskProgress.safeParse(row.progress).data ?? null) : null,
    answer: row.status === 'COMPLETED' ? (ProcessAnswer.safeParse(row.result).data ?? null) : null,
    partial: row.partial,
    error: TaskFault.safeParse(row.error).data ?? null,
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    inserted: row.insertedSeq !== null,
    place: resultPlaceOf(row),
    replayOfId: row.replayOfId,
    cancelRequested: row.cancelRequestedAt !== null,
    paused: row.status === 'PENDING' && row.held && !row.waits && !row.queued,
    waits: row.status === 'PENDING' && row.waits,
    queued: row.status === 'PENDING' && row.queued,
    cap: null,
    behind: row.status === 'PENDING' && row.background && row.priority === LANES.behind,
    priority: priorityOf(row.priority),
    waitSeconds: null,
    createdAt: row.createdAt.toISOString(),
    runAt: row.runAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}

/**
 * The same for who may manage the task, and may or may not see it: an owner looks after every task, but what a job read out of a
 * page, and where it is in that page, stays with those who may read the page.
 */
export function presentManagedTask(row: TaskRow, maySee: boolean): TaskView {
  return maySee ? presentTask(row) : { ...presentTask(row), answer: null, place: null }
}

/** Where the result goes, as long as it is to come, and where it was to go when its task failed. */
function resultPlaceOf({ status, insertedSeq, documentId, payload }: TaskRow): ResultPlace | null {
  if (status === 'COMPLETED' || status === 'CANCELLED' || insertedSeq !== null || !documentId) return null
  const asked = TaskPayload.safeParse(payload).data
  if (!asked?.insert) return null
  const { request, behind = null } = asked
  return {
    passage: askedPassage(documentId, request),
    attachmentId: 'attachmentId' in request ? request.attachmentId : null,
    behind,
  }
}

export function placeOf(row: Pick<TaskRow, 'workspaceId' | 'userId' | 'documentId' | 'payload'>): TaskPlace {
  const payload = TaskPayload.safeParse(row.payload).data
  const { workspaceId, userId, documentId } = row
  return { workspaceId, userId, documentId, sourceIds: payload ? sourcesOf(payload) : [] }
}
