'use client'

import { useState } from 'react'
import type { AdminTask, TaskCounts } from '#server/contracts/admin.ts'
import { TASK_KINDS, type TaskKind } from '#server/contracts/processing.ts'
import { TASK_STATUSES, type TaskStatus } from '#server/contracts/tasks.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useAdminTasks, type useTaskCounts } from '../hooks/use-admin.ts'
import { JobStatusBadge } from '../jobs/job-status-badge.tsx'
import { duration, KIND_WORDS, STATUS_WORDS } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Select } from '../ui/select.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { TaskDrawer } from './task-drawer.tsx'
import { WorkerList } from './worker-list.tsx'

const ALL = 'all'
const KINDS = [
  { value: ALL, label: 'Every kind' },
  ...TASK_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] })),
] as const

/** Every job of the workspace, by state, with who works on them. */
export function TasksTab({ counts }: { counts: ReturnType<typeof useTaskCounts> }) {
  const [status, setStatus] = useState<TaskStatus | undefined>()
  const [kind, setKind] = useState<TaskKind | typeof ALL>(ALL)
  const [opened, setOpened] = useState<string | null>(null)
  const tasks = useAdminTasks({ status, kind: kind === ALL ? undefined : kind })
  return (
    <>
      <QueryView query={counts} loading={<Skeleton className="mb-10 h-16 w-full" />}>
        {(known) => (
          <>
            <StatusFigures counts={known} chosen={status} onChoose={setStatus} />
            <WorkerList workers={known.workers} oldestPendingSeconds={known.oldestPendingSeconds} />
          </>
        )}
      </QueryView>
      <div className="-ml-2.5 mt-10 mb-1 flex items-center justify-between">
        <Select compact label="Kind" value={kind} onChange={setKind} options={KINDS} />
      </div>
      <QueryView query={tasks} loading={<SkeletonRows label="Loading the tasks" />}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items)
          return rows.length === 0 ? (
            <p className="border-hairline border-t py-6 text-muted">
              {status || kind !== ALL ? 'No task fits these filters.' : 'No task has been asked for yet.'}
            </p>
          ) : (
            <DataTable label="Tasks" columns={columns(setOpened)} rows={rows} keyOf={(task) => task.id} />
          )
        }}
      </QueryView>
      {tasks.hasNextPage ? (
        <Button className="mt-6" busy={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>
          Show older tasks
        </Button>
      ) : null}
      <TaskDrawer id={opened} onOpen={setOpened} onClose={() => setOpened(null)} />
    </>
  )
}

type StatusFiguresProps = {
  counts: TaskCounts
  chosen: TaskStatus | undefined
  onChoose: (status: TaskStatus | undefined) => void
}

/** The counts, each also the filter for its state. */
function StatusFigures({ counts, chosen, onChoose }: StatusFiguresProps) {
  return (
    <fieldset className="mb-8 grid grid-cols-3 gap-x-6 border-hairline border-b sm:grid-cols-5">
      <legend className="sr-only">Show only one state</legend>
      {TASK_STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          aria-pressed={chosen === status}
          onClick={() => onChoose(chosen === status ? undefined : status)}
          className={classNames(
            '-mb-px flex flex-col gap-1 border-b-2 pb-4 text-left transition-colors',
            chosen === status ? 'border-accent' : 'border-transparent hover:border-edge',
          )}
        >
          <span
            className={classNames(
              'figures display text-3xl',
              status === 'FAILED' && (counts.byStatus.FAILED ?? 0) > 0 && 'text-danger',
            )}
          >
            {(counts.byStatus[status] ?? 0).toLocaleString('en')}
          </span>
          <span className="text-muted text-sm">{STATUS_WORDS[status]}</span>
        </button>
      ))}
    </fieldset>
  )
}

function columns(open: (id: string) => void): Column<AdminTask>[] {
  return [
    {
      head: 'Task',
      cell: (task) => (
        <button
          type="button"
          onClick={() => open(task.id)}
          className="whitespace-nowrap font-medium after:absolute after:inset-0"
        >
          {KIND_WORDS[task.kind]}
        </button>
      ),
    },
    {
      head: 'State',
      cell: (task) => <JobStatusBadge task={task} />,
    },
    {
      head: 'Page',
      grow: true,
      wide: true,
      cell: (task) => task.documentTitle ?? <span className="text-muted">none</span>,
    },
    {
      head: 'Asked by',
      wide: true,
      cell: (task) => <span className="whitespace-nowrap">{task.userName ?? 'Removed'}</span>,
    },
    { head: 'Attempt', wide: true, align: 'right', cell: (task) => `${task.attempt} / ${task.maxAttempts}` },
    {
      head: 'Took',
      wide: true,
      align: 'right',
      cell: (task) => <span className="whitespace-nowrap">{took(task)}</span>,
    },
    {
      head: 'Asked',
      align: 'right',
      cell: (task) => <RelativeTime at={task.createdAt} className="whitespace-nowrap text-muted" />,
    },
  ]
}

function took(task: AdminTask): string {
  if (!task.startedAt || !task.finishedAt) return ''
  return duration(Date.parse(task.finishedAt) - Date.parse(task.startedAt))
}
