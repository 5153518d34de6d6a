'use client'

import { useState } from 'react'
import type { Member } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useMe } from '../hooks/use-me.ts'
import { useMembers, useRemoveMember } from '../hooks/use-members.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.tsx'

type RemoveMemberDialogProps = { person: Member; open: boolean; onOpenChange: (open: boolean) => void }

/** Asks who takes over the pages of somebody who goes. */
export function RemoveMemberDialog({ person, open, onOpenChange }: RemoveMemberDialogProps) {
  return (
    <Dialog
      title={`Remove ${person.name}?`}
      description="They lose every page at once; their API keys and the links that they made end. What they wrote stays, under their name."
      open={open}
      onOpenChange={onOpenChange}
    >
      <RemoveForm person={person} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function RemoveForm({ person, onDone }: { person: Member; onDone: () => void }) {
  const myId = useMe().data?.id
  const [heir, setHeir] = useState(myId ?? null)
  const members = useMembers().data ?? []
  const remove = useRemoveMember(person.userId)
  const heirs = members
    .filter(({ userId, role, suspended }) => userId !== person.userId && role !== 'guest' && !suspended)
    .map(({ userId, name, email }) => ({
      value: userId,
      label: userId === myId ? `${name} (you)` : name,
      hint: email,
    }))
  return (
    <div className="flex flex-col gap-4">
      <Select label="Their own pages go to" value={heir} onChange={setHeir} options={heirs} />
      {remove.isError ? <ProblemMessage error={remove.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button
          variant="danger"
          busy={remove.isPending}
          onClick={() =>
            remove.mutate(heir === null ? {} : { heir }, {
              onSuccess() {
                toast.note(`${person.name} is no longer a member`)
                onDone()
              },
            })
          }
        >
          Remove
        </Button>
      </div>
    </div>
  )
}
