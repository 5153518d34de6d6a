'use client'

import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { TASK_KINDS, type TaskKind } from '#server/contracts/processing.ts'
import { TASK_STATUSES, type TaskPage, type TaskStatus } from '#server/contracts/tasks.ts'
import { PageHeader } from '../documents/page-header.tsx'
import { untitled } from '../documents/untitled.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useDocuments } from '../hooks/use-documents.ts'
import { useTasks } from '../hooks/use-tasks.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Select } from '../ui/select.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { JobRow } from './job-row.tsx'
import { KIND_WORDS, STATUS_WORDS } from './job-words.ts'
import { ScheduleList } from './schedule-list.tsx'

const ALL = 'all'
const KINDS = [
  { value: ALL, label: 'Every kind' },
  ...TASK_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] })),
] as const
const STATES = [
  { value: ALL, label: 'Every state' },
  ...TASK_STATUSES.map((status) => ({ value: status, label: STATUS_WORDS[status] })),
] as const

/** One's own jobs and those of the pages that one may read, live. */
export function JobsScreen({ initialTasks }: { initialTasks: TaskPage }) {
  const [kind, setKind] = useState<TaskKind | typeof ALL>(ALL)
  const [status, setStatus] = useState<TaskStatus | typeof ALL>(ALL)
  const filtered = kind !== ALL || status !== ALL
  const tasks = useTasks(
    { kind: kind === ALL ? undefined : kind, status: status === ALL ? undefined : status },
    filtered ? undefined : initialTasks,
  )
  const titles = useTitles()
  const create = (
    <Link href="/jobs/new" className={buttonClass({ variant: 'primary' })}>
      <Plus aria-hidden="true" size={16} />
      New job
    </Link>
  )
  return (
    <>
      <PageHeader crumbs={[{ label: 'Jobs', node: 'Jobs' }]} />
      <Screen>
        <ScreenTitle
          lead="What was asked of texts, images, documents and recordings, and what came of it."
          actions={create}
        >
          Jobs
        </ScreenTitle>
        <ScheduleList titles={titles} />
        <div className="-ml-2.5 mb-2 flex flex-wrap gap-1">
          <Select compact label="Kind" value={kind} onChange={setKind} options={KINDS} />
          <Select compact label="State" value={status} onChange={setStatus} options={STATES} />
        </div>
        <QueryView query={tasks} loading={<SkeletonRows label="Loading the jobs" />}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            // The server may skip so many jobs of other people that a first page is empty although more follow.
            if (items.length === 0 && tasks.hasNextPage) return null
            if (items.length === 0)
              return filtered ? (
                <EmptyState title="None like this">No job fits these filters.</EmptyState>
              ) : (
                <EmptyState title="Nothing on the loom" action={create}>
                  Hand a text, a page or a scan to a job. It runs beside your work, tells how sure it is, and
                  its result can go straight into a page.
                </EmptyState>
              )
            return (
              <ul className="border-hairline border-t">
                {items.map((task) => (
                  <JobRow
                    key={task.id}
                    task={task}
                    pageTitle={task.documentId ? titles.get(task.documentId) : undefined}
                  />
                ))}
              </ul>
            )
          }}
        </QueryView>
        {tasks.hasNextPage ? (
          <Button className="mt-6" busy={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>
            Show older jobs
          </Button>
        ) : null}
      </Screen>
    </>
  )
}

function useTitles(): Map<string, string> {
  const documents = useDocuments()
  return new Map((documents.data?.items ?? []).map((page) => [page.id, untitled(page.title)]))
}
