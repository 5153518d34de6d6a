'use client'

import { ImageUp } from 'lucide-react'
import { useRef } from 'react'
import type { Me } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useChangeAvatar } from '../hooks/use-profile.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'

/** The person's picture: chosen from a file, or taken away again, which leaves the initials. */
export function FacePicker({ me }: { me: Me }) {
  const input = useRef<HTMLInputElement>(null)
  const change = useChangeAvatar()
  return (
    <div className="flex flex-wrap items-center gap-6">
      <Avatar name={me.name} hue={me.hue} avatar={me.avatar} size="xl" decorative />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2">
        <div className="flex flex-wrap gap-2">
          <Button busy={change.isPending} onClick={() => input.current?.click()}>
            <ImageUp aria-hidden="true" size={16} />
            {me.avatar ? 'Change the picture' : 'Upload a picture'}
          </Button>
          {me.avatar ? (
            <Button variant="quiet" onClick={() => change.mutate(null)}>
              Remove
            </Button>
          ) : null}
        </div>
        <p className="text-muted text-sm">
          Cut to a square and encoded anew; where and when it was taken is thrown away.
        </p>
        <input
          ref={input}
          type="file"
          accept="image/jpeg,image/png,image/webp,image/gif"
          aria-label="A picture of you"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            const [picture] = event.target.files ?? []
            // The same file may be chosen again after a refusal.
            event.target.value = ''
            if (picture) change.mutate(picture)
          }}
        />
      </div>
      {change.isError ? (
        <div className="w-full">
          <ProblemMessage error={change.error} />
        </div>
      ) : null}
    </div>
  )
}
