'use client'

import { Register } from '#server/contracts/workspace.ts'
import { ApiProblem } from '../api-client.ts'
import { useForm } from '../hooks/use-form.ts'
import { useRegister } from '../hooks/use-session.ts'
import { TextField } from '../ui/text-field.tsx'
import { arrive } from './arrive.ts'
import { DoorForm, DoorLink, NewPasswordField } from './door-form.tsx'

/** An account for anybody, where the owners have opened the workspace. */
export function SignUpForm({ workspaceName }: { workspaceName: string }) {
  const form = useForm(Register, { name: '', email: '', password: '' })
  const register = useRegister()
  const known = register.error instanceof ApiProblem && register.error.code === 'sign-in-required'

  const send = form.submit((body) =>
    register.mutate(body, { onSuccess: arrive, onError: (error) => form.takeFaults(error) }),
  )
  return (
    <DoorForm
      eyebrow="Open to everybody"
      title={`Join ${workspaceName}`}
      lead="You see and write every page that the workspace shares."
      action="Make my account"
      sending={known ? { ...register, isError: false } : register}
      onSubmit={send}
      footer={
        <p>
          Already have an account? <DoorLink href="/sign-in">Sign in</DoorLink>
        </p>
      }
    >
      <TextField label="Your name" autoComplete="name" {...form.field('name')} />
      <TextField label="E-mail" type="email" autoComplete="username" {...form.field('email')} />
      <NewPasswordField {...form.field('password')} />
      {known ? (
        <p role="alert" className="border-warning border-l-2 bg-warning-wash px-4 py-3 text-base text-ink">
          If you had an account with this address before, <DoorLink href="/sign-in">sign in</DoorLink> with
          its password, or <DoorLink href="/forgot-password">choose a new one</DoorLink>.
        </p>
      ) : null}
    </DoorForm>
  )
}
