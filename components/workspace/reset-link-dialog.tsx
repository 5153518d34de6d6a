'use client'

import type { Member } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useCreateResetLink } from '../hooks/use-members.ts'
import { UntilTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SecretBox } from '../ui/secret-box.tsx'

type ResetLinkDialogProps = { person: Member; open: boolean; onOpenChange: (open: boolean) => void }

/** A link for somebody who forgot the password, to be handed over by the owner. */
export function ResetLinkDialog({ person, open, onOpenChange }: ResetLinkDialogProps) {
  const create = useCreateResetLink(person.userId)

  function change(next: boolean): void {
    if (!next) create.reset()
    onOpenChange(next)
  }
  return (
    <Dialog
      title="Reset link"
      description={
        create.isSuccess
          ? `Whoever opens it chooses the password of ${person.email}. It is shown this once.`
          : `With it ${person.name} chooses a new password and is signed out everywhere. Hand it over on a way that you trust.`
      }
      open={open}
      onOpenChange={change}
    >
      {create.isSuccess ? (
        <SecretBox secret={create.data.link} label="Copy the link" onDone={() => change(false)}>
          <p>
            It works once, until <UntilTime at={create.data.expiresAt} />. A newer link ends this one.
          </p>
        </SecretBox>
      ) : (
        <div className="flex flex-col gap-4">
          {create.isError ? <ProblemMessage error={create.error} /> : null}
          <div className="flex justify-end gap-2">
            <Button variant="quiet" onClick={() => change(false)}>
              Cancel
            </Button>
            <Button variant="primary" busy={create.isPending} onClick={() => create.mutate()}>
              Make the link
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  )
}
