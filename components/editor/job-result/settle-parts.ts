import type { Node } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { MARKLESS } from '#server/document-model/from-task.ts'
import { isWriting } from './results-in.ts'

/** What has been decided of a part of a pending result; nothing is to be decided of an empty one. */
type PartState = 'pending' | 'accepted' | 'empty'

/**
 * Reads off the part itself whether it has been accepted: its words carry the mark of the task. Accepting marks the part where
 * it stands, which two people may do at once, to the same part or to different ones, without doubling or losing a word; the
 * frame goes when the last part is settled.
 */
export function partState(part: Node, taskId: unknown): PartState {
  let state: PartState = 'empty'
  const look = (node: Node, parent: Node | null): boolean => {
    if (state === 'pending') return false
    if (MARKLESS.has(node.type.name)) {
      state = node.attrs.fromTask === taskId ? 'accepted' : 'pending'
      return false
    }
    if (node.isText && node.text?.trim() && isMarkable(parent))
      state = node.marks.some(({ type, attrs }) => type.name === 'provenance' && attrs.taskId === taskId)
        ? 'accepted'
        : 'pending'
    return true
  }
  if (look(part, null)) part.descendants((node, _position, parent) => look(node, parent))
  return state
}

function isMarkable(parent: Node | null): boolean {
  const mark = parent?.type.schema.marks.provenance
  return parent !== null && mark !== undefined && parent.type.allowsMarkType(mark)
}

/**
 * Accepts the part `index` of the pending result at `position`, or all that is left of it: its content is marked as coming from
 * the task, and the last part that is settled takes the frame away. Undefined when no such part is pending there.
 */
export function acceptParts(state: EditorState, position: number, index?: number): Transaction | undefined {
  const result = resultAt(state.doc, position)
  const wanted = result && pendingParts(result, position, index)
  if (!result || !wanted || (index !== undefined && wanted.length === 0)) return undefined
  const { tr, schema } = state
  const { taskId } = result.attrs
  const mark = schema.marks.provenance
  for (const { part, at } of wanted) {
    if (mark) tr.addMark(at, at + part.nodeSize, mark.create({ taskId }))
    const mine = (node: Node, where: number): boolean => {
      if (MARKLESS.has(node.type.name)) {
        tr.setNodeAttribute(where, 'fromTask', taskId)
        if (mark && node.isTextblock) tr.removeMark(where, where + node.nodeSize, mark)
      }
      return !node.isTextblock
    }
    if (mine(part, at)) part.descendants((node, offset) => mine(node, at + 1 + offset))
  }
  return withoutSettledFrame(tr, position)
}

/**
 * Removes the part `index` of the pending result at `position`, or all that nobody has accepted; what was accepted stays in the
 * page. Undefined when no such part is pending there.
 */
export function rejectParts(state: EditorState, position: number, index?: number): Transaction | undefined {
  const result = resultAt(state.doc, position)
  const wanted = result && pendingParts(result, position, index)
  if (!result || !wanted || (index !== undefined && wanted.length === 0)) return undefined
  const { tr } = state
  const kept = partsOf(result, position).filter(({ at }) => !wanted.some((gone) => gone.at === at))
  if (!kept.some(({ part }) => partState(part, result.attrs.taskId) !== 'empty'))
    return withoutBlock(tr, position, result)
  for (const { part, at } of wanted.toReversed()) tr.delete(at, at + part.nodeSize)
  return withoutSettledFrame(tr, position)
}

/** True when nothing of a pending result is left to decide, and something of it was accepted. */
export function isSettled(result: Node): boolean {
  const states = partsOf(result, 0).map(({ part }) => partState(part, result.attrs.taskId))
  return states.includes('accepted') && !states.includes('pending')
}

type Part = { part: Node; at: number }

/** Nothing is to be decided of what its job still writes. */
function resultAt(doc: Node, position: number): Node | undefined {
  const node = position <= doc.content.size ? doc.nodeAt(position) : null
  return node?.type.name === 'jobResult' && !isWriting(node) ? node : undefined
}

function partsOf(result: Node, position: number): Part[] {
  const parts: Part[] = []
  result.forEach((part, offset) => {
    parts.push({ part, at: position + 1 + offset })
  })
  return parts
}

function pendingParts(result: Node, position: number, index: number | undefined): Part[] {
  return partsOf(result, position).filter(
    ({ part }, at) =>
      (index === undefined || at === index) && partState(part, result.attrs.taskId) === 'pending',
  )
}

/** Once nothing is pending, the content stands in the place of the frame. */
function withoutSettledFrame(tr: Transaction, position: number): Transaction {
  const result = resultAt(tr.doc, position)
  if (!result || pendingParts(result, position, undefined).length > 0) return tr
  tr.replaceWith(position, position + result.nodeSize, result.content)
  return tr
    .setSelection(TextSelection.near(tr.doc.resolve(position + result.content.size), -1))
    .scrollIntoView()
}

/** The page, and whatever else holds the block, keeps at least one line. */
export function withoutBlock(tr: Transaction, position: number, block: Node): Transaction {
  const end = position + block.nodeSize
  const holder = tr.doc.resolve(position).parent
  const { paragraph } = tr.doc.type.schema.nodes
  if (holder.childCount === 1 && paragraph) return tr.replaceWith(position, end, paragraph.create())
  return tr.delete(position, end)
}
