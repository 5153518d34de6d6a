'use client'

import type { Editor } from '@tiptap/core'
import { type RefObject, useRef } from 'react'
import { ROOT } from '#server/contracts/collaboration.ts'
import { MEDIA_TYPES_OF, type MediaKind } from '#server/contracts/media-kinds.ts'
import { useVisiting } from '../hooks/visiting.ts'
import type { Room } from '../room/room.ts'
import { useRoomState } from '../room/use-room.ts'
import { toast } from '../ui/toast.tsx'
import { showResult } from './job-result/show-result.ts'
import { IMAGE_ACCEPT } from './media/upload-rules.ts'
import { useUploads } from './media/use-uploads.ts'
import { useMentions } from './mention/use-mentions.ts'
import { PageBody } from './page-body.tsx'
import { PageTitle } from './title/page-title.tsx'
import { usePageJobs } from './use-page-jobs.ts'
import { scrollToWaiting } from './waiting/waiting-lines.ts'

type WritingSheetProps = {
  room: Room
  documentId: string
  editorRef: RefObject<Editor | null>
  /** Called with the editor of the text when it is there, and with null when it goes. */
  onEditor: (editor: Editor | null) => void
  onShowJobs: () => void
}

/** Title and text of a page whose room is ready, and what its menus do. */
export function WritingSheet({ room, documentId, editorRef, onEditor, onShowJobs }: WritingSheetProps) {
  const editable = useRoomState(room, (state) => state.editable)
  const jobs = usePageJobs(documentId, (taskId) => {
    const editor = editorRef.current
    if (!editor || !(showResult(editor, taskId) || scrollToWaiting(editor, taskId))) onShowJobs()
  })
  const visiting = useVisiting()
  const uploadFiles = useUploads(documentId)
  const upload: typeof uploadFiles = visiting ? tellToSignIn : uploadFiles
  const mentionable = useMentions(documentId)
  const titleBox = useRef<HTMLDivElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const fileChooser = useRef<HTMLInputElement>(null)
  /** The job that the next chosen files are for. */
  const work = useRef<MediaKind>(undefined)

  function chooseFile(kind?: MediaKind): void {
    const input = fileChooser.current
    if (!input) return
    work.current = kind
    input.accept = kind ? MEDIA_TYPES_OF[kind].join(',') : ''
    input.click()
  }

  function uploadChosen(files: FileList | null, kind?: MediaKind): void {
    const editor = editorRef.current
    if (!editor || !files) return
    upload(editor, [...files], editor.state.selection.to, ({ id, mediaType }) => {
      if (kind && MEDIA_TYPES_OF[kind].includes(mediaType)) void jobs.workOnFile(kind, id)
    })
  }

  return (
    <>
      <div ref={titleBox}>
        <PageTitle
          text={room.doc.getText(ROOT.title)}
          editable={editable}
          begin={editable && isBlank(room)}
          onLeave={() => goToBody(editorRef.current)}
        />
      </div>
      <PageBody
        room={room}
        documentId={documentId}
        editorRef={editorRef}
        onEditor={onEditor}
        actions={{
          ...jobs,
          visiting: () => visiting,
          uploadFiles: upload,
          chooseFile,
          findMentions: mentionable,
          chooseImage: () => chooser.current?.click(),
          onTop: () => titleBox.current?.querySelector('textarea')?.focus(),
        }}
      />
      <input
        ref={chooser}
        type="file"
        accept={IMAGE_ACCEPT}
        multiple
        hidden
        aria-label="Images to upload"
        onChange={(event) => {
          uploadChosen(event.target.files)
          // The same file may be chosen again.
          event.target.value = ''
        }}
      />
      <input
        ref={fileChooser}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={(event) => {
          uploadChosen(event.target.files, work.current)
          event.target.value = ''
        }}
      />
    </>
  )
}

/** What is dropped or pasted as a file has to be kept by somebody. */
function tellToSignIn(): void {
  toast.note('Sign in to add files to this page')
}

/** At once, not in the next frame as the editor's own command does it: a fast writer's next key would still reach the title. */
function goToBody(editor: Editor | null): void {
  if (!editor) return
  editor.commands.setTextSelection(0)
  editor.view.focus()
}

/** Neither title nor text: a page that was just made. */
function isBlank({ doc }: Room): boolean {
  const body = doc.getXmlFragment(ROOT.body)
  const first = body.length === 0 ? undefined : body.get(0)
  const blankBody = !first || (body.length === 1 && first.toString() === '<paragraph></paragraph>')
  return blankBody && doc.getText(ROOT.title).length === 0
}
