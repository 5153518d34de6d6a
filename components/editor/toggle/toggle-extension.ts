import { type Editor, Extension } from '@tiptap/core'
import type { ResolvedPos } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { ToggleNode } from '#server/document-model/toggle-node.ts'
import { SHORTCUTS } from '../../keyboard/shortcuts.ts'
import { type ToggleView, toggleOf, ToggleView as View } from './toggle-view.ts'

/** A toggle that opens and folds. */
export const foldingToggle = ToggleNode.extend({
  addNodeView:
    () =>
    ({ node, view, getPos }) =>
      new View(node, view, getPos),
  addProseMirrorPlugins: () => [openAtCaret],
})

/** Mod+Enter opens and folds the toggle in whose heading the caret is; before the hard break, which has the key as well. */
export const toggleKeys = Extension.create({
  name: 'toggleKeys',
  priority: 1_000,
  addKeyboardShortcuts() {
    return {
      [SHORTCUTS.enter.keys]: ({ editor }) => {
        const here = innermostToggle(editor)
        here?.set(!here.isOpen)
        return here !== undefined
      },
    }
  },
})

/** A caret never stands in what cannot be seen: a toggle opens when it comes in, by a key, a search or a link. */
const openAtCaret = new Plugin({
  view: () => ({
    update(view, before) {
      if (!before.selection.eq(view.state.selection)) openAround(view, view.state.selection.$from)
    },
  }),
})

function openAround(view: EditorView, place: ResolvedPos): void {
  for (let depth = place.depth; depth > 0; depth--) {
    if (place.node(depth).type.name !== 'toggle' || place.index(depth) === 0) continue
    toggleOf(view.nodeDOM(place.before(depth)))?.set(true)
  }
}

function innermostToggle({ state, view }: Editor): ToggleView | undefined {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth--)
    if ($from.node(depth).type.name === 'toggle') return toggleOf(view.nodeDOM($from.before(depth)))
  return undefined
}
