'use client'

import { type FormEvent, useState } from 'react'
import { CAP_MAX, type KindCap } from '#server/contracts/admin.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useSetCap } from '../hooks/use-admin-tasks.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { readLimit } from './cap-words.ts'

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
  const [total, setTotal] = useState(cap.total?.toString() ?? '')
  const [perPerson, setPerPerson] = useState(cap.perPerson?.toString() ?? '')
  const [tried, setTried] = useState(false)
  const set = useSetCap()
  const limits = { total: readLimit(total), perPerson: readLimit(perPerson) }
  const fault = (limit: number | null | undefined) =>
    tried && limit === undefined ? `A whole number from 1 to ${CAP_MAX}, or nothing` : undefined

  function send(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (limits.total === undefined || limits.perPerson === undefined) return
    set.mutate({ kind, total: limits.total, perPerson: limits.perPerson }, { onSuccess: onDone })
  }

  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      {kind ? (
        <TextField
          label="At a time, of all people"
          inputMode="numeric"
          className="figures max-w-32"
          placeholder="No limit"
          value={total}
          fault={fault(limits.total)}
          onChange={(event) => setTotal(event.target.value)}
        />
      ) : null}
      <TextField
        label={kind ? 'At a time, of one person' : 'Jobs at a time, of every kind together'}
        inputMode="numeric"
        className="figures max-w-32"
        placeholder="No limit"
        value={perPerson}
        fault={fault(limits.perPerson)}
        onChange={(event) => setPerPerson(event.target.value)}
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
