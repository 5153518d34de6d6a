'use client'

import { ChevronsUp } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { AdminTaskDetail } from '#server/contracts/admin.ts'
import { untitled } from '../documents/untitled.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { RequestReference } from '../feedback/request-reference.tsx'
import { useAdminTask } from '../hooks/use-admin-tasks.ts'
import { ConfidenceMeter } from '../jobs/confidence-meter.tsx'
import { JobActions } from '../jobs/job-actions.tsx'
import { JobPriorityMark } from '../jobs/job-priority-mark.tsx'
import { JobStatusBadge } from '../jobs/job-status-badge.tsx'
import { CACHE_WORDS, duration, KIND_WORDS } from '../jobs/job-words.ts'
import { ProviderPath } from '../jobs/provider-path.tsx'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { FailedLink } from './failures/failed-link.tsx'
import { TaskTimeline } from './task-timeline.tsx'

type TaskDrawerProps = {
  id: string | null
  onOpen: (id: string) => void
  onClose: () => void
  /** Asked for one that waits; without it none of those listed can. */
  onPutFirst?: (id: string) => void
}

/** Everything known about one job: its way through time, what went wrong, and who was asked. */
export function TaskDrawer({ id, onOpen, onClose, onPutFirst }: TaskDrawerProps) {
  const task = useAdminTask(id)
  const title = task.data ? KIND_WORDS[task.data.kind] : 'Task'
  return (
    <Drawer title={title} side="right" open={id !== null} onOpenChange={(open) => !open && onClose()}>
      <div className="px-6 pb-10">
        <QueryView query={task} loading={<SkeletonRows rows={4} label="Loading the task" />}>
          {(detail) => <Detail task={detail} onOpen={onOpen} onPutFirst={onPutFirst} />}
        </QueryView>
      </div>
    </Drawer>
  )
}

type DetailProps = { task: AdminTaskDetail } & Pick<TaskDrawerProps, 'onOpen' | 'onPutFirst'>

function Detail({ task, onOpen, onPutFirst }: DetailProps) {
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-soft">
          <JobStatusBadge task={task} />
          <JobPriorityMark task={task} />
          <span>
            asked by {task.userName ?? 'a removed person'} <RelativeTime at={task.createdAt} />
          </span>
        </div>
        {task.documentId ? (
          <p className="text-sm">
            {task.documentTitle === null ? (
              'On a page that is closed to you'
            ) : (
              <Link
                href={`/documents/${task.documentId}`}
                className="text-accent underline underline-offset-4"
              >
                Open “{untitled(task.documentTitle)}”
              </Link>
            )}
          </p>
        ) : null}
        {task.replayOfId ? (
          <p className="text-sm">
            Tries again{' '}
            <button
              type="button"
              onClick={() => task.replayOfId && onOpen(task.replayOfId)}
              className="text-accent underline underline-offset-4"
            >
              an earlier task
            </button>
          </p>
        ) : null}
        <div className="flex flex-wrap gap-2">
          {onPutFirst && task.status === 'PENDING' && task.priority !== 'first' ? (
            <Button size="sm" onClick={() => onPutFirst(task.id)}>
              <ChevronsUp aria-hidden="true" size={14} />
              Put first
            </Button>
          ) : null}
          <JobActions
            task={task}
            size="sm"
            closed={task.documentId !== null && task.documentTitle === null}
            onMade={(made) => onOpen(made.id)}
          />
        </div>
      </div>
      {task.error ? (
        <div role="alert" className="border-danger border-l-2 bg-danger-wash px-4 py-3">
          <p>{task.error.message}</p>
          <p className="mt-1 font-mono text-soft text-xs">
            {task.error.code}
            {task.error.retryable ? ', may be tried again' : ', trying again does not help'}
          </p>
        </div>
      ) : null}
      <Group title="Timeline">
        <TaskTimeline task={task} />
      </Group>
      {task.interactions.map((interaction) => (
        <Group key={interaction.id} title="Who was asked">
          <p className="mb-3 text-sm text-soft">
            {CACHE_WORDS[interaction.cache]}, in{' '}
            <span className="figures">{duration(interaction.latencyMs)}</span>.
          </p>
          <ProviderPath path={interaction.path} />
          <FailedLink request={interaction} />
          {interaction.quality ? (
            <div className="mt-5">
              <ConfidenceMeter quality={interaction.quality} />
            </div>
          ) : null}
        </Group>
      ))}
      <Group title="Names">
        <p className="flex items-center gap-1 text-soft text-xs">
          Task <code className="font-mono">{task.id}</code>
          <CopyButton text={task.id} label="Copy the task's id" />
        </p>
        {task.requestId ? <RequestReference id={task.requestId} /> : null}
      </Group>
    </div>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="eyebrow mb-3">{title}</h3>
      {children}
    </section>
  )
}
