import type { TaskPriority } from '#server/contracts/tasks.ts'

/** The lanes of the queue (`Task.priority`), served strictly: what is ready in a higher one is begun before all of lower ones. */
export const LANES = {
  /** Where an owner put it. */
  first: 1,
  normal: 0,
  /** What nobody waits for, while the queue sheds load. */
  behind: -1,
  /** What was asked for as able to wait. */
  low: -2,
} as const

/** A lane as people know it: being put behind is no choice of theirs, and passes by itself. */
export function priorityOf(lane: number): TaskPriority {
  if (lane >= LANES.first) return 'first'
  return lane <= LANES.low ? 'low' : 'normal'
}
