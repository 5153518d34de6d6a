'use client'

import { useEffect, useRef } from 'react'
import type { KindCap } from '#server/contracts/admin.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useSetCap } from '../hooks/use-admin-tasks.ts'
import { useForm } from '../hooks/use-form.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { CapFields } from './cap-words.ts'

/** What a dialog is about: one kind, or the jobs of each person together. */
export type CapSubject = { kind: TaskKind | null; cap: KindCap }

type CapDialogProps = {
  subject: CapSubject | null
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Asks how many jobs may be under way at a time. An empty field is no limit. */
export function CapDialog({ subject, open, onOpenChange }: CapDialogProps) {
  if (!subject) return null
  return (
    <Dialog
      title={subject.kind ? `Limit ${KIND_WORDS[subject.kind]}` : 'Limit each person'}
      description="What runs goes on. What is asked for beyond the limit waits, people in turn, and says so."
      open={open}
      onOpenChange={onOpenChange}
    >
      <CapForm subject={subject} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function CapForm({ subject: { kind, cap }, onDone }: { subject: CapSubject; onDone: () => void }) {
  const form = useForm(CapFields, {
    total: cap.total?.toString() ?? '',
    perPerson: cap.perPerson?.toString() ?? '',
  })
  const set = useSetCap()
  const shown = useRef(false)
  useEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
    }
  }, [])

  /** Whoever has closed the dialog meanwhile is told of a failure all the same, and keeps the one that is open then. */
  async function save(limits: KindCap): Promise<void> {
    try {
      await set.mutateAsync({ kind, ...limits })
      if (shown.current) onDone()
    } catch (error) {
      if (!shown.current) toastProblem(error)
      else form.takeFaults(error)
    }
  }

  const send = form.submit((limits) => void save(limits))
  const look = { inputMode: 'numeric', className: 'figures max-w-32', placeholder: 'No limit' } as const
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      {kind ? <TextField label="At a time, of all people" {...look} {...form.field('total')} /> : null}
      <TextField
        label={kind ? 'At a time, of one person' : 'Jobs at a time, of every kind together'}
        {...look}
        {...form.field('perPerson')}
      />
      {set.isError ? <ProblemMessage error={set.error} /> : null}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={set.isPending}>
          Set the limit
        </Button>
      </div>
    </form>
  )
}
