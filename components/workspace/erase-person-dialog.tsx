'use client'

import { z } from 'zod'
import type { Member } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { useErasePerson } from '../hooks/use-members.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'

type ErasePersonDialogProps = { person: Member; open: boolean; onOpenChange: (open: boolean) => void }

/** Asks for the address of whoever is to be erased: nobody types that by a slip. */
export function ErasePersonDialog({ person, open, onOpenChange }: ErasePersonDialogProps) {
  return (
    <Dialog title={`Erase ${person.name}?`} open={open} onOpenChange={onOpenChange}>
      <EraseForm person={person} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function EraseForm({ person, onDone }: { person: Member; onDone: () => void }) {
  const erase = useErasePerson(person.userId)
  const form = useForm(AddressOf(person), { email: '' })
  const send = form.submit(() => {
    if (erase.isPending) return
    erase.mutate(undefined, {
      onSuccess({ pages }) {
        const detail = pages > 0 ? { detail: `With ${pages === 1 ? 'one page' : `${pages} pages`}` } : {}
        toast.note(`${person.name} is erased`, detail)
        onDone()
      },
    })
  })

  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-5">
      <dl className="flex flex-col gap-3 text-soft">
        <div>
          <dt className="font-medium text-ink">What goes, for good</dt>
          <dd>
            The account with its name, address and picture, its sessions and API keys, jobs on text typed into
            forms, and the pages that nobody else was ever given.
          </dd>
        </div>
        <div>
          <dt className="font-medium text-ink">What stays</dt>
          <dd>
            What they wrote in shared pages, without a name. Shared pages that they owned become yours.
            Backups made before keep what they hold.
          </dd>
        </div>
      </dl>
      <TextField
        label={`Their e-mail, to be sure: ${person.email}`}
        type="text"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...form.field('email')}
      />
      {erase.isError ? <ProblemMessage error={erase.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" variant="danger" busy={erase.isPending}>
          Erase for good
        </Button>
      </div>
    </form>
  )
}

function AddressOf({ email }: Member) {
  const isTheirs = (typed: string) => typed.trim().toLowerCase() === email.toLowerCase()
  return z.object({ email: z.string().refine(isTheirs, `Type ${email} to go on`) })
}
