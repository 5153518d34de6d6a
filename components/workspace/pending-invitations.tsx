'use client'

import { useState } from 'react'
import type { InvitationView } from '#server/contracts/accounts.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useInvitations, useRevokeInvitation } from '../hooks/use-members.ts'
import { useNow } from '../hooks/use-now.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { ROLE_WORDS } from './role-words.ts'

/** Links that were handed out and not used yet. */
export function PendingInvitations() {
  const invitations = useInvitations({ enabled: true })
  return (
    <section className="mt-14" aria-labelledby="pending">
      <h2 id="pending" className="display mb-3 text-2xl">
        Invited
      </h2>
      <QueryView query={invitations} loading={<SkeletonRows rows={2} label="Loading the invitations" />}>
        {(all) => {
          const pending = all.filter((invitation) => invitation.acceptedAt === null)
          if (pending.length === 0)
            return <p className="border-hairline border-t py-4 text-muted">Nobody is waiting at the door.</p>
          return (
            <ul className="border-hairline border-t">
              {pending.map((invitation) => (
                <PendingRow key={invitation.id} invitation={invitation} />
              ))}
            </ul>
          )
        }}
      </QueryView>
    </section>
  )
}

function PendingRow({ invitation }: { invitation: InvitationView }) {
  const [asking, setAsking] = useState(false)
  const revoke = useRevokeInvitation()
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
      <Button size="sm" variant="quiet" busy={revoke.isPending} onClick={() => setAsking(true)}>
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
