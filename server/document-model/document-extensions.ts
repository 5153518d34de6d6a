import type { Extensions } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import StarterKit from '@tiptap/starter-kit'
import { CalloutNode } from './callout-node.ts'
import { CodeNode } from './code-node.ts'
import { FileNode } from './file-node.ts'
import { FromTask } from './from-task.ts'
import { ImageNode } from './image-node.ts'
import { JobResultNode } from './job-result-node.ts'
import { MentionNode } from './mention-node.ts'
import { ProvenanceMark } from './provenance-mark.ts'
import { isSafeHref } from './safe-links.ts'
import { TABLE_PARTS, TableNode } from './table-nodes.ts'
import { ToggleNode } from './toggle-node.ts'

type Overrides = {
  callout?: typeof CalloutNode
  codeBlock?: typeof CodeNode
  file?: typeof FileNode
  image?: typeof ImageNode
  jobResult?: typeof JobResultNode
  mention?: typeof MentionNode
  provenance?: typeof ProvenanceMark
  table?: typeof TableNode
  toggle?: typeof ToggleNode
}

/**
 * The nodes and marks of a page, for the browser's editor and for the server alike. The editor may pass its own versions of
 * a node with a view attached; names and attributes must stay those of `VOCABULARY`.
 */
export function documentExtensions(overrides: Overrides = {}): Extensions {
  return [
    StarterKit.configure({
      // Undo belongs to the shared document; a trailing node would be written into it by every client that opens it.
      undoRedo: false,
      trailingNode: false,
      codeBlock: false,
      heading: { levels: [1, 2, 3, 4] },
      link: { openOnClick: false, isAllowedUri: (uri) => isSafeHref(uri), defaultProtocol: 'https' },
    }),
    TaskList,
    TaskItem.configure({ nested: true }),
    overrides.codeBlock ?? CodeNode,
    overrides.callout ?? CalloutNode,
    overrides.toggle ?? ToggleNode,
    overrides.table ?? TableNode,
    ...TABLE_PARTS,
    overrides.file ?? FileNode,
    overrides.image ?? ImageNode,
    overrides.jobResult ?? JobResultNode,
    overrides.mention ?? MentionNode,
    overrides.provenance ?? ProvenanceMark,
    FromTask,
  ]
}
