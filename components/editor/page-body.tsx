'use client'

import type { Editor } from '@tiptap/core'
import { EditorContent, useEditor } from '@tiptap/react'
import { type RefObject, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useVisiting } from '../hooks/visiting.ts'
import type { JobSettings } from '../jobs/job-settings.ts'
import type { TextKind } from '../jobs/quick-jobs.ts'
import type { Room } from '../room/room.ts'
import { useRoomState } from '../room/use-room.ts'
import { useLinkedBlock } from './anchor/use-linked-block.ts'
import { type BodyActions, bodyExtensions } from './body-extensions.ts'
import { BlockGutter } from './gutter/block-gutter.tsx'
import { PhoneToolbar } from './gutter/phone-toolbar.tsx'
import type { MentionItem } from './mention/mention-items.ts'
import { MentionMenu } from './mention/mention-menu.tsx'
import { PageIdContext } from './page-id.ts'
import { JobMenu } from './passage/job-menu.tsx'
import type { JobTarget } from './passage/job-target.ts'
import { OptionsDialog } from './passage/options-dialog.tsx'
import { useJobMenu } from './passage/use-job-menu.ts'
import { ProvenanceCard } from './provenance/provenance-card.tsx'
import type { SlashItem } from './slash/slash-item.ts'
import { SlashMenu } from './slash/slash-menu.tsx'
import { SuggestionStore } from './suggest/suggestion-store.ts'
import { TableToolbar } from './table/table-toolbar.tsx'
import { BubbleToolbar } from './toolbar/bubble-toolbar.tsx'
import { WaitingResults } from './waiting/waiting-results.tsx'

type Own = 'onLink' | 'onBlockMenu' | 'onAskJob' | 'askJob' | 'openJobForm'
export type PageBodyActions = Omit<BodyActions, Own> & {
  workOnText: (target: JobTarget, kind: TextKind, settings: JobSettings, question?: string) => void
  tellBegun: (taskId: string) => void
}

type PageBodyProps = {
  documentId: string
  room: Room
  editorRef: RefObject<Editor | null>
  onEditor: (editor: Editor | null) => void
  actions: PageBodyActions
}

/** The text of the page. Mounted only once the room is ready: an editor on an empty document would write into it. */
export function PageBody({ room, documentId, editorRef, onEditor, actions }: PageBodyProps) {
  const editable = useRoomState(room, (state) => state.editable)
  const myId = useRoomState(room, ({ user }) => user.id)
  const visiting = useVisiting()
  const [slash] = useState(() => new SuggestionStore<SlashItem>())
  const [mentions] = useState(() => new SuggestionStore<MentionItem>())
  const [linking, setLinking] = useState(false)
  const latest = useRef(actions)
  const frame = useRef<HTMLDivElement>(null)
  const openBlockMenu = useRef(() => {})
  const menu = useJobMenu(documentId, visiting, actions.workOnText)
  const askJob = useRef(menu.ask)
  const openForm = useRef(menu.openForm)
  // Made once: new extensions would be a new schema, and a new editor under the caret.
  const [extensions] = useState(() =>
    bodyExtensions(
      room,
      delegate(latest, {
        onLink: () => setLinking(true),
        onBlockMenu: () => openBlockMenu.current(),
        onAskJob: () => editorRef.current && askJob.current(editorRef.current),
        askJob: (kind, about) => editorRef.current && askJob.current(editorRef.current, { kind, about }),
        openJobForm: (kind) => editorRef.current && openForm.current(editorRef.current, kind),
      }),
      slash,
      mentions,
    ),
  )
  const editor = useEditor({
    // The server cannot know the document, and the first paint must not be an empty one that hydration then contradicts.
    immediatelyRender: false,
    shouldRerenderOnTransaction: false,
    // The styles are in our sheet: an injected element would need a hole in the CSP.
    injectCSS: false,
    editable,
    extensions,
    editorProps: {
      attributes: {
        class: 'page-text',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': 'Text of the page',
        spellcheck: 'true',
      },
    },
    onSelectionUpdate: () => setLinking(false),
  })

  // The text first: its menus follow in steps of their own, between which a slow device shows it and takes keys.
  const ready = useDeferredValue(editor) === editor ? editor : null

  useEffect(() => {
    latest.current = actions
    askJob.current = menu.ask
    openForm.current = menu.openForm
    // The lists of people and pages may arrive while somebody types a name.
    mentions.renew(actions.findMentions)
  }, [actions, mentions, menu.ask, menu.openForm])

  useLinkedBlock(
    editor,
    useRoomState(room, (state) => state.connection),
  )

  useEffect(() => {
    if (!editor) return
    editor.setEditable(editable, false)
    // The views of images and results look at the editor when something happens in it, and only then.
    editor.view.dispatch(editor.state.tr.setMeta('addToHistory', false))
  }, [editor, editable])

  useEffect(() => {
    editorRef.current = editor
    onEditor(editor)
    return () => {
      editorRef.current = null
      onEditor(null)
    }
  }, [editor, editorRef, onEditor])

  return (
    <>
      <div ref={frame} className="page-sheet-frame">
        <PageIdContext value={documentId}>
          <EditorContent editor={editor} className="page-sheet" />
        </PageIdContext>
        {ready ? (
          <BlockGutter
            editor={ready}
            frame={frame}
            jobs={{ askAboutBlock: (block) => menu.ask(ready, { block }) }}
            onOpener={(open) => {
              openBlockMenu.current = open
            }}
          />
        ) : null}
      </div>
      {ready ? (
        <>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the pointer; keys reach the end by themselves */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
          <div className="page-tail" onClick={() => continueAtEnd(ready)} />
          <SlashMenu store={slash} editor={ready} />
          <MentionMenu store={mentions} editor={ready} />
          <BubbleToolbar
            editor={ready}
            linking={linking}
            onLinking={setLinking}
            onAskJob={() => menu.ask(ready)}
          />
          <TableToolbar editor={ready} />
          {visiting ? null : (
            <>
              <ProvenanceCard editor={ready} documentId={documentId} />
              <WaitingResults {...{ editor: ready, documentId, myId, editable }} />
            </>
          )}
          <PhoneToolbar editor={ready} jobs={{ askAboutBlock: (block) => menu.ask(ready, { block }) }} />
          <JobMenu {...menu.shown} returnFocus={() => ready.view.dom} />
          <OptionsDialog
            {...menu.form}
            documentId={documentId}
            onBegun={actions.tellBegun}
            returnFocus={() => ready.view.dom}
          />
        </>
      ) : null}
    </>
  )
}

/** A click below the text goes on writing there: in the last line when it is empty or a paragraph, else in a new one. */
function continueAtEnd(editor: Editor): void {
  if (!editor.isEditable) return
  const { doc } = editor.state
  if (doc.lastChild?.type.name === 'paragraph') editor.chain().focus('end').run()
  else editor.chain().insertContentAt(doc.content.size, { type: 'paragraph' }).focus('end').run()
}

/** The actions as they are when they are asked for: the editor outlives the render that it was made in. */
function delegate(latest: RefObject<PageBodyActions>, own: Pick<BodyActions, Own>): BodyActions {
  return {
    ...own,
    visiting: () => latest.current.visiting(),
    onTop: () => latest.current.onTop(),
    chooseFile: (work) => latest.current.chooseFile(work),
    findMentions: (query) => latest.current.findMentions(query),
    chooseImage: () => latest.current.chooseImage(),
    workOnFile: (kind, attachmentId) => latest.current.workOnFile(kind, attachmentId),
    uploadFiles: (editor, files, position) => latest.current.uploadFiles(editor, files, position),
  }
}
