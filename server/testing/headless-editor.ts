import type { Schema } from '@tiptap/pm/model'
import { EditorState, type Plugin, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { ySyncPlugin } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'

/**
 * The browser's binding between the shared document and an editor, on a state without a screen: what it writes into the
 * document, and what it deletes from it, is what an open page writes and deletes.
 */
export class HeadlessEditor {
  // The binding dispatches while it is being made.
  #views: { update?: (view: EditorView, before: EditorState) => void; destroy?: () => void }[] = []
  state: EditorState

  constructor(schema: Schema, doc: Y.Doc, plugins: readonly Plugin[] = []) {
    const sync: Plugin = ySyncPlugin(doc.getXmlFragment(ROOT.body))
    this.state = EditorState.create({ schema, plugins: [sync, ...plugins] })
    // Of a view the binding uses the state, `dispatch` and `hasFocus`.
    const view = this as unknown as EditorView
    this.#views = [sync].flatMap((plugin) => plugin.spec.view?.(view) ?? [])
  }

  readonly hasFocus = (): boolean => false

  readonly dispatch = (transaction: Transaction): void => {
    const before = this.state
    this.state = before.apply(transaction)
    for (const { update } of this.#views) update?.(this as unknown as EditorView, before)
  }

  /** The page as the editor shows it, in ProseMirror's short notation. */
  get outline(): string {
    return this.state.doc.toString()
  }

  /** Where a text stands in the page; throws when it does not. */
  positionOf(text: string): number {
    let found = -1
    this.state.doc.descendants((node, position) => {
      if (node.isText && node.text?.includes(text)) found = position + node.text.indexOf(text)
    })
    if (found === -1) throw new Error(`no “${text}” in ${this.outline}`)
    return found
  }

  typeAfter(text: string, typed: string): void {
    this.dispatch(this.state.tr.insertText(typed, this.positionOf(text) + text.length))
  }

  destroy(): void {
    for (const { destroy } of this.#views) destroy?.()
  }
}
