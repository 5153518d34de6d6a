'use client'

import { FirstRun } from '#server/contracts/accounts.ts'
import { useForm } from '../hooks/use-form.ts'
import { useSetUp } from '../hooks/use-session.ts'
import { TextField } from '../ui/text-field.tsx'
import { arrive } from './arrive.ts'
import { DoorForm, NewPasswordField } from './door-form.tsx'

/** The first run of a server: one form, then straight into the sample page. */
export function SetupForm() {
  const form = useForm(FirstRun, { name: '', email: '', password: '', workspaceName: '' })
  const setUp = useSetUp()

  const send = form.submit((body) =>
    setUp.mutate(body, { onSuccess: arrive, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <DoorForm
      title="Thread the loom"
      lead="This server is new. Make its first account, which owns it, and name the place where your team will write."
      action="Begin writing"
      sending={setUp}
      onSubmit={send}
    >
      <TextField label="Your name" autoComplete="name" {...form.field('name')} />
      <TextField label="E-mail" type="email" autoComplete="username" {...form.field('email')} />
      <NewPasswordField {...form.field('password')} />
      <TextField
        label="Workspace name"
        autoComplete="organization"
        hint="Your team, a project, a household."
        {...form.field('workspaceName')}
      />
    </DoorForm>
  )
}
