'use client'

import type { ReactNode } from 'react'
import type { TaskView } from '#server/contracts/tasks.ts'
import { useNow } from '../hooks/use-now.ts'
import { isPlanned } from '../hooks/use-tasks.ts'
import { RelativeTime } from '../relative-time.tsx'
import { duration } from './job-words.ts'

// Below this nobody needs to be told: the job begins while they read it.
const LONG_WAIT_SECONDS = 10

/** What a job may wait for. */
type Waits =
  | 'paused'
  | 'waits'
  | 'queued'
  | 'cap'
  | 'behind'
  | 'priority'
  | 'waitSeconds'
  | 'attempt'
  | 'runAt'

/** How far a job is. Without a figure yet, a thread runs to and fro; one that waits shows no bar at all. */
export function JobProgress({ task }: { task: Pick<TaskView, 'status' | 'progress' | 'createdAt' | Waits> }) {
  const now = useNow()
  if (task.status === 'PENDING')
    return (
      <p aria-live="polite" className="text-sm text-soft">
        {waitingWords(task, isPlanned(task, now))}
      </p>
    )
  const percent = percentDone(task)
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="relative h-1 overflow-hidden rounded-full bg-hairline"
      >
        {percent === undefined ? (
          // Standing still it must not look like a figure, so without motion it is the whole bar, faint.
          <span className="absolute inset-y-0 w-2/5 animate-shuttle rounded-full bg-accent motion-reduce:w-full motion-reduce:opacity-30" />
        ) : (
          <svg
            aria-hidden="true"
            className="absolute inset-0 size-full"
            preserveAspectRatio="none"
            viewBox="0 0 100 1"
          >
            <rect width={percent} height="1" fill="var(--accent)" />
          </svg>
        )}
      </div>
      <p aria-live="polite" className="mt-2 flex justify-between gap-4 text-sm text-soft">
        <span>{task.progress?.note ?? 'At work'}</span>
        {percent === undefined ? null : <span className="figures text-muted">{percent} %</span>}
      </p>
    </div>
  )
}

/** How much of a job is done, as people say it; undefined without a figure yet. */
export function percentDone({ progress }: Pick<TaskView, 'progress'>): number | undefined {
  return progress && progress.done > 0 ? Math.round(progress.done * 100) : undefined
}

/** What a job waits for; `planned` where that is the time that it was asked to begin at. */
export function waitingWords(
  { paused, waits, queued, cap, behind, priority, waitSeconds, attempt, runAt }: Pick<TaskView, Waits>,
  planned: boolean,
): ReactNode {
  if (paused) return 'Jobs of this kind are paused; this one begins when an owner resumes them'
  if (waits) return 'Waits for other jobs to finish first'
  if (planned)
    return (
      <>
        Begins <RelativeTime at={runAt} />
      </>
    )
  if (queued) return roomWords(cap)
  if (behind) return 'Waits behind jobs that people wait for: there are many at the moment'
  if (priority === 'first') return 'Put first by an owner; begins with the next free worker'
  if (priority === 'low') return 'Can wait: begins when no other job is ready'
  if (attempt > 0) return 'The last attempt failed; the next one is due soon'
  return waitSeconds === null || waitSeconds < LONG_WAIT_SECONDS
    ? 'Waiting for a free worker'
    : `Waiting for a free worker; jobs wait about ${duration(waitSeconds * 1000)} at the moment`
}

/** Why a job waits for room; in lists it is not known which limit it is. */
function roomWords(cap: TaskView['cap']): string {
  if (!cap) return 'Waits its turn: as many as may run at a time are under way'
  if (cap.of === 1)
    return cap.whose === 'person'
      ? 'Waits its turn: each person may have one job under way at a time'
      : 'Waits its turn: one job of this kind may be under way at a time'
  const counted = `${cap.running} of ${cap.of}`
  return cap.whose === 'person'
    ? `Waits its turn: ${counted} jobs that one person may have at a time are under way`
    : `Waits its turn: ${counted} jobs of this kind are under way`
}
