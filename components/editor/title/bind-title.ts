import * as Y from 'yjs'
import { moveCaret, smallestEdit, type TextEdit } from './title-edit.ts'

type Delta = readonly { retain?: number; insert?: unknown; delete?: number }[]

/** Origin of the edits made in the title field: undo takes back these and no other. */
const FROM_FIELD = Symbol('title field')

export type TitleBinding = { undo(): void; redo(): void; unbind(): void }

/**
 * Ties a text field to the shared title until `unbind`: what is typed becomes the smallest edit, what others type appears and
 * leaves the caret where it was in the text. While an input method composes, others' edits wait: replacing the field's value
 * would end the composition.
 */
export function bindTitle(field: HTMLTextAreaElement, text: Y.Text): TitleBinding {
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([FROM_FIELD]) })
  /** What the field shows of the shared text; `missed` leads from there to the shared text of now. */
  let shown = text.toString()
  let missed: Delta[] = []
  let composing = false
  field.value = shown

  function push(): void {
    const value = field.value.replace(/[\r\n]+/g, ' ')
    const edit = smallestEdit(shown, value, field.selectionEnd)
    shown = value
    if (edit) text.doc?.transact(() => apply(text, after(edit, missed)), FROM_FIELD)
    if (missed.length > 0 || value !== field.value) show(missed)
  }

  function show(deltas: readonly Delta[]): void {
    const caret = (at: number) => deltas.reduce((place, delta) => moveCaret(place, delta), at)
    const { selectionStart, selectionEnd } = field
    missed = []
    shown = text.toString()
    if (field.value === shown) return
    field.value = shown
    // A field that is not focused has no caret to keep, and setting one would steal the focus in Safari.
    if (document.activeElement === field) field.setSelectionRange(caret(selectionStart), caret(selectionEnd))
  }

  function onShared(event: Y.YTextEvent, transaction: Y.Transaction): void {
    if (transaction.origin === FROM_FIELD) return
    if (composing) missed.push(event.delta)
    else show([event.delta])
  }

  const onInput = () => {
    if (!composing) push()
  }
  const onCompositionStart = () => {
    composing = true
  }
  const onCompositionEnd = () => {
    composing = false
    push()
  }
  text.observe(onShared)
  field.addEventListener('input', onInput)
  field.addEventListener('compositionstart', onCompositionStart)
  field.addEventListener('compositionend', onCompositionEnd)
  return {
    undo: () => void undo.undo(),
    redo: () => void undo.redo(),
    unbind() {
      text.unobserve(onShared)
      field.removeEventListener('input', onInput)
      field.removeEventListener('compositionstart', onCompositionStart)
      field.removeEventListener('compositionend', onCompositionEnd)
      undo.destroy()
    },
  }
}

/** The edit as it must be made after others' changes. */
function after({ index, remove, insert }: TextEdit, deltas: readonly Delta[]): TextEdit {
  const move = (at: number) => deltas.reduce((place, delta) => moveCaret(place, delta), at)
  const start = move(index)
  return { index: start, remove: move(index + remove) - start, insert }
}

function apply(text: Y.Text, { index, remove, insert }: TextEdit): void {
  if (remove > 0) text.delete(index, remove)
  if (insert !== '') text.insert(index, insert)
}
