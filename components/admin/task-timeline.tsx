import type { AdminTaskDetail } from '#server/contracts/admin.ts'
import type { TaskAttemptView } from '#server/contracts/tasks.ts'
import { duration } from '../jobs/job-words.ts'
import { clockText, fullText } from '../moment-words.ts'
import { classNames } from '../ui/class-names.ts'

const OUTCOMES = {
  completed: 'finished',
  retry: 'failed, to be tried again',
  failed: 'failed for good',
  cancelled: 'was cancelled',
  partial: 'ended with parts missing',
  'timed-out': 'ran out of time',
  'worker-lost': 'lost its worker',
} satisfies Record<NonNullable<TaskAttemptView['outcome']>, string>

type Moment = { at: string; text: string; note?: string | undefined; tone: 'plain' | 'good' | 'bad' | 'live' }

const DOT = { plain: 'bg-field', good: 'bg-success', bad: 'bg-danger', live: 'bg-accent animate-breathe' }

/** What happened to a job, in order: asked, each attempt with its outcome, done. */
export function TaskTimeline({ task }: { task: AdminTaskDetail }) {
  return (
    <ol className="flex flex-col gap-3">
      {moments(task).map((moment) => (
        <li key={`${moment.at} ${moment.text}`} className="grid grid-cols-[5.5rem_0.5rem_1fr] gap-3 text-sm">
          <time dateTime={moment.at} className="figures text-muted text-xs leading-5">
            {clockText(moment.at)}
          </time>
          <span aria-hidden="true" className={classNames('mt-1.5 size-2 rounded-full', DOT[moment.tone])} />
          <span>
            {moment.text}
            {moment.note ? <span className="block text-muted text-xs">{moment.note}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  )
}

function moments(task: AdminTaskDetail): Moment[] {
  const asked: Moment = { at: task.createdAt, text: 'Asked for', tone: 'plain' }
  return [asked, ...task.attempts.flatMap(ofAttempt), ...ofEnd(task)]
}

function ofAttempt(attempt: TaskAttemptView): Moment[] {
  const began: Moment = {
    at: attempt.startedAt,
    text: `Attempt ${attempt.attempt} began`,
    tone: attempt.endedAt ? 'plain' : 'live',
  }
  if (!attempt.endedAt || !attempt.outcome) return [began]
  const ms = Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt)
  return [
    began,
    {
      at: attempt.endedAt,
      text: `Attempt ${attempt.attempt} ${OUTCOMES[attempt.outcome]}, after ${duration(ms)}`,
      note: attempt.error?.message,
      tone: attempt.outcome === 'completed' ? 'good' : attempt.outcome === 'cancelled' ? 'plain' : 'bad',
    },
  ]
}

function ofEnd(task: AdminTaskDetail): Moment[] {
  if (task.status === 'PENDING' && task.attempt > 0)
    return [{ at: task.runAt, text: `Attempt ${task.attempt + 1} is due`, tone: 'live' }]
  if (task.status === 'PENDING' && task.runAt > task.createdAt)
    return [{ at: task.runAt, text: 'Planned to begin', note: fullText(new Date(task.runAt)), tone: 'live' }]
  if (task.status === 'CANCELLED' && task.finishedAt && task.attempts.length === 0)
    return [{ at: task.finishedAt, text: 'Cancelled before it began', tone: 'plain' }]
  return []
}
