import type { BulkAction } from '#server/contracts/task-administration.ts'
import { counted } from '../../number-words.ts'

/** "1 task", "1,204 tasks". */
export function tasksWords(count: number): string {
  return counted(count, 'task')
}

/** How an act on many tasks is told: before, during and after. */
export const ACT_WORDS = {
  cancel: {
    title: (count) => `Cancel ${tasksWords(count)}?`,
    verb: 'Cancel',
    doing: 'Cancelling',
    done: 'cancelled',
    effect:
      'Those that wait end at once, those that run are told to stop. What they computed so far is lost; results that stand in a page stay.',
    nothing: 'None of these tasks waits or runs any more',
  },
  retry: {
    title: (count) => `Try ${tasksWords(count)} again?`,
    verb: 'Try again',
    doing: 'Trying again',
    done: 'asked for again',
    effect:
      'Each becomes a new task with the same request, for the person who asked; providers may be paid for them. The old ones stay on record.',
    nothing: 'None of these tasks can be tried again: they have not ended, or were tried again already',
  },
  first: {
    title: (count) => `Put ${tasksWords(count)} first?`,
    verb: 'Put first',
    doing: 'Putting first',
    done: 'put first',
    effect:
      'What is put first begins before all jobs that anybody else waits for, in turn between people. Paused, planned or limited jobs are first once they may begin.',
    nothing: 'None of these tasks waits any more, or they are first already',
  },
} satisfies Record<
  BulkAction,
  {
    title: (count: number) => string
    verb: string
    doing: string
    done: string
    effect: string
    nothing: string
  }
>
