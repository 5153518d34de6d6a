'use client'

import { useState } from 'react'
import { ChangePassword } from '#server/contracts/profile.ts'
import { NewPasswordField } from '../accounts/door-form.tsx'
import { PasswordField } from '../accounts/password-field.tsx'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { useChangePassword } from '../hooks/use-profile.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import { ScreenSection } from '../workspace/screen-section.tsx'

/** The address with which one signs in, and the way to another password. */
export function PasswordSection({ email }: { email: string }) {
  const [open, setOpen] = useState(false)
  return (
    <ScreenSection title="Signing in">
      <div className="flex flex-wrap items-center gap-4 border-hairline border-y py-4">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{email}</p>
          <p className="text-muted text-sm">Your e-mail address and your password let you in.</p>
        </div>
        <Dialog
          title="Change your password"
          description="Your other browsers are signed out by it; this one stays."
          open={open}
          onOpenChange={setOpen}
          trigger={<Button>Change the password</Button>}
        >
          <PasswordForm onDone={() => setOpen(false)} />
        </Dialog>
      </div>
    </ScreenSection>
  )
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const form = useForm(ChangePassword, { current: '', password: '' })
  const change = useChangePassword()
  const [named, setNamed] = useState(false)

  const send = form.submit((body) =>
    change.mutate(body, {
      onSuccess() {
        toast.note('Your password is changed')
        onDone()
      },
      onError: (error) => setNamed(form.takeFaults(error)),
    }),
  )
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <PasswordField label="Current password" autoComplete="current-password" {...form.field('current')} />
      <NewPasswordField label="New password" {...form.field('password')} />
      {change.isError && !named ? <ProblemMessage error={change.error} /> : null}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={change.isPending}>
          Change the password
        </Button>
      </div>
    </form>
  )
}
