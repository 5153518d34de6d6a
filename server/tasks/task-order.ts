import { momentOf, type Place } from '#server/platform/list-page.ts'
import type { TaskRow } from './task.presenter.ts'

export const NEWEST_FIRST = [{ createdAt: 'desc' as const }, { id: 'desc' as const }]

/** Where a task stands in a list, newest first. */
export function taskPlace({ id, createdAt }: TaskRow): Place {
  return { id, at: createdAt }
}

/** The filter for what comes after a place, newest first. Throws `invalid-input` for a place of another kind of list. */
export function olderTasks(after: Place | undefined) {
  if (!after) return {}
  const createdAt = momentOf(after)
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: after.id } }] }
}
