'use client'

import { type ComponentProps, useState } from 'react'
import { TextField } from '../ui/text-field.tsx'

/** A password, which may be looked at: people who can see what they type need no second field to repeat it in. */
export function PasswordField(props: Omit<ComponentProps<typeof TextField>, 'type' | 'aside'>) {
  const [shown, setShown] = useState(false)
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      aside={
        <button
          type="button"
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="-my-1 min-h-6 min-w-6 rounded-sm px-1.5 text-muted underline-offset-4 hover:text-ink hover:underline"
        >
          {shown ? 'Hide' : 'Show'}
          <span className="sr-only"> the password</span>
        </button>
      }
    />
  )
}
