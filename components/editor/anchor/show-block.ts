import { type Editor, Extension, type MappablePosition } from '@tiptap/core'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { toast } from '../../ui/toast.tsx'
import { blockAt } from '../gutter/block-range.ts'
import { bodyOf } from '../shared-body.ts'
import { anchorOf, positionOfAnchor } from './block-anchor.ts'

/** Long enough to be found by an eye that looks up from elsewhere. */
const SHOWN_MS = 2_400
const SHOWN = new PluginKey<MappablePosition | null>('shownBlock')

/** Sets a block off for a moment: the one that a link led to. */
export const shownBlock = Extension.create({
  name: 'shownBlock',
  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin<MappablePosition | null>({
        key: SHOWN,
        state: {
          init: () => null,
          apply(transaction, at) {
            const told: MappablePosition | null | undefined = transaction.getMeta(SHOWN)
            if (told !== undefined) return told
            // Others' edits replace the whole document in one step, so a plain mapping would lose the place.
            return at === null || !transaction.docChanged
              ? at
              : editor.utils.getUpdatedPosition(at, transaction).position
          },
        },
        props: {
          decorations(state) {
            const at = SHOWN.getState(state)
            const block = at ? blockAt(state.doc, at.position) : undefined
            if (!block) return DecorationSet.empty
            return DecorationSet.create(state.doc, [
              Decoration.node(block.from, block.to, { class: 'is-linked-to' }),
            ])
          },
        },
      }),
    ]
  },
})

/** Puts the address of the block that begins at `position` on the clipboard. */
export function copyLinkToBlock(editor: Editor, position: number): void {
  const body = bodyOf(editor)
  const anchor = body && anchorOf(body, editor.state.doc, position)
  if (!anchor) return
  const { origin, pathname } = window.location
  const link = `${origin}${pathname}#${anchor}`
  // Over plain http from another machine browsers have no clipboard to write to: the link can be taken from the note.
  const written = navigator.clipboard?.writeText(link) ?? Promise.reject(new Error('no clipboard'))
  written.then(
    () => toast.note('The link to this block is copied'),
    () => toast.note('Copy the link to this block', { detail: link }),
  )
}

/** Where the block begins that an address names; undefined when the page does not have it, and for any other address. */
export function linkedBlock(editor: Editor, hash: string): number | undefined {
  const body = bodyOf(editor)
  return body && positionOfAnchor(body, editor.state.doc, hash)
}

/**
 * Goes to the block that begins at `position`: opens what folds it away, brings it into sight and sets it off for a moment. Returns
 * what ends that moment early.
 */
export function showBlock(editor: Editor, position: number): () => void {
  const { state, view } = editor
  const shown = editor.utils.createMappablePosition(position)
  const tr = state.tr.setMeta(SHOWN, shown).setMeta('addToHistory', false)
  view.dispatch(tr.setSelection(TextSelection.near(state.doc.resolve(position + 1))))
  const dom = view.nodeDOM(position)
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: 'center' })
  const end = () => {
    clearTimeout(timer)
    if (!editor.isDestroyed)
      editor.view.dispatch(editor.state.tr.setMeta(SHOWN, null).setMeta('addToHistory', false))
  }
  const timer = setTimeout(end, SHOWN_MS)
  return end
}
