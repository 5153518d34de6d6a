import { CodeNode } from '#server/document-model/code-node.ts'
import { codeColours } from './code-colours.ts'
import { CodeView } from './code-view.ts'

/** Code in colours, with a choice of language. Tab writes two spaces; Escape, then Tab, leaves the text as everywhere. */
export const colouredCode = CodeNode.extend({
  addNodeView:
    () =>
    ({ node, view, getPos }) =>
      new CodeView(node, view, getPos),
  addProseMirrorPlugins() {
    return [...(this.parent?.() ?? []), codeColours()]
  },
}).configure({ enableTabIndentation: true, tabSize: 2, defaultLanguage: null })
