import { Ban, Check, CircleDashed, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TaskView } from '#server/contracts/tasks.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { STATUS_WORDS } from './job-words.ts'

const LOOK: Record<TaskView['status'], { tone: Tone; icon: ReactNode }> = {
  PENDING: { tone: 'neutral', icon: <CircleDashed aria-hidden="true" size={12} /> },
  RUNNING: { tone: 'accent', icon: <Spinner size={12} /> },
  COMPLETED: { tone: 'success', icon: <Check aria-hidden="true" size={12} /> },
  FAILED: { tone: 'danger', icon: <X aria-hidden="true" size={12} /> },
  CANCELLED: { tone: 'neutral', icon: <Ban aria-hidden="true" size={12} /> },
}

type JobStatusBadgeProps = { status: TaskView['status']; cancelRequested?: boolean; retrying?: boolean }

/** Where a job stands, in one word. A waiting job that was tried before says so, and so does one that is about to stop. */
export function JobStatusBadge({ status, cancelRequested = false, retrying = false }: JobStatusBadgeProps) {
  const { tone, icon } = LOOK[status]
  const stopping = cancelRequested && (status === 'RUNNING' || status === 'PENDING')
  const word = stopping
    ? 'Stopping'
    : status === 'PENDING' && retrying
      ? 'Trying again'
      : STATUS_WORDS[status]
  return (
    <Badge tone={stopping ? 'warning' : tone} icon={icon}>
      {word}
    </Badge>
  )
}
