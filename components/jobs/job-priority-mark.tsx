import { ChevronsDown, ChevronsUp } from 'lucide-react'
import type { TaskView } from '#server/contracts/tasks.ts'
import { isLive } from '../hooks/use-tasks.ts'

const MARKS = {
  first: { Icon: ChevronsUp, word: 'Put first' },
  low: { Icon: ChevronsDown, word: 'Can wait' },
} as const

/** That a job is served before all others, or after them; nothing for most, and for one that has ended: its turn is over. */
export function JobPriorityMark({ task }: { task: Pick<TaskView, 'priority' | 'status'> }) {
  if (task.priority === 'normal' || !isLive(task)) return null
  const { Icon, word } = MARKS[task.priority]
  return (
    <span className="inline-flex shrink-0 items-center gap-1 whitespace-nowrap font-medium text-muted text-xs">
      <Icon aria-hidden="true" size={12} />
      {word}
    </span>
  )
}
