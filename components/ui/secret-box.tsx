import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'

type SecretBoxProps = {
  secret: string
  /** What the button that copies it says. */
  label: string
  onDone: () => void
  /** How long it works, and what to do with it. */
  children: ReactNode
}

/** Something that is shown this once: to be copied, and then to be gone. */
export function SecretBox({ secret, label, onDone, children }: SecretBoxProps) {
  return (
    <div className="flex flex-col gap-4">
      <p className="select-all break-all rounded-md border border-edge bg-sunken px-3.5 py-3 font-mono text-sm">
        {secret}
      </p>
      <div className="flex flex-col gap-3 text-muted text-sm">{children}</div>
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onDone}>
          Done
        </Button>
        <CopyButton text={secret} label={label} look="button" />
      </div>
    </div>
  )
}
