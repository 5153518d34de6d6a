'use client'

import { SignIn } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { useSignIn } from '../hooks/use-session.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { arrive } from './arrive.ts'
import { PasswordField } from './password-field.tsx'

export function SignInForm() {
  const form = useForm(SignIn, { email: '', password: '' })
  const signIn = useSignIn()

  const send = form.submit((body) =>
    signIn.mutate(body, { onSuccess: arrive, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <>
      <h1 className="display text-4xl">Welcome back</h1>
      <p className="mt-3 text-lg text-soft">Sign in to pick up where you left off.</p>
      <form noValidate onSubmit={send} className="mt-8 flex flex-col gap-4">
        <TextField label="E-mail" type="email" autoComplete="username" {...form.field('email')} />
        <PasswordField label="Password" autoComplete="current-password" {...form.field('password')} />
        {signIn.isError ? <ProblemMessage error={signIn.error} /> : null}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="mt-2 self-start"
          busy={signIn.isPending || signIn.isSuccess}
        >
          Sign in
        </Button>
      </form>
      <p className="mt-8 max-w-[46ch] text-muted text-sm">
        No account yet? People join by an invitation link; ask an owner of your workspace for one.
      </p>
    </>
  )
}
