'use client'

import { FilePen } from 'lucide-react'
import type { TaskView } from '#server/contracts/tasks.ts'
import { useTaskSources } from '../hooks/use-task-sources.ts'
import { changedWords } from './changed-words.ts'
import { JobActions } from './job-actions.tsx'

/** Says of a result that what it was made of is another by now, and offers to ask again. */
export function ChangedSources({ task }: { task: TaskView }) {
  const words = changedWords(useTaskSources(task).data?.items ?? [])
  if (words === undefined) return null
  return (
    <div
      role="status"
      className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2 border-warning border-l-2 bg-warning-wash px-3.5 py-2.5 text-sm"
    >
      <span className="flex min-w-0 flex-1 basis-60 gap-2.5">
        <FilePen aria-hidden="true" size={15} className="mt-0.5 shrink-0 text-warning" />
        <span className="min-w-0 break-words">{words}</span>
      </span>
      <JobActions task={task} size="sm" onlyAgain />
    </div>
  )
}
