'use client'

import { Monitor, Smartphone } from 'lucide-react'
import { useState } from 'react'
import type { SessionView } from '#server/contracts/profile.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useEndSession, useSessions } from '../hooks/use-profile.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { ScreenSection } from '../workspace/screen-section.tsx'

/** The browsers in which one is signed in; any of them can be signed out from here. */
export function SessionList() {
  const sessions = useSessions()
  const others = sessions.data?.filter(({ current }) => !current).length ?? 0
  return (
    <ScreenSection
      title="Where you are signed in"
      lead="A browser that you end here is out within a second, open pages included."
      actions={others > 0 ? <EndOthers count={others} /> : null}
    >
      <QueryView query={sessions} loading={<SkeletonRows rows={2} label="Loading where you are signed in" />}>
        {(all) => (
          <ul className="border-hairline border-t">
            {all.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </QueryView>
    </ScreenSection>
  )
}

function SessionRow({ session }: { session: SessionView }) {
  const end = useEndSession()
  const { device, address, current, startedAt, lastSeenAt } = session
  const Icon = /iPhone|Android/.test(device) ? Smartphone : Monitor
  return (
    <li className="flex items-center gap-4 border-hairline border-b py-3.5">
      <Icon aria-hidden="true" size={18} className="shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{device}</span>
          {current ? <Badge tone="accent">This one</Badge> : null}
        </p>
        <p className="text-muted text-sm">
          {current ? null : (
            <>
              last seen <RelativeTime at={lastSeenAt} /> ·{' '}
            </>
          )}
          signed in <RelativeTime at={startedAt} />
          {address ? <span className="figures"> · {address}</span> : null}
        </p>
      </div>
      {current ? null : (
        <Button
          size="sm"
          variant="quiet"
          aria-label={`End ${device}`}
          busy={end.isPending}
          onClick={() =>
            end.mutate(session.id, {
              onSuccess: () => toast.note(`${device} is signed out`),
              onError: toastProblem,
            })
          }
        >
          End
        </Button>
      )}
    </li>
  )
}

function EndOthers({ count }: { count: number }) {
  const [asking, setAsking] = useState(false)
  const end = useEndSession()
  return (
    <>
      <Button size="sm" busy={end.isPending} onClick={() => setAsking(true)}>
        Sign out everywhere else
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere else?"
        description={`${count === 1 ? 'One other browser is' : `${count} other browsers are`} signed out at once. This one stays.`}
        action="Sign out"
        danger
        onConfirm={() =>
          end.mutate(null, {
            onSuccess: () => toast.note('Only this browser is signed in now'),
            onError: toastProblem,
          })
        }
      />
    </>
  )
}
