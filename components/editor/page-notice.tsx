'use client'

import { CloudOff, Eye, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useVisiting } from '../hooks/visiting.ts'
import type { Room } from '../room/room.ts'
import type { Ending } from '../room/room-provider.ts'
import { useRoomState } from '../room/use-room.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'

type Notice = { sentence: string; actions: ReactNode }

/** Why the page cannot be edited just now and what to do about it; nothing when all is well. */
export function PageNotice({ room, pageText }: { room: Room; pageText: () => string }) {
  const visiting = useVisiting()
  const ending = useRoomState(room, (state) => state.ending)
  const unreachable = useRoomState(room, (state) => state.unreachable)
  const ready = useRoomState(room, (state) => state.ready)
  const editable = useRoomState(room, (state) => state.editable)
  const unsaved = useRoomState(room, ({ facts }) => facts.unsaved > 0)

  if (ending) {
    const { sentence, actions } = noticeOf(ending, room, unsaved)
    return (
      <Banner danger icon={<TriangleAlert aria-hidden="true" size={16} />}>
        <span className="min-w-60 flex-1">{sentence}</span>
        {unsaved && ready ? <CopyText pageText={pageText} /> : null}
        {actions}
      </Banner>
    )
  }
  if (unreachable && !ready)
    return (
      <Banner danger icon={<CloudOff aria-hidden="true" size={16} />}>
        <span className="min-w-60 flex-1">
          The server cannot be reached, and this device has no copy of the page. Weft goes on trying.
        </span>
        <Button size="sm" onClick={() => room.connectNow()}>
          Try now
        </Button>
      </Banner>
    )
  if (ready && !editable)
    return (
      <Banner icon={<Eye aria-hidden="true" size={16} />}>
        <span className="min-w-0 flex-1">
          {visiting
            ? 'You can read this page. To write on it, ask whoever sent you here for another link.'
            : 'You can read this page. To change it, ask its owner to make you an editor.'}
        </span>
      </Banner>
    )
  return null
}

function noticeOf(ending: Ending, room: Room, unsaved: boolean): Notice {
  const reload = (
    <Button size="sm" onClick={() => window.location.reload()}>
      Reload
    </Button>
  )
  switch (ending) {
    case 'sign-in-required':
      return {
        sentence: 'Your session has ended. Sign in again to go on; what you wrote is kept on this device.',
        actions: (
          <Link href="/sign-in" className={buttonClass({ size: 'sm', variant: 'primary' })}>
            Sign in
          </Link>
        ),
      }
    case 'no-access':
      return {
        sentence: unsaved
          ? 'You no longer have access to this page. Your last changes could not be sent: copy them if you need them.'
          : 'You no longer have access to this page.',
        actions: (
          <Link href="/" className={buttonClass({ size: 'sm' })}>
            Go home
          </Link>
        ),
      }
    case 'schema-too-old':
      return {
        sentence:
          'This page was changed with a newer Weft. Reload to go on; until then you can only read it.',
        actions: reload,
      }
    case 'too-many':
      return {
        sentence: 'Too many connections are open to this page or by you. Close some tabs, then try again.',
        actions: (
          <Button size="sm" onClick={() => room.connectNow()}>
            Try again
          </Button>
        ),
      }
    case 'other-account':
      return {
        sentence:
          'Somebody else has signed in on this browser. Reload to go on as they; your unsent changes wait for you.',
        actions: reload,
      }
    case 'refused':
      return {
        sentence: unsaved
          ? 'The server refused your last change. Copy your text, then discard the change to go on.'
          : 'The server ended the connection because of a fault in this page. Reload to go on.',
        actions: unsaved ? (
          <Button size="sm" variant="danger" onClick={() => void discard(room)}>
            Discard and reload
          </Button>
        ) : (
          reload
        ),
      }
  }
}

async function discard(room: Room): Promise<void> {
  await room.discardUnsent()
  window.location.reload()
}

function CopyText({ pageText }: { pageText: () => string }) {
  return (
    <Button
      size="sm"
      onClick={() =>
        void navigator.clipboard?.writeText(pageText()).then(
          () => toast.note('The text of the page is on the clipboard'),
          () => toast.fault('The browser did not let the text be copied. Select it and copy it by hand.'),
        )
      }
    >
      Copy the text
    </Button>
  )
}

function Banner({
  danger = false,
  icon,
  children,
}: {
  danger?: boolean
  icon: ReactNode
  children: ReactNode
}) {
  return (
    <div
      role={danger ? 'alert' : 'status'}
      className={`page-notice ${danger ? 'bg-danger-wash text-danger' : 'bg-sunken text-soft'}`}
    >
      {icon}
      {children}
    </div>
  )
}
