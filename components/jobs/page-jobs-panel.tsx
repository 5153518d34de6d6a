'use client'

import { ChevronLeft, Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { TaskView } from '#server/contracts/tasks.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { isLive, useTasks } from '../hooks/use-tasks.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { ConfidenceMeter } from './confidence-meter.tsx'
import { JobActions } from './job-actions.tsx'
import { JobForm } from './job-form.tsx'
import { JobPriorityMark } from './job-priority-mark.tsx'
import { JobProgress } from './job-progress.tsx'
import { glimpse } from './job-row.tsx'
import { JobStatusBadge } from './job-status-badge.tsx'
import { KIND_WORDS } from './job-words.ts'

/** The jobs of one page: how many run, failed and finished, each with its state, and the form for another, filled in for the page. */
export function PageJobsPanel({ documentId, mayCreate = true }: { documentId: string; mayCreate?: boolean }) {
  const [asking, setAsking] = useState(false)
  const tasks = useTasks({ documentId })
  if (asking)
    return (
      <div className="flex flex-col gap-5">
        <Button size="sm" variant="quiet" className="-ml-2 self-start" onClick={() => setAsking(false)}>
          <ChevronLeft aria-hidden="true" size={15} />
          Jobs of this page
        </Button>
        <JobForm
          inPage
          start={{ documentId, insert: true }}
          onCreated={() => setAsking(false)}
          onScheduled={() => {
            setAsking(false)
            toast.note('The job is repeated; Jobs shows its schedule')
          }}
        />
      </div>
    )
  return (
    <div>
      {mayCreate ? (
        <Button size="sm" onClick={() => setAsking(true)}>
          <Plus aria-hidden="true" size={14} />
          New job
        </Button>
      ) : null}
      <QueryView query={tasks} loading={<SkeletonRows rows={3} label="Loading the jobs of this page" />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0)
            return (
              <p className="mt-4 border-hairline border-t py-4 text-muted">
                No job has run on this page. Ask for a summary, for its keywords, or drop in a scan.
              </p>
            )
          return (
            <>
              <JobCountBadges tasks={items} />
              <ul className="mt-4 border-hairline border-t">
                {items.map((task) => (
                  <PageJob key={task.id} task={task} />
                ))}
              </ul>
            </>
          )
        }}
      </QueryView>
    </div>
  )
}

function PageJob({ task }: { task: TaskView }) {
  return (
    <li className="flex flex-col gap-2 border-hairline border-b py-4">
      <div className="flex items-center justify-between gap-3">
        <Link href={`/jobs/${task.id}`} className="display text-lg hover:text-accent">
          {KIND_WORDS[task.kind]}
        </Link>
        <span className="flex items-center gap-2">
          <JobPriorityMark task={task} />
          <JobStatusBadge task={task} />
        </span>
      </div>
      {isLive(task) ? (
        <JobProgress task={task} />
      ) : (
        <p className="line-clamp-3 text-sm text-soft">{glimpse(task)}</p>
      )}
      {task.answer ? <ConfidenceMeter quality={task.answer.quality} compact /> : null}
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <RelativeTime at={task.createdAt} className="whitespace-nowrap text-muted text-xs" />
        <JobActions task={task} size="sm" onMade={() => toast.note('The job runs again')} />
      </div>
    </li>
  )
}

/** How many jobs run, wait, failed and finished; nothing for none. */
export function JobCountBadges({ tasks }: { tasks: readonly Pick<TaskView, 'status'>[] }) {
  const running = tasks.filter((task) => task.status === 'RUNNING').length
  // For their turn or their time, or until an owner resumes their kind.
  const waiting = tasks.filter((task) => task.status === 'PENDING').length
  const failed = tasks.filter((task) => task.status === 'FAILED').length
  const finished = tasks.filter((task) => task.status === 'COMPLETED').length
  return (
    <p className="mt-4 flex flex-wrap gap-1.5">
      {running > 0 ? <Badge tone="accent">{running} running</Badge> : null}
      {waiting > 0 ? <Badge>{waiting} waiting</Badge> : null}
      {failed > 0 ? <Badge tone="danger">{failed} failed</Badge> : null}
      {finished > 0 ? <Badge tone="success">{finished} finished</Badge> : null}
    </p>
  )
}
