'use client'

import { FirstRun, PASSWORD_MIN } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { useSetUp } from '../hooks/use-session.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { arrive } from './arrive.ts'
import { PasswordField } from './password-field.tsx'

/** The first run of a server: one form, then straight into the sample page. */
export function SetupForm() {
  const form = useForm(FirstRun, { name: '', email: '', password: '', workspaceName: '' })
  const setUp = useSetUp()

  const send = form.submit((body) =>
    setUp.mutate(body, { onSuccess: arrive, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <>
      <h1 className="display text-4xl">Thread the loom</h1>
      <p className="mt-3 text-lg text-soft">
        This server is new. Make its first account, which owns it, and name the place where your team will
        write.
      </p>
      <form noValidate onSubmit={send} className="mt-8 flex flex-col gap-4">
        <TextField label="Your name" autoComplete="name" {...form.field('name')} />
        <TextField label="E-mail" type="email" autoComplete="username" {...form.field('email')} />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          hint={`At least ${PASSWORD_MIN} characters. A sentence is fine.`}
          {...form.field('password')}
        />
        <TextField
          label="Workspace name"
          autoComplete="organization"
          hint="Your team, a project, a household."
          {...form.field('workspaceName')}
        />
        {setUp.isError ? <ProblemMessage error={setUp.error} /> : null}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="mt-2 self-start"
          busy={setUp.isPending || setUp.isSuccess}
        >
          Begin writing
        </Button>
      </form>
    </>
  )
}
