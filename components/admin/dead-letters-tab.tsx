'use client'

import { useState } from 'react'
import { ERROR_CODES } from '#server/contracts/errors.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import type { DeadLetter, DeadLetterGroups } from '#server/contracts/task-administration.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useDeadLetterGroups, useDeadLetters } from '../hooks/use-admin-tasks.ts'
import { JobActions } from '../jobs/job-actions.tsx'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Switch } from '../ui/switch.tsx'
import { toast } from '../ui/toast.tsx'
import { BulkBar } from './bulk/bulk-bar.tsx'
import { useBulkAct } from './bulk/use-bulk-act.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { useFrozenList } from './live/frozen-list.ts'
import { LiveNote } from './live/live-note.tsx'
import { useReading } from './live/use-reading.ts'
import { PageOfTask } from './page-of-task.tsx'
import { TaskDrawer } from './task-drawer.tsx'
import { useAddress } from './use-address.ts'

const NONE: ReadonlySet<string> = new Set()

/** What failed for good, or ended with parts missing: grouped by cause, each with its words, its page and a way to try it again. */
export function DeadLettersTab() {
  const { get, set } = useAddress()
  const filter = {
    kind: TaskKind.optional().catch(undefined).parse(get('kind')),
    code: ERROR_CODES.find((code) => code === get('code')),
    replayed: get('replayed') === 'true' ? 'true' : undefined,
  }
  const opened = get('task') ?? null
  const [picked, setPicked] = useState<ReadonlySet<string>>(NONE)
  const reading = useReading(picked.size > 0 || opened !== null)
  const letters = useDeadLetters(filter)
  const { rows, news } = useFrozenList(letters.data, reading.paused, JSON.stringify(filter))
  const bulk = useBulkAct(() => {
    setPicked(NONE)
    reading.resume()
  })
  const { kind, code } = filter
  return (
    <>
      <Groups chosen={filter} onChoose={(next) => set({ kind: next?.kind, code: next?.code })} />
      <div className="mt-8 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 pb-2">
        <Switch
          label="Also those tried again"
          checked={filter.replayed === 'true'}
          onChange={(checked) => set({ replayed: checked ? 'true' : undefined })}
        />
        <div className="flex items-center gap-4">
          {rows && rows.length > 0 ? (
            <Button
              size="sm"
              busy={bulk.counting !== null && picked.size === 0}
              onClick={() =>
                bulk.ask('retry', {
                  filter: { ...(kind && { kind }), ...(code && { code }) },
                })
              }
            >
              {(kind ?? code) ? 'Try this group again ...' : 'Try all again ...'}
            </Button>
          ) : null}
          <LiveNote reading={reading} news={news} />
        </div>
      </div>
      <div {...reading.region}>
        <QueryView query={letters} loading={<SkeletonRows label="Loading what failed for good" />}>
          {() =>
            rows && rows.length > 0 ? (
              <DataTable
                label="Dead letters"
                columns={columns((id) => set({ task: id }))}
                rows={rows}
                keyOf={(letter) => letter.id}
                selection={{
                  picked,
                  onPick: setPicked,
                  nameOf: (letter) => `Pick ${KIND_WORDS[letter.kind]}, ${letter.error?.code ?? 'failed'}`,
                }}
              />
            ) : (
              <EmptyState title="Nothing failed for good">
                A task comes here after its last attempt, or at once when trying again cannot help. From here
                it is tried again with the very same request.
              </EmptyState>
            )
          }
        </QueryView>
      </div>
      {letters.hasNextPage ? (
        <Button
          className="mt-6"
          busy={letters.isFetchingNextPage}
          onClick={() => void letters.fetchNextPage()}
        >
          Show older ones
        </Button>
      ) : null}
      <BulkBar
        picked={picked}
        actions={['retry']}
        counting={bulk.counting}
        onAsk={bulk.ask}
        onClear={() => setPicked(NONE)}
      />
      {bulk.element}
      <TaskDrawer id={opened} onOpen={(id) => set({ task: id })} onClose={() => set({ task: undefined })} />
    </>
  )
}

type Group = DeadLetterGroups['groups'][number]
type GroupsProps = {
  chosen: { kind?: string | undefined; code?: string | undefined }
  onChoose: (group: Group | null) => void
}

/** The causes, the commonest first; each also the filter for its tasks. */
function Groups({ chosen, onChoose }: GroupsProps) {
  const groups = useDeadLetterGroups()
  if (!groups.data || groups.data.groups.length === 0) return null
  return (
    <ul aria-label="Causes" className="grid gap-x-8 border-hairline border-t sm:grid-cols-2 lg:grid-cols-3">
      {groups.data.groups.map((group) => {
        const pressed = chosen.kind === group.kind && chosen.code === group.code
        return (
          <li key={`${group.kind} ${group.code}`} className="border-hairline border-b">
            <button
              type="button"
              aria-pressed={pressed}
              onClick={() => onChoose(pressed ? null : group)}
              className={classNames(
                '-mx-2 grid w-[calc(100%+1rem)] grid-cols-[minmax(1.5rem,auto)_1fr] gap-x-4 rounded-md px-2 py-3 text-left transition-colors',
                pressed ? 'bg-accent-wash' : 'hover:bg-hover',
              )}
            >
              <span className="figures display row-span-2 text-2xl text-danger">{group.count}</span>
              <span className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-medium">{KIND_WORDS[group.kind]}</span>
                <code className="font-mono text-muted text-xs">{group.code}</code>
              </span>
              <span className="truncate text-sm text-soft" title={group.message ?? undefined}>
                {group.message ?? 'No words were kept.'}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function columns(open: (id: string) => void): Column<DeadLetter>[] {
  return [
    {
      head: 'Task',
      cell: (letter) => (
        <button
          type="button"
          onClick={() => open(letter.id)}
          className="font-medium after:absolute after:inset-0"
        >
          {KIND_WORDS[letter.kind]}
        </button>
      ),
    },
    {
      head: 'Why',
      grow: true,
      cell: (letter) => (
        <span title={letter.error?.message}>
          {letter.partial ? <span className="mr-2 font-medium text-warning">Partial</span> : null}
          <code className="mr-2 font-mono text-muted text-xs">{letter.error?.code}</code>
          {letter.error?.message}
        </span>
      ),
    },
    { head: 'Attempts', wide: true, align: 'right', cell: (letter) => letter.attempt },
    {
      head: 'Page',
      wide: true,
      cell: (letter) => <PageOfTask task={letter} linked />,
    },
    {
      head: 'Failed',
      align: 'right',
      wide: true,
      cell: (letter) => <RelativeTime at={letter.finishedAt ?? letter.createdAt} className="text-muted" />,
    },
    {
      head: 'Again',
      align: 'right',
      cell: (letter) =>
        letter.replay ? (
          <button
            type="button"
            onClick={() => open(letter.replay?.id ?? letter.id)}
            className="relative z-10 text-accent underline underline-offset-4"
          >
            {REPLAY_WORDS[letter.replay.status]}
          </button>
        ) : (
          <span className="relative z-10 inline-block">
            <JobActions
              onlyAgain
              task={letter}
              size="sm"
              onMade={(made) =>
                toast.note('Asked for again', { action: { label: 'Look', onClick: () => open(made.id) } })
              }
            />
          </span>
        ),
    },
  ]
}

const REPLAY_WORDS = {
  PENDING: 'Waits',
  RUNNING: 'Runs',
  COMPLETED: 'Succeeded',
  FAILED: 'Failed again',
  CANCELLED: 'Was cancelled',
} satisfies Record<NonNullable<DeadLetter['replay']>['status'], string>
