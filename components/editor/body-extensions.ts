import type { Editor, Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { FileHandler } from '@tiptap/extension-file-handler'
import { Placeholder } from '@tiptap/extensions'
import { ReactNodeViewRenderer } from '@tiptap/react'
import { ROOT } from '#server/contracts/collaboration.ts'
import { CalloutNode } from '#server/document-model/callout-node.ts'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { FileNode } from '#server/document-model/file-node.ts'
import { ImageNode } from '#server/document-model/image-node.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { MentionNode } from '#server/document-model/mention-node.ts'
import { cursorElement, cursorUser, selectionAttributes } from '../presence/cursor-element.ts'
import type { Room } from '../room/room.ts'
import { shownBlock } from './anchor/show-block.ts'
import { CalloutView } from './callout/callout-view.tsx'
import { colouredCode } from './code/code-extension.ts'
import { copyClean } from './copy/copy-clean.ts'
import { FileView } from './file/file-view.tsx'
import { heldDrafts } from './job-result/held-drafts.ts'
import { jobCarets } from './job-result/job-carets.ts'
import { JobResultView } from './job-result/job-result-view.tsx'
import { resultParts } from './job-result/result-parts.ts'
import { keysExtension } from './keys-extension.ts'
import { ImageView } from './media/image-view.tsx'
import { UploadPlaceholders } from './media/upload-placeholders.ts'
import { type MentionStore, mentionExtension } from './mention/mention-extension.ts'
import type { MentionItem } from './mention/mention-items.ts'
import { MentionView } from './mention/mention-view.tsx'
import type { WorkOnFile } from './offer/work-on-file.ts'
import { allowedPaste } from './paste/allowed-paste.ts'
import { pasteClean } from './paste/paste-clean.ts'
import { type SlashStore, slashExtension } from './slash/slash-extension.ts'
import type { PageActions } from './slash/slash-item.ts'
import { editableTable } from './table/table-extension.ts'
import { foldingToggle, toggleKeys } from './toggle/toggle-extension.ts'
import { waitingLines } from './waiting/waiting-lines.ts'

export type BodyActions = PageActions & {
  workOnFile: WorkOnFile
  uploadFiles: (editor: Editor, files: readonly File[], position: number) => void
  findMentions: (query: string) => MentionItem[]
  onLink: () => void
  onBlockMenu: () => void
  onAskJob: () => void
  onTop: () => void
}

/** The page's schema with everything that makes it an editor. Views and menus are added; names and attributes are the model's. */
export function bodyExtensions(
  room: Room,
  actions: BodyActions,
  slash: SlashStore,
  mentions: MentionStore,
): Extensions {
  return [
    ...documentExtensions({
      image: ImageNode.extend({
        addNodeView: () =>
          ReactNodeViewRenderer((props) => ImageView({ ...props, workOnFile: actions.workOnFile })),
      }),
      callout: CalloutNode.extend({ addNodeView: () => ReactNodeViewRenderer(CalloutView) }),
      codeBlock: colouredCode,
      file: FileNode.extend({
        addNodeView: () =>
          ReactNodeViewRenderer((props) => FileView({ ...props, workOnFile: actions.workOnFile })),
      }),
      table: editableTable,
      toggle: foldingToggle,
      mention: MentionNode.extend({
        addNodeView: () => ReactNodeViewRenderer(MentionView, { as: 'span' }),
      }),
      jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
    }),
    Collaboration.configure({ document: room.doc, field: ROOT.body }),
    CollaborationCaret.configure({
      provider: { awareness: room.awareness },
      user: cursorUser(room.snapshot().user),
      render: cursorElement,
      selectionRender: selectionAttributes,
    }),
    Placeholder.configure({
      placeholder: ({ node, editor }) => {
        if (node.type.name === 'heading') return 'Heading'
        return editor.isEmpty ? 'Write here. Type / for commands.' : 'Type / for commands'
      },
    }),
    FileHandler.configure({
      onPaste: (editor, files) => actions.uploadFiles(editor, files, editor.state.selection.to),
      onDrop: (editor, files, position) => actions.uploadFiles(editor, files, position),
    }),
    UploadPlaceholders,
    waitingLines,
    resultParts,
    heldDrafts,
    jobCarets.configure({ awareness: room.awareness }),
    shownBlock,
    slashExtension(slash, actions),
    mentionExtension(mentions, actions.findMentions),
    keysExtension(actions),
    pasteClean(actions.uploadFiles),
    copyClean,
    toggleKeys,
    allowedPaste,
  ]
}
