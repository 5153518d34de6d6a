'use client'

import Link from 'next/link'
import type { TaskView } from '#server/contracts/tasks.ts'
import { PageHeader } from '../documents/page-header.tsx'
import { untitled } from '../documents/untitled.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useDocuments } from '../hooks/use-documents.ts'
import { isLive, useTask } from '../hooks/use-tasks.ts'
import { RelativeTime } from '../relative-time.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Screen } from '../workspace/screen.tsx'
import { ChangedSources } from './changed-sources.tsx'
import { JobActions } from './job-actions.tsx'
import { JobFacts } from './job-facts.tsx'
import { JobNotes } from './job-notes.tsx'
import { JobPriorityMark } from './job-priority-mark.tsx'
import { JobProgress } from './job-progress.tsx'
import { JobResult } from './job-result.tsx'
import { JobStatusBadge } from './job-status-badge.tsx'
import { KIND_WORDS } from './job-words.ts'
import { MissingParts } from './missing-parts.tsx'

/** One job from asking to result, live. */
export function JobScreen({ initialTask }: { initialTask: TaskView }) {
  const task = useTask(initialTask.id, initialTask)
  return (
    <>
      <PageHeader
        crumbs={[
          {
            label: 'Jobs',
            node: (
              <Link href="/jobs" className="hover:text-ink">
                Jobs
              </Link>
            ),
          },
          { label: 'Job', node: task.data ? KIND_WORDS[task.data.kind] : 'Job' },
        ]}
      />
      <Screen wide>
        <QueryView query={task} loading={<SkeletonRows rows={3} label="Loading the job" />}>
          {(known) => <Job task={known} />}
        </QueryView>
      </Screen>
    </>
  )
}

function Job({ task }: { task: TaskView }) {
  return (
    <>
      <div className="mb-8 flex flex-wrap items-end justify-between gap-4 border-hairline border-b pb-6">
        <div>
          <h1 className="display flex items-center gap-4 text-4xl">
            {KIND_WORDS[task.kind]}
            <span className="flex items-center gap-2.5 font-sans tracking-normal">
              <JobStatusBadge task={task} />
              <JobPriorityMark task={task} />
            </span>
          </h1>
          <JobOrigin task={task} />
        </div>
        <JobActions task={task} />
      </div>
      {task.answer ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-12 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div>
            <MissingParts parts={task.answer.parts} />
            <ChangedSources task={task} />
            <JobNotes answer={task.answer} />
            <JobResult result={task.answer.result} />
          </div>
          <aside aria-label="About this result" className="border-hairline lg:border-l lg:pl-8">
            <JobFacts answer={task.answer} />
          </aside>
        </div>
      ) : (
        <div className="max-w-2xl">
          <JobState task={task} />
        </div>
      )}
    </>
  )
}

function JobState({ task }: { task: TaskView }) {
  if (isLive(task)) return <JobProgress task={task} />
  if (task.error)
    return (
      <div role="alert" className="border-danger border-l-2 bg-danger-wash px-4 py-3">
        <p className="text-lg">{task.error.message}</p>
        {task.attempt > 0 ? (
          <p className="mt-1 text-muted text-sm">
            Tried {task.attempt} of {task.maxAttempts} times.
          </p>
        ) : null}
      </div>
    )
  if (task.status === 'CANCELLED') return <p className="text-lg text-soft">Stopped before it was done.</p>
  return (
    <p className="text-lg text-soft">
      The result was kept for its time and is no longer here. Run it again to have it.
    </p>
  )
}

function JobOrigin({ task }: { task: TaskView }) {
  const documents = useDocuments()
  const page = documents.data?.items.find((item) => item.id === task.documentId)
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-sm">
      <span>
        Asked <RelativeTime at={task.createdAt} />
      </span>
      {page ? (
        <span>
          on{' '}
          <Link href={`/documents/${page.id}`} className="text-accent underline underline-offset-4">
            {untitled(page.title)}
          </Link>
          {task.inserted ? ', result inserted' : ''}
        </span>
      ) : null}
      {task.attempt > 1 ? <span>attempt {task.attempt}</span> : null}
      <span className="flex items-center gap-0.5">
        <code className="font-mono text-xs">{task.id.slice(-12)}</code>
        <CopyButton text={task.id} label="Copy the job's id" />
      </span>
    </p>
  )
}
