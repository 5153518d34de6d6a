'use client'

import type { Editor } from '@tiptap/core'
import Link from 'next/link'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type PresentPerson, ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import { untitled } from '../documents/untitled.ts'
import { ContentsButton, ContentsPanel } from '../editor/contents/contents-panel.tsx'
import { PageNotice } from '../editor/page-notice.tsx'
import { PageSkeleton } from '../editor/page-skeleton.tsx'
import '../editor/page-styles.ts'
import { SavedBadge } from '../editor/saved/saved-badge.tsx'
import { useSavedGuard } from '../editor/saved/use-saved-guard.ts'
import { useTitle } from '../editor/title/page-title.tsx'
import { WritingSheet } from '../editor/writing-sheet-loader.tsx'
import { VisitingContext } from '../hooks/visiting.ts'
import { ShortcutSheet } from '../keyboard/shortcut-sheet.tsx'
import { PresenceList } from '../presence/presence-list.tsx'
import type { Room } from '../room/room.ts'
import { useRoom, useRoomState } from '../room/use-room.ts'
import { buttonClass } from '../ui/button.tsx'
import { WovenMark } from '../ui/woven-mark.tsx'

type SharedScreenProps = { document: DocumentSummary; visitor: PresentPerson }

/** A page alone, for whoever followed a link: the same text and the same writing, without the workspace around it. */
export function SharedScreen({ document, visitor }: SharedScreenProps) {
  const room = useRoom(document.id, visitor, document.role)
  useSavedGuard(room)
  return (
    <VisitingContext value={true}>
      <ShortcutSheet />
      {room ? (
        <OpenPage key={document.id} room={room} document={document} />
      ) : (
        <SharedFrame title={document.title}>
          <PageSkeleton title={document.title} />
        </SharedFrame>
      )}
    </VisitingContext>
  )
}

function OpenPage({ room, document }: { room: Room; document: DocumentSummary }) {
  const ready = useRoomState(room, (state) => state.ready)
  const ended = useRoomState(room, ({ ending }) => ending !== undefined)
  const withdrawn = useRoomState(room, ({ ending, facts }) => ending === 'no-access' && facts.unsaved === 0)
  const myId = useRoomState(room, ({ user }) => user.id)
  const shared = useTitle(room.doc.getText(ROOT.title))
  const title = ready ? shared : document.title
  const [contentsOpen, setContentsOpen] = useState(false)
  const [body, setBody] = useState<Editor | null>(null)
  const editor = useRef<Editor | null>(null)
  useEffect(() => {
    window.document.title = `${untitled(title)} · Weft`
  }, [title])
  const contents = { open: contentsOpen, onOpen: setContentsOpen }
  const pageText = () => [title, editor.current?.getText({ blockSeparator: '\n\n' })].join('\n\n')
  return (
    <SharedFrame
      title={title}
      tools={
        <>
          <PresenceList awareness={room.awareness} myId={myId} />
          <SavedBadge room={room} />
          <ContentsButton {...contents} />
        </>
      }
      notice={<PageNotice room={room} pageText={pageText} />}
      panel={body ? <ContentsPanel {...contents} editor={body} /> : null}
    >
      {withdrawn || (ended && !ready) ? null : ready ? (
        <WritingSheet
          title={document.title}
          room={room}
          documentId={document.id}
          editorRef={editor}
          onEditor={setBody}
          onShowJobs={() => {}}
        />
      ) : (
        <PageSkeleton title={document.title} />
      )}
    </SharedFrame>
  )
}

type SharedFrameProps = {
  title: string
  tools?: ReactNode
  notice?: ReactNode
  panel?: ReactNode
  children: ReactNode
}

function SharedFrame({ title, tools, notice, panel, children }: SharedFrameProps) {
  return (
    <main id="main" className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-20 flex h-13 items-center gap-3 bg-paper/92 px-4 backdrop-blur-sm print:hidden">
        <WovenMark size={18} />
        <p className="min-w-0 flex-1 truncate text-sm text-soft">{untitled(title)}</p>
        <div className="flex shrink-0 items-center gap-2">
          {tools}
          <Link href="/sign-in" className={buttonClass({ size: 'sm' })}>
            Sign in
          </Link>
        </div>
      </header>
      {notice}
      <div className="flex flex-1">
        <article className="page-column">{children}</article>
        {panel}
      </div>
    </main>
  )
}
