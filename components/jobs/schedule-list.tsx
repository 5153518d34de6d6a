'use client'

import { CalendarClock, Pause, Play, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRef, useState } from 'react'
import type { ScheduleView } from '#server/contracts/schedules.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { elementAt, useFocusAfter } from '../hooks/use-focus-after.ts'
import { useRemoveSchedule, useScheduleAction, useSchedules } from '../hooks/use-schedules.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { KIND_WORDS, STATUS_WORDS } from './job-words.ts'
import { rhythmWords } from './rhythm.ts'

/** What is repeated by itself; nothing at all where nothing is. */
export function ScheduleList({ titles }: { titles: ReadonlyMap<string, string> }) {
  const schedules = useSchedules()
  const [asked, setAsked] = useState<{ id: string; name: string; at: number }>()
  const [open, setOpen] = useState(false)
  const remove = useRemoveSchedule()
  const list = useRef<HTMLUListElement>(null)
  const focusAfter = useFocusAfter(schedules.data?.items.length ?? 0)
  /** The button of the row that was asked about, then of that which takes its place; of no row at all, the screen. */
  const place = () =>
    elementAt(list.current, '[data-remove]', asked?.at ?? 0) ?? document.getElementById('main')
  if (schedules.isPending) return null
  return (
    <QueryView query={schedules} loading={null}>
      {({ items }) =>
        items.length === 0 ? null : (
          <section aria-labelledby="schedules" className="mb-10">
            <h2 id="schedules" className="display mb-2 text-xl">
              Schedules
            </h2>
            <ul ref={list} className="border-hairline border-t">
              {items.map((schedule, at) => (
                <ScheduleRow
                  key={schedule.id}
                  schedule={schedule}
                  pageTitle={schedule.documentId ? titles.get(schedule.documentId) : undefined}
                  onRemove={(name) => {
                    setAsked({ id: schedule.id, name, at })
                    setOpen(true)
                  }}
                />
              ))}
            </ul>
            <ConfirmDialog
              open={open}
              onOpenChange={setOpen}
              title="Remove the schedule?"
              description={`${asked?.name}: nothing is asked for by it any more. The jobs that it asked for stay.`}
              action="Remove it"
              danger
              returnFocus={place}
              // By its promise: what `mutate` is told to do on an error is forgotten when the next one is removed.
              onConfirm={() => {
                focusAfter(place)
                if (asked) remove.mutateAsync(asked.id).catch(toastProblem)
              }}
            />
          </section>
        )
      }
    </QueryView>
  )
}

type ScheduleRowProps = {
  schedule: ScheduleView
  pageTitle: string | undefined
  onRemove: (name: string) => void
}

function ScheduleRow({ schedule, pageTitle, onRemove }: ScheduleRowProps) {
  const { id, kind, cron, timeZone, pausedAt, stopped } = schedule
  const rests = pausedAt !== null || stopped !== null
  const pause = useScheduleAction('pause')
  const resume = useScheduleAction('resume')
  const change = rests ? resume : pause
  // Two may do the same at the same time on different pages.
  const name = [KIND_WORDS[kind], rhythmWords(cron), pageTitle].filter(Boolean).join(', ')
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-hairline border-b py-3">
      <div className="flex min-w-0 gap-3">
        <CalendarClock aria-hidden="true" size={16} className="mt-1 shrink-0 text-muted" />
        <div className="min-w-0">
          <p>
            <span className="font-medium">{KIND_WORDS[kind]}</span>{' '}
            <span className="text-soft">{rhythmWords(cron)}</span>{' '}
            <span className="text-muted text-sm">{timeZone}</span>
            {pageTitle ? <span className="text-muted text-sm">, {pageTitle}</span> : null}
          </p>
          <p className="text-muted text-sm">
            <NextRuns schedule={schedule} /> <LastRun schedule={schedule} />
          </p>
        </div>
      </div>
      <div className="flex items-center gap-1 max-sm:pl-7">
        <Button
          size="sm"
          variant="quiet"
          busy={change.isPending}
          aria-label={`${rests ? 'Resume' : 'Pause'} ${name}`}
          onClick={() => change.mutate(id, { onError: toastProblem })}
        >
          {rests ? <Play aria-hidden="true" size={12} /> : <Pause aria-hidden="true" size={12} />}
          {rests ? 'Resume' : 'Pause'}
        </Button>
        <IconButton data-remove="" label={`Remove ${name}`} onClick={() => onRemove(name)}>
          <Trash2 aria-hidden="true" size={14} />
        </IconButton>
      </div>
    </li>
  )
}

function NextRuns({ schedule: { nextRuns, pausedAt, stopped } }: { schedule: ScheduleView }) {
  if (stopped) return <span className="text-warning">Stopped: {stopped}</span>
  if (pausedAt) return <span className="text-warning">Paused.</span>
  if (nextRuns.length === 0) return <>No run is to come.</>
  return (
    <>
      Next{' '}
      {nextRuns.map((at, index) => (
        <span key={at}>
          {index === 0 ? '' : index === nextRuns.length - 1 ? ' and ' : ', '}
          <RelativeTime at={at} />
        </span>
      ))}
      .
    </>
  )
}

function LastRun({ schedule: { last } }: { schedule: ScheduleView }) {
  if (!last) return <>Not run yet.</>
  return (
    <>
      Last <RelativeTime at={last.at} />
      {last.status ? (
        <>
          {': '}
          <Link href={`/jobs/${last.taskId}`} className="text-accent underline underline-offset-4">
            {STATUS_WORDS[last.status]}
          </Link>
        </>
      ) : null}
      .
    </>
  )
}
