'use client'

import { RotateCcw, Sparkles, Square, TriangleAlert, X } from 'lucide-react'
import Link from 'next/link'
import type { CSSProperties, ReactNode } from 'react'
import type { TaskView } from '#server/contracts/tasks.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { useNow } from '../../hooks/use-now.ts'
import { isPlanned, useTaskAction } from '../../hooks/use-tasks.ts'
import { percentDone, waitingWords } from '../../jobs/job-progress.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { resultName } from '../job-result/result-words.ts'

type ExpectedLineProps = {
  task: TaskView
  /** May cancel it, and try it again. */
  mayManage: boolean
  onDismiss: () => void
  /** Told before the line goes, or what was pressed in it. */
  onLeave: () => void
}

/** One line for a job whose result is to come here: what it waits for, how far it is, or why nothing comes. */
export function ExpectedLine({ task, mayManage, onDismiss, onLeave }: ExpectedLineProps) {
  const name = resultName(task.kind)
  const failed = task.status === 'FAILED'
  const Sign = failed ? TriangleAlert : Sparkles
  return (
    <fieldset className="expected-line" data-status={task.status} aria-label={`${name}, ${stateWords(task)}`}>
      <Sign aria-hidden="true" size={14} className="expected-line-sign" />
      <span role="status" className="sr-only">
        {`${name}: ${stateWords(task)}`}
      </span>
      <p>
        <Link href={`/jobs/${task.id}`} className="expected-line-name">
          {name}
        </Link>
        {failed ? ' failed · ' : ' · '}
        <DetailWords task={task} />
      </p>
      <span className="expected-line-acts">
        {mayManage ? (
          failed ? (
            <TryAgain taskId={task.id} onLeave={onLeave} />
          ) : (
            <Cancel task={task} name={name} onLeave={onLeave} />
          )
        ) : null}
        {failed ? (
          <IconButton
            label={`Dismiss: ${name} failed`}
            title="Dismiss"
            size="xs"
            onClick={() => {
              onLeave()
              onDismiss()
            }}
          >
            <X aria-hidden="true" size={14} />
          </IconButton>
        ) : null}
      </span>
      {task.status === 'RUNNING' ? <Thread percent={percentDone(task)} /> : null}
    </fieldset>
  )
}

/** What a screen reader is told of, once each. */
function stateWords({ status, cancelRequested }: TaskView): string {
  if (status === 'FAILED') return 'failed'
  if (cancelRequested) return 'stopping'
  return status === 'RUNNING' ? 'being worked on' : 'waiting'
}

function DetailWords({ task }: { task: TaskView }): ReactNode {
  const now = useNow()
  if (task.status === 'FAILED') return task.error?.message ?? 'The job failed.'
  if (task.cancelRequested) return 'Stopping'
  if (task.status === 'PENDING') return waitingWords(task, isPlanned(task, now))
  const percent = percentDone(task)
  return (
    <>
      {task.progress?.note || 'At work'}
      {percent === undefined ? null : <span className="figures"> · {percent} %</span>}
    </>
  )
}

/** How far a job is; without a figure yet, a thread that runs to and fro. */
function Thread({ percent }: { percent: number | undefined }) {
  if (percent === undefined) return <span aria-hidden="true" className="job-result-shuttle" />
  return (
    <span
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="expected-line-thread"
      style={{ '--done': `${percent}%` } as CSSProperties}
    />
  )
}

function Cancel({ task, name, onLeave }: { task: TaskView; name: string; onLeave: () => void }) {
  const cancel = useTaskAction('cancel')
  return (
    <Button
      size="sm"
      variant="quiet"
      aria-label={`Cancel: ${name}`}
      busy={cancel.isPending || task.cancelRequested}
      onClick={() => cancel.mutate(task.id, { onSuccess: onLeave, onError: toastProblem })}
    >
      <Square aria-hidden="true" size={11} className="fill-current" />
      Cancel
    </Button>
  )
}

function TryAgain({ taskId, onLeave }: { taskId: string; onLeave: () => void }) {
  const retry = useTaskAction('retry')
  return (
    <Button
      size="sm"
      variant="quiet"
      busy={retry.isPending || retry.isSuccess}
      onClick={() => retry.mutate(taskId, { onSuccess: onLeave, onError: toastProblem })}
    >
      <RotateCcw aria-hidden="true" size={14} />
      Try again
    </Button>
  )
}
