'use client'

import Link from 'next/link'
import type { ComponentProps, FormEvent, ReactNode } from 'react'
import { PASSWORD_MIN } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { Button } from '../ui/button.tsx'
import { DoorTitle } from './door-title.tsx'
import { PasswordField } from './password-field.tsx'

type DoorFormProps = {
  title: string
  eyebrow?: string
  lead?: ReactNode
  /** The verb of what will happen. */
  action: string
  sending: { isPending: boolean; isSuccess: boolean; isError: boolean; error: unknown }
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
  children: ReactNode
  /** What else one may have come for. */
  footer?: ReactNode
}

/** The one shape of the forms before one is in. Once sent with success it stays busy: the browser is on its way elsewhere. */
export function DoorForm({
  title,
  eyebrow,
  lead,
  action,
  sending,
  onSubmit,
  children,
  footer,
}: DoorFormProps) {
  return (
    <>
      <DoorTitle title={title} eyebrow={eyebrow}>
        {lead}
      </DoorTitle>
      <form noValidate onSubmit={onSubmit} className="mt-8 flex flex-col gap-4">
        {children}
        {sending.isError ? <ProblemMessage error={sending.error} /> : null}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="mt-2 self-start"
          busy={sending.isPending || sending.isSuccess}
        >
          {action}
        </Button>
      </form>
      {footer ? (
        <div className="mt-8 flex max-w-[46ch] flex-col gap-2 text-muted text-sm">{footer}</div>
      ) : null}
    </>
  )
}

/** A password that is chosen here, with what it must be. */
export function NewPasswordField(
  props: Omit<ComponentProps<typeof PasswordField>, 'label'> & { label?: string },
) {
  return (
    <PasswordField
      label="Password"
      autoComplete="new-password"
      hint={`At least ${PASSWORD_MIN} characters. A sentence is fine.`}
      {...props}
    />
  )
}

export function DoorLink({
  href,
  children,
}: {
  href: '/sign-in' | '/sign-up' | '/forgot-password'
  children: ReactNode
}) {
  return (
    <Link href={href} className="text-accent underline underline-offset-4">
      {children}
    </Link>
  )
}
