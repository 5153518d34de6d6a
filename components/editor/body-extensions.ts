import type { Editor, Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { FileHandler } from '@tiptap/extension-file-handler'
import { Placeholder } from '@tiptap/extensions'
import { ReactNodeViewRenderer } from '@tiptap/react'
import { ROOT } from '#server/contracts/collaboration.ts'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { ImageNode } from '#server/document-model/image-node.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { cursorElement, cursorUser, selectionAttributes } from '../presence/cursor-element.ts'
import type { Room } from '../room/room.ts'
import { JobResultView } from './job-result/job-result-view.tsx'
import { keysExtension } from './keys-extension.ts'
import { ImageView } from './media/image-view.tsx'
import { UploadPlaceholders } from './media/upload-placeholders.ts'
import { pasteMarkdown } from './paste/paste-markdown.ts'
import { type SlashStore, slashExtension } from './slash/slash-extension.ts'
import type { PageActions } from './slash/slash-items.ts'

export type BodyActions = PageActions & {
  readImage: (attachmentId: string) => Promise<string | undefined>
  uploadImages: (editor: Editor, files: readonly File[], position: number) => void
  onLink: () => void
  onBlockMenu: () => void
  onTop: () => void
}

/** The page's schema with everything that makes it an editor. Views and menus are added; names and attributes are the model's. */
export function bodyExtensions(room: Room, actions: BodyActions, slash: SlashStore): Extensions {
  return [
    ...documentExtensions({
      image: ImageNode.extend({
        addNodeView: () =>
          ReactNodeViewRenderer((props) => ImageView({ ...props, readText: actions.readImage })),
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
      onPaste: (editor, files) => actions.uploadImages(editor, files, editor.state.selection.to),
      onDrop: (editor, files, position) => actions.uploadImages(editor, files, position),
    }),
    UploadPlaceholders,
    slashExtension(slash, actions),
    keysExtension(actions),
    pasteMarkdown,
  ]
}
