'use client'

import Link from 'next/link'
import { RequestPasswordReset } from '#server/contracts/password-reset.ts'
import { useForm } from '../hooks/use-form.ts'
import { useRequestPasswordReset } from '../hooks/use-session.ts'
import { buttonClass } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { DoorForm, DoorLink } from './door-form.tsx'
import { DoorTitle } from './door-title.tsx'
import { LinkEnded } from './link-ended.tsx'

/** The way to a new password: by mail, or, where this server sends none, by an owner. */
export function ForgotPassword({ mail }: { mail: boolean }) {
  const form = useForm(RequestPasswordReset, { email: '' })
  const request = useRequestPasswordReset()
  if (!mail) return <AskAnOwner />
  if (request.isSuccess) return <Sent email={form.values.email} onAgain={request.reset} />
  return (
    <DoorForm
      title="Choose a new password"
      lead="Give your address, and we mail you a link. It works once, within an hour."
      action="Mail me a link"
      sending={request}
      onSubmit={form.submit((body) => request.mutate(body))}
      footer={
        <p>
          Remembered it? <DoorLink href="/sign-in">Sign in</DoorLink>
        </p>
      }
    >
      <TextField label="E-mail" type="email" autoComplete="username" {...form.field('email')} />
    </DoorForm>
  )
}

function AskAnOwner() {
  return (
    <LinkEnded title="Choose a new password">
      <p>This server sends no mail. Ask an owner of your workspace: they can hand you a link.</p>
      <p>
        They find it under <strong className="font-medium text-ink">Members</strong>, in the menu beside your
        name. The link works once, within an hour.
      </p>
    </LinkEnded>
  )
}

function Sent({ email, onAgain }: { email: string; onAgain: () => void }) {
  return (
    <div role="status">
      <DoorTitle title="Look into your mail">
        <p>
          If there is an account for <strong className="font-medium text-ink">{email}</strong>, a link is on
          its way. It works once, within an hour.
        </p>
        <p className="text-base">
          Nothing there after a few minutes? Look among the unwanted mail,{' '}
          <button type="button" onClick={onAgain} className="text-accent underline underline-offset-4">
            try again
          </button>
          , or ask an owner of your workspace for a link.
        </p>
      </DoorTitle>
      <div className="mt-8">
        <Link href="/sign-in" className={buttonClass({ variant: 'outline', size: 'lg' })}>
          Back to sign in
        </Link>
      </div>
    </div>
  )
}
