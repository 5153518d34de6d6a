'use client'

import { useState } from 'react'
import type { InvitationView, NewInvitation } from '#server/contracts/accounts.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useInvitations, useRenewInvitation, useRevokeInvitation } from '../hooks/use-members.ts'
import { useNow } from '../hooks/use-now.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { InvitationLink } from './invite-dialog.tsx'
import { ROLE_WORDS } from './role-words.ts'
import { ScreenSection } from './screen-section.tsx'

/** Links that were handed out and not used yet. */
export function PendingInvitations() {
  const invitations = useInvitations({ enabled: true })
  // Here and not in its row: a new link is a new invitation, and the old row goes.
  const [made, setMade] = useState<NewInvitation | null>(null)
  return (
    <ScreenSection title="Invited">
      <QueryView query={invitations} loading={<SkeletonRows rows={2} label="Loading the invitations" />}>
        {(all) => {
          const pending = all.filter((invitation) => invitation.acceptedAt === null)
          if (pending.length === 0)
            return <p className="border-hairline border-t py-4 text-muted">Nobody is waiting at the door.</p>
          return (
            <ul className="border-hairline border-t">
              {pending.map((invitation) => (
                <PendingRow key={invitation.id} invitation={invitation} onRenewed={setMade} />
              ))}
            </ul>
          )
        }}
      </QueryView>
      <Dialog
        title="Send them this link"
        description={
          made ? `Only ${made.email} can use it; the old one has ended. It is shown this once.` : ''
        }
        open={made !== null}
        onOpenChange={(open) => (open ? undefined : setMade(null))}
      >
        {made ? <InvitationLink made={made} onDone={() => setMade(null)} /> : null}
      </Dialog>
    </ScreenSection>
  )
}

function PendingRow({
  invitation,
  onRenewed,
}: {
  invitation: InvitationView
  onRenewed: (made: NewInvitation) => void
}) {
  const [asking, setAsking] = useState(false)
  const revoke = useRevokeInvitation()
  const renew = useRenewInvitation()
  const now = useNow()
  const expired = now !== null && Date.parse(invitation.expiresAt) < now
  return (
    <li className="flex items-center gap-4 border-hairline border-b py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate">{invitation.email}</p>
        <p className="text-muted text-sm">
          {ROLE_WORDS[invitation.role]} · {expired ? 'expired' : 'expires'}{' '}
          <RelativeTime at={invitation.expiresAt} />
        </p>
      </div>
      <Button
        size="sm"
        variant="quiet"
        aria-label={`New link for ${invitation.email}`}
        busy={renew.isPending}
        onClick={() => renew.mutateAsync(invitation.id).then(onRenewed, toastProblem)}
      >
        New link
      </Button>
      <Button
        size="sm"
        variant="quiet"
        aria-label={`Revoke the invitation of ${invitation.email}`}
        busy={revoke.isPending}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Revoke this invitation?"
        description={`The link for ${invitation.email} stops working at once. You can invite them again.`}
        action="Revoke"
        danger
        onConfirm={() => revoke.mutate(invitation.id, { onError: toastProblem })}
      />
    </li>
  )
}
