'use client'

import { SignIn } from '#server/contracts/accounts.ts'
import type { RegistrationMode } from '#server/contracts/workspace.ts'
import { useForm } from '../hooks/use-form.ts'
import { useSignIn } from '../hooks/use-session.ts'
import { TextField } from '../ui/text-field.tsx'
import { arrive } from './arrive.ts'
import { DoorForm, DoorLink } from './door-form.tsx'
import { PasswordField } from './password-field.tsx'

/** The way in for whoever has an account, and how one gets an account here. */
export function SignInForm({ registration }: { registration: RegistrationMode }) {
  const form = useForm(SignIn, { email: '', password: '' })
  const signIn = useSignIn()

  const send = form.submit((body) =>
    signIn.mutate(body, { onSuccess: arrive, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <DoorForm
      title="Welcome back"
      lead="Sign in to pick up where you left off."
      action="Sign in"
      sending={signIn}
      onSubmit={send}
      footer={
        <>
          <p>
            <DoorLink href="/forgot-password">Forgot your password?</DoorLink>
          </p>
          <HowToJoin registration={registration} />
        </>
      }
    >
      <TextField label="E-mail" type="email" autoComplete="username" {...form.field('email')} />
      <PasswordField label="Password" autoComplete="current-password" {...form.field('password')} />
    </DoorForm>
  )
}

function HowToJoin({ registration }: { registration: RegistrationMode }) {
  switch (registration) {
    case 'open':
      return (
        <p>
          No account yet? <DoorLink href="/sign-up">Make one</DoorLink>
        </p>
      )
    case 'invitation':
      return <p>No account yet? People join by an invitation link; ask an owner of your workspace for one.</p>
    case 'closed':
      return <p>This workspace takes nobody in at the moment.</p>
  }
}
