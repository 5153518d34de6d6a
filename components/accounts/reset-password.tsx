'use client'

import Link from 'next/link'
import { useEffect, useState } from 'react'
import { type PasswordResetOffer, UsePasswordReset } from '#server/contracts/password-reset.ts'
import { ApiProblem } from '../api-client.ts'
import { ProblemMessage, sentenceOf } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { usePasswordResetOffer, useUsePasswordReset } from '../hooks/use-session.ts'
import { buttonClass } from '../ui/button.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { KnownAddress } from './accept-invitation.tsx'
import { DoorForm, DoorLink, NewPasswordField } from './door-form.tsx'
import { DoorTitle } from './door-title.tsx'
import { LinkEnded } from './link-ended.tsx'

const NewPassword = UsePasswordReset.pick({ password: true })

/**
 * Where a link to reset a password leads. Its token stands behind `#`: it is taken out of the address at once, so that it
 * stays in no history, and goes to the server in the body of a request only.
 */
export function ResetPassword() {
  const [token, setToken] = useState<string>()
  const offer = usePasswordResetOffer(token)

  useEffect(() => {
    const { hash, pathname } = window.location
    // Rendered twice in development; the second time the address is clean already.
    if (hash.length > 1) setToken(hash.slice(1))
    else setToken((known) => known ?? '')
    window.history.replaceState(window.history.state, '', pathname)
  }, [])

  if (token && offer.data) return <ChoosePassword token={token} offer={offer.data} />
  if (offer.isError && !isOver(offer.error))
    return (
      <>
        <DoorTitle title="Choose a new password" />
        <div className="mt-8">
          <ProblemMessage error={offer.error} onRetry={() => void offer.refetch()} />
        </div>
      </>
    )
  if (token === '' || offer.isError) return <Ended message={offer.isError ? sentenceOf(offer.error) : null} />
  return (
    <>
      <DoorTitle title="Choose a new password" />
      <div className="mt-8">
        <SkeletonRows rows={2} label="Loading what the link is for" />
      </div>
    </>
  )
}

/** The server's refusals of a token; anything else may go by itself. */
function isOver(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === 'gone' || error.code === 'invalid-input')
}

function Ended({ message }: { message: string | null }) {
  return (
    <LinkEnded title={message ? 'This link has ended' : 'Part of this link is missing'}>
      <p>{message ?? 'Open it again, whole, from where it was sent to you.'}</p>
      <p>
        A link works once, within an hour. <DoorLink href="/forgot-password">Ask for a new one</DoorLink>.
      </p>
    </LinkEnded>
  )
}

function ChoosePassword({ token, offer }: { token: string; offer: PasswordResetOffer }) {
  const form = useForm(NewPassword, { password: '' })
  const use = useUsePasswordReset()
  if (use.isSuccess)
    return (
      <div role="status">
        <DoorTitle title="That is your password now">
          <p>You were signed out everywhere, so that nobody who knew the old one is still in.</p>
        </DoorTitle>
        <div className="mt-8">
          <Link href="/sign-in" className={buttonClass({ variant: 'primary', size: 'lg' })}>
            Sign in
          </Link>
        </div>
      </div>
    )
  if (use.isError && isOver(use.error)) return <Ended message={sentenceOf(use.error)} />
  return (
    <DoorForm
      title="Choose a new password"
      lead="You will be signed out everywhere else."
      action="Set the password"
      sending={use}
      onSubmit={form.submit(({ password }) => use.mutate({ token, password }))}
    >
      <KnownAddress email={offer.email} />
      <NewPasswordField label="New password" {...form.field('password')} />
    </DoorForm>
  )
}
