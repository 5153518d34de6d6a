'use client'

import './page-styles.ts'
import type { Editor } from '@tiptap/core'
import { useEffect, useRef, useState } from 'react'
import type { Me } from '#server/contracts/accounts.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import { untitled } from '../documents/untitled.ts'
import { useTitleInLists } from '../hooks/use-documents.ts'
import { PresenceList } from '../presence/presence-list.tsx'
import type { Room } from '../room/room.ts'
import { useRoom, useRoomState } from '../room/use-room.ts'
import { ShareDialog } from '../sharing/share-dialog.tsx'
import { ContentsButton, ContentsPanel } from './contents/contents-panel.tsx'
import { DownloadMarkdown } from './copy/download-markdown.tsx'
import { DocumentFrame } from './document-frame.tsx'
import { JobsButton, JobsPanel } from './jobs-panel.tsx'
import { PageNotice } from './page-notice.tsx'
import { PageSkeleton } from './page-skeleton.tsx'
import type { PanelName } from './panel/page-panel.tsx'
import { SavedBadge } from './saved/saved-badge.tsx'
import { useSavedGuard } from './saved/use-saved-guard.ts'
import { useTitle } from './title/page-title.tsx'
import { PageFacts } from './word-count/page-facts.tsx'
import { WritingSheet } from './writing-sheet-loader.tsx'

type DocumentScreenProps = { document: DocumentSummary; me: Me }

/** A page, open for writing together. */
export function DocumentScreen({ document, me }: DocumentScreenProps) {
  const room = useRoom(document.id, me, document.role)
  useSavedGuard(room)
  if (!room)
    return (
      <DocumentFrame document={document} title={document.title}>
        <PageSkeleton title={document.title} />
      </DocumentFrame>
    )
  return <OpenDocument key={document.id} room={room} document={document} me={me} />
}

function OpenDocument({ room, document, me }: DocumentScreenProps & { room: Room }) {
  const ready = useRoomState(room, (state) => state.ready)
  const editable = useRoomState(room, (state) => state.editable)
  const role = useRoomState(room, (state) => state.role)
  const myId = useRoomState(room, ({ user }) => user.id)
  // What one may not read any more goes from the screen too, unless it holds words that are nowhere else.
  const withdrawn = useRoomState(room, ({ ending, facts }) => ending === 'no-access' && facts.unsaved === 0)
  // Then the notice says why, and nothing will come: lines that breathe would promise it.
  const ended = useRoomState(room, ({ ending }) => ending !== undefined)
  const shared = useTitle(room.doc.getText(ROOT.title))
  const title = ready ? shared : document.title
  const [panel, setPanel] = useState<PanelName>()
  const [body, setBody] = useState<Editor | null>(null)
  const editor = useRef<Editor | null>(null)

  useEffect(() => {
    window.document.title = `${untitled(title)} · Weft`
  }, [title])
  useTitleInLists(document.id, title)

  const opener = (name: PanelName) => ({
    open: panel === name,
    onOpen: (open: boolean) => setPanel(open ? name : undefined),
  })
  const jobs = { documentId: document.id, ...opener('jobs') }
  const contents = opener('contents')
  const pageText = () => [title, editor.current?.getText({ blockSeparator: '\n\n' })].join('\n\n')
  return (
    <DocumentFrame
      document={document}
      title={title}
      presence={<PresenceList awareness={room.awareness} myId={myId} />}
      saved={<SavedBadge room={room} />}
      actions={
        <>
          <ContentsButton {...contents} />
          <JobsButton {...jobs} />
          {/* Guests were let in, and let nobody in. */}
          {me.workspace.role === 'guest' ? null : (
            <ShareDialog documentId={document.id} title={title} role={role} myId={myId} />
          )}
        </>
      }
      facts={
        body ? (
          <>
            <DownloadMarkdown editor={body} documentId={document.id} title={title} />
            <PageFacts editor={body} />
          </>
        ) : undefined
      }
      notice={<PageNotice room={room} pageText={pageText} />}
      panel={
        <>
          {body ? <ContentsPanel {...contents} editor={body} /> : null}
          <JobsPanel {...jobs} mayCreate={editable} editor={body} />
        </>
      }
    >
      {withdrawn || (ended && !ready) ? null : ready ? (
        <WritingSheet
          title={document.title}
          room={room}
          documentId={document.id}
          editorRef={editor}
          onEditor={setBody}
          onShowJobs={() => setPanel('jobs')}
        />
      ) : (
        <PageSkeleton title={document.title} />
      )}
    </DocumentFrame>
  )
}
