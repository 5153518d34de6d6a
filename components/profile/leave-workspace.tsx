'use client'

import { useState } from 'react'
import type { Me } from '#server/contracts/accounts.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useRemoveMember } from '../hooks/use-members.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ScreenSection } from '../workspace/screen-section.tsx'

/** The way out of the workspace. The last owner is told by the server why it is not open. */
export function LeaveWorkspace({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false)
  const leave = useRemoveMember(me.id)
  return (
    <ScreenSection title="Leave">
      <div className="flex flex-wrap items-center gap-4 border-hairline border-y py-4">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          What you wrote stays, under your name; the pages that you own go to an owner of the workspace.
        </p>
        <Button variant="danger" busy={leave.isPending} onClick={() => setAsking(true)}>
          Leave {me.workspace.name}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Leave ${me.workspace.name}?`}
        description="You lose every page of it at once; your API keys and the links that you made end. Only an owner can let you in again."
        action="Leave"
        danger
        onConfirm={() =>
          leave.mutate({}, { onSuccess: () => window.location.assign('/sign-in'), onError: toastProblem })
        }
      />
    </ScreenSection>
  )
}
