'use client'

import { ArrowRight, FileDown, Flag, Play, RotateCcw, Square } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { TaskView } from '#server/contracts/tasks.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useNow } from '../hooks/use-now.ts'
import { isLive, useTaskAction } from '../hooks/use-tasks.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'

type JobActionsProps = {
  task: TaskView
  size?: 'sm' | 'md'
  /** Told of the job that trying again made; without it, the browser goes there. */
  onMade?: (task: TaskView) => void
  /** The page is closed to the reader, and so is what came of it. */
  closed?: boolean
  /** Without what puts a result into its page: for lists of what failed. */
  onlyAgain?: boolean
}

/** What can be done with a job in its state; what cannot is not shown. */
export function JobActions({
  task,
  size = 'md',
  onMade,
  closed = false,
  onlyAgain = false,
}: JobActionsProps) {
  const router = useRouter()
  const now = useNow()
  const begin = useTaskAction('begin')
  const cancel = useTaskAction('cancel')
  const retry = useTaskAction('retry')
  const insert = useTaskAction('insert')
  const report = useTaskAction('wrong-hit')

  /** Until the browser is at the job that was made, where it goes there. */
  const isUnderWay = ({ isPending, isSuccess, variables }: typeof retry): boolean =>
    isPending || (isSuccess && !onMade && variables === task.id)
  const follow = {
    onSuccess: (made: TaskView) => (onMade ? onMade(made) : router.push(`/jobs/${made.id}`)),
    onError: toastProblem,
  }
  return (
    <div className="flex flex-wrap gap-2">
      {task.status === 'COMPLETED' && task.documentId && !task.inserted && !onlyAgain ? (
        <Button
          size={size}
          variant="primary"
          busy={insert.isPending}
          onClick={() =>
            insert.mutate(task.id, {
              onSuccess: () => toast.note('The result stands in the page, to accept or reject'),
              onError: toastProblem,
            })
          }
        >
          <FileDown aria-hidden="true" size={15} />
          Insert into page
        </Button>
      ) : null}
      {task.status === 'PENDING' && now !== null && Date.parse(task.runAt) > now && !onlyAgain ? (
        <Button
          size={size}
          busy={begin.isPending}
          onClick={() => begin.mutate(task.id, { onError: toastProblem })}
        >
          <Play aria-hidden="true" size={13} />
          Begin now
        </Button>
      ) : null}
      {task.status === 'FAILED' || task.status === 'CANCELLED' || closed || onlyAgain ? null : (
        <Link href={`/jobs/new?after=${task.id}`} className={buttonClass({ size })}>
          <ArrowRight aria-hidden="true" size={14} />
          Then ...
        </Link>
      )}
      {isLive(task) ? (
        <Button
          size={size}
          busy={cancel.isPending || task.cancelRequested}
          onClick={() => cancel.mutate(task.id, { onError: toastProblem })}
        >
          <Square aria-hidden="true" size={13} />
          Cancel
        </Button>
      ) : (
        <Button
          size={size}
          busy={isUnderWay(retry)}
          // Each asks anew: of two at once the later answer would take the place of the other.
          disabled={isUnderWay(report)}
          onClick={() => retry.mutate(task.id, follow)}
        >
          <RotateCcw aria-hidden="true" size={14} />
          {againWords(task)}
        </Button>
      )}
      {task.status === 'COMPLETED' && task.answer?.similar && !onlyAgain ? (
        <Button
          size={size}
          variant="quiet"
          busy={isUnderWay(report)}
          disabled={isUnderWay(retry)}
          onClick={() => report.mutate(task.id, follow)}
        >
          <Flag aria-hidden="true" size={13} />
          Not what I asked
        </Button>
      ) : null}
    </div>
  )
}

// After a partial answer only what is missing is asked for; after an answer the providers are asked anew, past the cache; after a failure the same is simply tried once more.
function againWords(task: TaskView): string {
  if (task.partial) return 'Try the missing parts'
  if (task.status !== 'COMPLETED') return 'Try again'
  return task.answer?.cache === 'hit' || task.answer?.cache === 'stale' ? 'Fresh answer' : 'Run again'
}
