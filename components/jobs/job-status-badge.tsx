'use client'

import { Ban, CalendarClock, Check, CircleDashed, CircleSlash2, Pause, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TaskView } from '#server/contracts/tasks.ts'
import { useNow } from '../hooks/use-now.ts'
import { isPlanned } from '../hooks/use-tasks.ts'
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

/** Where a job stands, in one word. A waiting job says whether it was tried before, is paused or has a time to begin at, a running one that it is about to stop. */
export function JobStatusBadge({ task }: { task: JobStanding }) {
  const now = useNow()
  const { word, tone, icon } = look(task, isPlanned(task, now))
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  )
}

type JobStanding = Pick<
  TaskView,
  'status' | 'cancelRequested' | 'attempt' | 'paused' | 'partial' | 'runAt' | 'createdAt'
>

function look(
  { status, cancelRequested, attempt, paused, partial }: JobStanding,
  planned: boolean,
): { word: string; tone: Tone; icon: ReactNode } {
  const plain = { ...LOOK[status], word: STATUS_WORDS[status] }
  if (cancelRequested && (status === 'RUNNING' || status === 'PENDING'))
    return { ...plain, tone: 'warning', word: 'Stopping' }
  if (partial && status === 'COMPLETED')
    return { tone: 'warning', icon: <CircleSlash2 aria-hidden="true" size={12} />, word: 'Partial' }
  if (status !== 'PENDING') return plain
  if (paused) return { tone: 'warning', icon: <Pause aria-hidden="true" size={12} />, word: 'Paused' }
  if (attempt > 0) return { ...plain, word: 'Trying again' }
  return planned ? { ...plain, icon: <CalendarClock aria-hidden="true" size={12} />, word: 'Planned' } : plain
}
