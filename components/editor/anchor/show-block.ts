import { type Editor, Extension } from '@tiptap/core'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { toast } from '../../ui/toast.tsx'
import { blockAt } from '../gutter/block-range.ts'
import { anchorOf, positionOfAnchor } from './block-anchor.ts'

/** Long enough to be found by an eye that looks up from elsewhere. */
const SHOWN_MS = 2_400
const SHOWN = new PluginKey<number | null>('shownBlock')

/** Sets a block off for a moment: the one that a link led to. */
export const shownBlock = Extension.create({
  name: 'shownBlock',
  addProseMirrorPlugins: () => [
    new Plugin<number | null>({
      key: SHOWN,
      state: {
        init: () => null,
        apply(transaction, at) {
          const told: number | null | undefined = transaction.getMeta(SHOWN)
          if (told !== undefined) return told
          return at === null || !transaction.docChanged ? at : transaction.mapping.map(at)
        },
      },
      props: {
        decorations(state) {
          const at = SHOWN.getState(state) ?? null
          const block = at === null ? undefined : blockAt(state.doc, at)
          if (!block) return DecorationSet.empty
          return DecorationSet.create(state.doc, [
            Decoration.node(block.from, block.to, { class: 'is-linked-to' }),
          ])
        },
      },
    }),
  ],
})

function bodyOf(editor: Editor): Y.XmlFragment | undefined {
  const shared: { type?: unknown } | undefined = ySyncPluginKey.getState(editor.state)
  return shared?.type instanceof Y.XmlFragment ? shared.type : undefined
}

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

/**
 * Goes to the block that the address names: opens what folds it away, brings it into sight and sets it off for a moment. Says so
 * when it is gone. Returns what stops the moment early.
 */
export function showLinkedBlock(editor: Editor, hash: string): () => void {
  const body = bodyOf(editor)
  if (!hash.startsWith('#block-') || !body) return () => {}
  const position = positionOfAnchor(body, editor.state.doc, hash)
  if (position === undefined) {
    toast.note('The block that this link names is not on this page any more')
    return () => {}
  }
  const { state, view } = editor
  const tr = state.tr.setMeta(SHOWN, position).setMeta('addToHistory', false)
  view.dispatch(tr.setSelection(TextSelection.near(state.doc.resolve(position + 1))))
  const dom = view.nodeDOM(position)
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: 'center' })
  const end = () => {
    if (!editor.isDestroyed)
      editor.view.dispatch(editor.state.tr.setMeta(SHOWN, null).setMeta('addToHistory', false))
  }
  const timer = setTimeout(end, SHOWN_MS)
  return () => clearTimeout(timer)
}
