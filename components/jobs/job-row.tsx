'use client'

import Link from 'next/link'
import { glimpseOf } from '#server/contracts/result-words.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { coverageWords, isPartial } from '#server/contracts/text-parts.ts'
import { isLive } from '../hooks/use-tasks.ts'
import { RelativeTime } from '../relative-time.tsx'
import { JobPriorityMark } from './job-priority-mark.tsx'
import { JobProgress } from './job-progress.tsx'
import { JobStatusBadge } from './job-status-badge.tsx'
import { KIND_WORDS } from './job-words.ts'

/** One job in a list: what, where it stands, and a glimpse of what came of it. */
export function JobRow({ task, pageTitle }: { task: TaskView; pageTitle?: string | undefined }) {
  return (
    <li className="group relative border-hairline border-b py-4">
      <div className="flex items-center justify-between gap-4">
        <div className="flex min-w-0 items-baseline gap-3">
          <Link
            href={`/jobs/${task.id}`}
            className="display shrink-0 text-xl transition-colors after:absolute after:inset-0 group-hover:text-accent"
          >
            {KIND_WORDS[task.kind]}
          </Link>
          {pageTitle ? <span className="truncate text-muted text-sm">{pageTitle}</span> : null}
        </div>
        <div className="flex shrink-0 items-center gap-3">
          <RelativeTime at={task.createdAt} className="figures hidden text-muted text-sm sm:inline" />
          <JobPriorityMark task={task} />
          <JobStatusBadge task={task} />
        </div>
      </div>
      {isLive(task) ? (
        <div className="mt-3">
          <JobProgress task={task} />
        </div>
      ) : (
        <p className="mt-1 line-clamp-2 max-w-[68ch] text-soft">{glimpse(task)}</p>
      )}
    </li>
  )
}

/** The first words of the result, or of what went wrong. */
export function glimpse(task: TaskView): string {
  if (task.error && !task.answer) return task.error.message
  if (!task.answer) return task.status === 'CANCELLED' ? 'Stopped before it was done.' : ''
  const { parts, result } = task.answer
  const gap = isPartial(parts) ? `${coverageWords(parts)}: ` : ''
  return gap + glimpseOf(result)
}
