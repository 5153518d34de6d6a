'use client'

import { Square } from 'lucide-react'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { useTask, useTaskAction } from '../../hooks/use-tasks.ts'
import { Button } from '../../ui/button.tsx'
import { writingWords } from './result-words.ts'

/** Below what a job writes: what it does at this moment, and how it is stopped. Visitors see no job, and so are told of none. */
export function WritingFoot({ taskId, editable }: { taskId: string | undefined; editable: boolean }) {
  if (!taskId) return <span className="text-muted text-sm">Being written</span>
  return (
    <>
      {editable ? <Stop taskId={taskId} /> : null}
      <WritingState taskId={taskId} />
    </>
  )
}

/** Cancels the job; what it has written stays. */
function Stop({ taskId }: { taskId: string }) {
  const cancel = useTaskAction('cancel')
  return (
    <Button
      size="sm"
      variant="quiet"
      busy={cancel.isPending || cancel.isSuccess}
      onClick={() => cancel.mutate(taskId, { onError: toastProblem })}
    >
      <Square aria-hidden="true" size={11} className="fill-current" />
      Stop
    </Button>
  )
}

/** What the job does also where it does nothing: between two tries. */
function WritingState({ taskId }: { taskId: string }) {
  const task = useTask(taskId)
  return (
    <span role="status" className="text-muted text-sm">
      {writingWords(task.data)}
    </span>
  )
}

/** Why a job failed, behind the words that say that it did. */
export function WhyFailed({ taskId }: { taskId: string }) {
  const message = useTask(taskId).data?.error?.message
  return message ? ` ${message}` : null
}
