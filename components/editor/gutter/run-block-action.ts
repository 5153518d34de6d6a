import type { Editor } from '@tiptap/core'
import { type EditorState, Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { ownUndoStep } from '../own-undo-step.ts'
import { type BlockRange, blockAt, isItem, nodesIn, selectedBlocks, withEmptied } from './block-range.ts'
import { moveBlocks, removeBlocks, stepTarget } from './move-blocks.ts'

/**
 * Does what `make` says as one step of undo, apart from what was typed just before and after, and as one update of the shared
 * document. Its steps are handed to the binding one by one: given a page in which two blocks changed places, it may take
 * either for the one that moved, and writes that one anew; what somebody types in it meanwhile would be lost. A removal and an
 * insertion leave it no choice. False when there is nothing to do.
 */
export function runAsOneStep(editor: Editor, make: (state: EditorState) => Transaction | undefined): boolean {
  const tr = editor.isEditable ? make(editor.state) : undefined
  if (!tr) return false
  const shared: { doc?: Y.Doc } | undefined = ySyncPluginKey.getState(editor.state)
  ownUndoStep(editor, () => {
    if (shared?.doc && tr.steps.length > 1)
      shared.doc.transact(() => dispatchStepwise(editor, tr), ySyncPluginKey)
    else editor.view.dispatch(tr)
  })
  return true
}

function dispatchStepwise(editor: Editor, tr: Transaction): void {
  for (const [index, step] of tr.steps.entries()) {
    const part = editor.state.tr.step(step)
    if (index === tr.steps.length - 1)
      part.setSelection(Selection.fromJSON(part.doc, tr.selection.toJSON())).scrollIntoView()
    editor.view.dispatch(part)
  }
}

/** Moves the blocks of the range, or those of the selection, one step. */
export function stepBlocks(editor: Editor, direction: 'up' | 'down', range?: BlockRange): boolean {
  return runAsOneStep(editor, (state) => {
    const blocks = range ?? selectedBlocks(state.selection)
    const target = blocks && stepTarget(state.doc, blocks, direction)
    return blocks && target !== undefined ? moveBlocks(state, blocks, target) : undefined
  })
}

/** A pending result belongs to one task: it is accepted or rejected, never copied or turned into something else. */
export function isPendingResult(state: EditorState, range: BlockRange): boolean {
  return blockAt(state.doc, range.from)?.node.type.name === 'jobResult'
}

export function duplicateBlocks(editor: Editor, range: BlockRange): boolean {
  return runAsOneStep(editor, (state) => {
    if (isPendingResult(state, range)) return undefined
    const { tr } = state
    tr.insert(range.to, nodesIn(state.doc, range))
    return tr.setSelection(TextSelection.near(tr.doc.resolve(range.to + 1))).scrollIntoView()
  })
}

export function deleteBlocks(editor: Editor, range: BlockRange): boolean {
  return runAsOneStep(editor, (state) => {
    const { tr } = state
    const gone = withEmptied(state.doc, range)
    removeBlocks(tr, gone)
    return tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(gone.from, tr.doc.content.size))))
  })
}

/** Opens the `/` menu in a new line after the block, or in the block itself when it is an empty line. */
export function addBelow(editor: Editor, range: BlockRange): boolean {
  const done = runAsOneStep(editor, (state) => {
    const block = blockAt(state.doc, range.from)
    if (!block) return undefined
    const { tr, schema } = state
    if (block.node.type.name === 'paragraph' && block.node.content.size === 0)
      return tr.setSelection(TextSelection.near(tr.doc.resolve(range.from + 1)))
    const paragraph = schema.node('paragraph')
    tr.insert(range.to, isItem(block.node) ? block.node.type.create(null, paragraph) : paragraph)
    return tr.setSelection(TextSelection.near(tr.doc.resolve(range.to + 1))).scrollIntoView()
  })
  return done && editor.chain().focus().insertContent('/').run()
}
