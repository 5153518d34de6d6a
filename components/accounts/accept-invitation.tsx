'use client'

import { AcceptInvitation, type InvitationOffer } from '#server/contracts/accounts.ts'
import { useForm } from '../hooks/use-form.ts'
import { useAcceptInvitation } from '../hooks/use-session.ts'
import { TextField } from '../ui/text-field.tsx'
import { arrive } from './arrive.ts'
import { DoorForm, DoorLink, NewPasswordField } from './door-form.tsx'

/** What the holder of a link is offered, and the account that accepts it. The address is the invitation's own and cannot be changed. */
export function AcceptInvitationForm({ token, offer }: { token: string; offer: InvitationOffer }) {
  const form = useForm(AcceptInvitation, { name: '', password: '' })
  const accept = useAcceptInvitation(token)

  const send = form.submit((body) =>
    accept.mutate(body, { onSuccess: arrive, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <DoorForm
      eyebrow={offer.invitedBy ? `${offer.invitedBy} invites you` : 'You are invited'}
      title={`Join ${offer.workspaceName}`}
      action="Join"
      sending={accept}
      onSubmit={send}
      footer={
        <p>
          Already have an account? <DoorLink href="/sign-in">Sign in</DoorLink>
        </p>
      }
    >
      <KnownAddress email={offer.email} />
      <TextField label="Your name" autoComplete="name" {...form.field('name')} />
      <NewPasswordField {...form.field('password')} />
    </DoorForm>
  )
}

/** The address that a link was made for: shown, kept by password managers, and not to be changed. */
export function KnownAddress({ email }: { email: string }) {
  return (
    <TextField
      label="E-mail"
      type="email"
      autoComplete="username"
      readOnly
      value={email}
      className="text-muted"
    />
  )
}
