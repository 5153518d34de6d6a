'use client'

import { ListChecks } from 'lucide-react'
import { useState } from 'react'
import type { AdminTask, TaskCounts } from '#server/contracts/admin.ts'
import { TASK_STATUSES } from '#server/contracts/tasks.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useAdminTasks, type useTaskCounts } from '../hooks/use-admin-tasks.ts'
import { JobPriorityMark } from '../jobs/job-priority-mark.tsx'
import { JobStatusBadge } from '../jobs/job-status-badge.tsx'
import { duration, KIND_WORDS, STATUS_WORDS } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { BulkBar } from './bulk/bulk-bar.tsx'
import { useBulkAct } from './bulk/use-bulk-act.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { useFrozenList } from './live/frozen-list.ts'
import { LiveNote } from './live/live-note.tsx'
import { useReading } from './live/use-reading.ts'
import { PageOfTask } from './page-of-task.tsx'
import { QueueLoad } from './queue-load.tsx'
import { TaskDrawer } from './task-drawer.tsx'
import { TaskFilters, useTaskFilter } from './task-filters.tsx'
import { useAddress } from './use-address.ts'

const NONE: ReadonlySet<string> = new Set()

/** Every job of the workspace, by state, with what can be done to one, to some, or to all that fit. */
export function TasksTab({ counts }: { counts: ReturnType<typeof useTaskCounts> }) {
  const { get, set } = useAddress()
  const filter = useTaskFilter()
  const opened = get('task') ?? null
  const [picked, setPicked] = useState<ReadonlySet<string>>(NONE)
  const reading = useReading(picked.size > 0 || opened !== null)
  const tasks = useAdminTasks(filter)
  const { rows, news } = useFrozenList(tasks.data, reading.paused, JSON.stringify(filter))
  const bulk = useBulkAct(() => {
    setPicked(NONE)
    reading.resume()
  })
  const open = (id: string | null) => set({ task: id ?? undefined })
  return (
    <>
      <QueryView query={counts} loading={<Skeleton className="mb-6 h-16 w-full" />}>
        {(known) => (
          <>
            <StatusFigures counts={known} />
            {known.shedding.since ? <QueueLoad shedding={known.shedding} /> : null}
          </>
        )}
      </QueryView>
      <div className="flex flex-wrap items-center justify-between gap-x-4 pb-1">
        <TaskFilters />
        <div className="flex items-center gap-3 max-sm:-ml-2.5">
          <Menu
            trigger={
              <Button size="sm" variant="quiet" busy={bulk.counting !== null}>
                <ListChecks aria-hidden="true" size={14} />
                All that fit
              </Button>
            }
          >
            <MenuItem danger onSelect={() => bulk.ask('cancel', { filter })}>
              Cancel all that fit ...
            </MenuItem>
            <MenuItem onSelect={() => bulk.ask('first', { filter })}>Put all that fit first ...</MenuItem>
            <MenuItem onSelect={() => bulk.ask('retry', { filter })}>Try all that fit again ...</MenuItem>
          </Menu>
          <LiveNote reading={reading} news={news} />
        </div>
      </div>
      <div {...reading.region}>
        <QueryView query={tasks} loading={<SkeletonRows label="Loading the tasks" />}>
          {() =>
            rows && rows.length > 0 ? (
              <DataTable
                label="Tasks"
                columns={columns(open)}
                rows={rows}
                keyOf={(task) => task.id}
                selection={{
                  picked,
                  onPick: setPicked,
                  nameOf: (task) => `Pick ${KIND_WORDS[task.kind]}, ${STATUS_WORDS[task.status]}`,
                }}
              />
            ) : (
              <p className="border-hairline border-t py-6 text-muted">
                {Object.values(filter).some((value) => value !== undefined)
                  ? 'No task fits these filters.'
                  : 'No task has been asked for yet.'}
              </p>
            )
          }
        </QueryView>
      </div>
      {tasks.hasNextPage ? (
        <Button className="mt-6" busy={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>
          Show older tasks
        </Button>
      ) : null}
      <BulkBar
        picked={picked}
        actions={['first', 'retry', 'cancel']}
        counting={bulk.counting}
        onAsk={bulk.ask}
        onClear={() => setPicked(NONE)}
      />
      {bulk.element}
      <TaskDrawer
        id={opened}
        onOpen={open}
        onClose={() => open(null)}
        onPutFirst={(id) => bulk.ask('first', { ids: [id] })}
      />
    </>
  )
}

/** The counts, each also the filter for its state. */
function StatusFigures({ counts }: { counts: TaskCounts }) {
  const { get, set } = useAddress()
  const chosen = get('status')
  return (
    <fieldset className="mb-4 grid grid-cols-3 gap-x-6 border-hairline border-b sm:grid-cols-5">
      <legend className="sr-only">Show only one state</legend>
      {TASK_STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          aria-pressed={chosen === status}
          onClick={() => set({ status: chosen === status ? undefined : status })}
          className={classNames(
            '-mb-px flex flex-col gap-0.5 border-b-2 pb-3 text-left transition-colors',
            chosen === status ? 'border-accent' : 'border-transparent hover:border-edge',
          )}
        >
          <span
            className={classNames(
              'figures display text-2xl',
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
      cell: (task) => (
        <span className="inline-flex items-center gap-x-2 gap-y-1 max-sm:flex-wrap">
          <JobStatusBadge task={task} />
          <JobPriorityMark task={task} />
        </span>
      ),
    },
    {
      head: 'Page',
      grow: true,
      wide: true,
      cell: (task) => <PageOfTask task={task} />,
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
