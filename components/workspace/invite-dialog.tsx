'use client'

import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { CreateInvitation, type NewInvitation } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { useInvite } from '../hooks/use-members.ts'
import { UntilTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SecretBox } from '../ui/secret-box.tsx'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { TextField } from '../ui/text-field.tsx'

const ROLES = [
  { value: 'member', label: 'Member' },
  { value: 'guest', label: 'Guest' },
] as const

/** Asks for an address, then shows the link, which nobody can see again afterwards. */
export function InviteDialog() {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<NewInvitation | null>(null)

  function change(next: boolean): void {
    setOpen(next)
    if (next) setMade(null)
  }
  return (
    <Dialog
      title={made ? 'Send them this link' : 'Invite someone'}
      description={
        made
          ? `Only ${made.email} can use it, and it is shown this once.`
          : 'You get a link to hand over yourself; Weft sends no mail.'
      }
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="primary">
          <UserPlus aria-hidden="true" size={16} />
          Invite
        </Button>
      }
    >
      {made ? <InvitationLink made={made} onDone={() => change(false)} /> : <InviteForm onMade={setMade} />}
    </Dialog>
  )
}

function InviteForm({ onMade }: { onMade: (made: NewInvitation) => void }) {
  const form = useForm(CreateInvitation, { email: '', role: 'member' })
  const invite = useInvite()
  const role = form.field('role')
  const send = form.submit((body) =>
    invite.mutate(body, { onSuccess: onMade, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <TextField label="E-mail" type="email" autoComplete="off" {...form.field('email')} />
      <div className="flex flex-col items-start gap-2">
        <SegmentedControl
          label="Role"
          value={role.value === 'guest' ? 'guest' : 'member'}
          onChange={(value) => role.onChange({ target: { value } })}
          options={ROLES}
        />
        <p className="text-muted text-xs">
          Members see and write every page of the workspace; guests only those that are shared with them.
        </p>
      </div>
      {invite.isError ? <ProblemMessage error={invite.error} /> : null}
      <div className="mt-2 flex justify-end">
        <Button type="submit" variant="primary" busy={invite.isPending}>
          Make the link
        </Button>
      </div>
    </form>
  )
}

/** The link of an invitation, this once. */
export function InvitationLink({ made, onDone }: { made: NewInvitation; onDone: () => void }) {
  return (
    <SecretBox secret={made.link} label="Copy the link" onDone={onDone}>
      <p>
        It works until it is used, and at most until <UntilTime at={made.expiresAt} />.
      </p>
    </SecretBox>
  )
}
