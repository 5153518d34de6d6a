'use client'

import Link from 'next/link'
import { AcceptInvitation, type InvitationOffer, PASSWORD_MIN } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { useAcceptInvitation } from '../hooks/use-session.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { arrive } from './arrive.ts'
import { PasswordField } from './password-field.tsx'

/** What the holder of a link is offered, and the account that accepts it. The address is the invitation's own and cannot be changed. */
export function AcceptInvitationForm({ token, offer }: { token: string; offer: InvitationOffer }) {
  const form = useForm(AcceptInvitation, { name: '', password: '' })
  const accept = useAcceptInvitation(token)

  const send = form.submit((body) =>
    accept.mutate(body, { onSuccess: arrive, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <>
      <p className="eyebrow">{offer.invitedBy ? `${offer.invitedBy} invites you` : 'You are invited'}</p>
      <h1 className="display mt-3 text-4xl">Join {offer.workspaceName}</h1>
      <form noValidate onSubmit={send} className="mt-8 flex flex-col gap-4">
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          readOnly
          value={offer.email}
          className="text-muted"
        />
        <TextField label="Your name" autoComplete="name" {...form.field('name')} />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          hint={`At least ${PASSWORD_MIN} characters. A sentence is fine.`}
          {...form.field('password')}
        />
        {accept.isError ? <ProblemMessage error={accept.error} /> : null}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="mt-2 self-start"
          busy={accept.isPending || accept.isSuccess}
        >
          Join
        </Button>
      </form>
      <p className="mt-8 text-muted text-sm">
        Already have an account?{' '}
        <Link href="/sign-in" className="text-accent underline underline-offset-4">
          Sign in
        </Link>
      </p>
    </>
  )
}
