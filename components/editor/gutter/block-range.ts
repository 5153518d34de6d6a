import type { Node, ResolvedPos } from '@tiptap/pm/model'
import type { Selection } from '@tiptap/pm/state'

/** Sibling blocks that are handled together: the positions before the first and after the last of them. */
export type BlockRange = { from: number; to: number }

const LISTS = new Set(['bulletList', 'orderedList', 'taskList'])
/** Frames around blocks. The first block of a frame stands for the whole of it: beside that, one takes hold of the frame. */
const FRAMES = new Set(['callout', 'toggle'])
/** Whose children are blocks that one takes hold of. A table or a quote is taken as a whole. */
const HOLDERS = new Set(['doc', ...FRAMES, ...LISTS])

export function isList(node: Node | null | undefined): boolean {
  return node !== null && node !== undefined && LISTS.has(node.type.name)
}

export function isItem(node: Node | null | undefined): boolean {
  return node?.type.name === 'listItem' || node?.type.name === 'taskItem'
}

export function isFrame(node: Node): boolean {
  return FRAMES.has(node.type.name)
}

/** True when the children of this node are what a handle stands beside. */
export function holdsBlocks(node: Node): boolean {
  return HOLDERS.has(node.type.name)
}

/** The blocks that a selection touches, at the deepest level that holds all of it. Undefined between blocks. */
export function selectedBlocks({ $from, $to }: Pick<Selection, '$from' | '$to'>): BlockRange | undefined {
  for (let depth = $from.sharedDepth($to.pos); depth >= 0; depth--) {
    const holder = $from.node(depth)
    if (!holdsBlocks(holder) || (isFrame(holder) && $to.index(depth) === 0)) continue
    const from = $from.depth > depth ? $from.before(depth + 1) : $from.pos
    const to = $to.depth > depth ? $to.after(depth + 1) : $to.pos
    return from < to ? { from, to } : undefined
  }
  return undefined
}

/** The block that begins at `position`; undefined when none does, as after an edit by somebody else. */
export function blockAt(doc: Node, position: number): (BlockRange & { node: Node }) | undefined {
  if (position < 0 || position >= doc.content.size) return undefined
  const $at = doc.resolve(position)
  const node = $at.nodeAfter
  if (!node || node.isInline || !holdsBlocks($at.parent)) return undefined
  return { from: position, to: position + node.nodeSize, node }
}

/** The blocks of a range, outermost level. */
export function nodesIn(doc: Node, { from, to }: BlockRange): Node[] {
  return doc.slice(from, to).content.content.slice()
}

/** The range with every parent that would be empty without it: a list cannot stand there without an item. */
export function withEmptied(doc: Node, range: BlockRange): BlockRange {
  let { from, to } = range
  for (;;) {
    const $from = doc.resolve(from)
    const alone = $from.parentOffset === 0 && to === $from.end()
    if (!alone || $from.depth === 0 || !isList($from.parent)) return { from, to }
    from = $from.before()
    to = from + $from.parent.nodeSize
  }
}

/** Where the block that holds `$at` begins, one level further out; undefined at the top. */
export function holderOf($at: ResolvedPos): { start: number; end: number } | undefined {
  for (let depth = $at.depth; depth > 0; depth--)
    if (holdsBlocks($at.node(depth - 1))) return { start: $at.before(depth), end: $at.after(depth) }
  return undefined
}
