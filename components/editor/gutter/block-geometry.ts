import type { Node } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { type BlockRange, blockAt, holdsBlocks, isFrame, isItem, isList } from './block-range.ts'

/** How far a block answers above its own top, in pixels: half of the space between two blocks. */
const REACH = 7

type Placed = { at: number; node: Node; box: DOMRect }

/** The innermost block beside a height of the window; for what lies between two, the upper one. Undefined in an empty view. */
export function blockAtHeight(view: EditorView, y: number): BlockRange | undefined {
  let found = childAtHeight(view, view.state.doc, 0, y)
  for (;;) {
    const inner = found && innerAtHeight(view, found, y)
    if (!inner) break
    found = inner
  }
  return found && { from: found.at, to: found.at + found.node.nodeSize }
}

/** The child of `parent` that stands at the height: the last one that begins above it, found by halving. */
function childAtHeight(view: EditorView, parent: Node, start: number, y: number): Placed | undefined {
  const positions: number[] = []
  parent.forEach((_child, offset) => {
    positions.push(start + offset)
  })
  let low = 0
  let high = positions.length - 1
  let found: Placed | undefined
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = positions[middle] ?? start
    const dom = view.nodeDOM(at)
    const node = parent.maybeChild(middle)
    if (!(dom instanceof HTMLElement) || !node) return found
    const box = dom.getBoundingClientRect()
    // What is folded away has no place; it comes after what can be seen.
    const folded = dom.getClientRects().length === 0
    if (!folded && (box.top - REACH <= y || middle === 0)) {
      found = { at, node, box }
      low = middle + 1
    } else high = middle - 1
  }
  return found
}

function innerAtHeight(view: EditorView, { at, node }: Placed, y: number): Placed | undefined {
  if (holdsBlocks(node)) {
    const child = childAtHeight(view, node, at + 1, y)
    return isFrame(node) && child?.at === at + 1 ? undefined : child
  }
  // Inside an item or a callout's frame: what holds blocks in it, when the height is at that.
  let inner: Placed | undefined
  node.forEach((child, offset) => {
    const dom = holdsBlocks(child) ? view.nodeDOM(at + 1 + offset) : undefined
    if (!(dom instanceof HTMLElement)) return
    const box = dom.getBoundingClientRect()
    if (box.top - REACH <= y && box.height > 0) inner = { at: at + 1 + offset, node: child, box }
  })
  return inner
}

export type Row = { left: number; top: number; bottom: number; right: number; middle: number }

/** Where a block stands in the window, and the middle of its first line. */
export function rowOf(view: EditorView, from: number): Row | undefined {
  const node = blockAt(view.state.doc, from)?.node
  const dom = view.nodeDOM(from)
  if (!node || !(dom instanceof HTMLElement)) return undefined
  const box = dom.getBoundingClientRect()
  // The sign of an item hangs out to the left of it.
  const hang = isItem(node) && node.type.name === 'listItem' ? 26 : 0
  return {
    left: box.left - hang,
    top: box.top,
    bottom: box.bottom,
    right: box.right,
    middle: firstLineMiddle(view, from, node, box),
  }
}

function firstLineMiddle(view: EditorView, from: number, node: Node, box: DOMRect): number {
  let first = from + 1
  let inner: Node | null = node
  while (inner && !inner.isTextblock && inner.firstChild) {
    inner = inner.firstChild
    first++
  }
  if (!inner?.isTextblock) return box.top + Math.min(14, box.height / 2)
  const line = view.coordsAtPos(first)
  return (line.top + line.bottom) / 2
}

export type DropPlace = { target: number; y: number; left: number; right: number }

/**
 * Where blocks that are let go at a point of the window would land, innermost place first and then those around it; the
 * caller takes the first that fits. Left of a list's text means beside the list and not in it.
 */
export function dropPlaces(view: EditorView, x: number, y: number): DropPlace[] {
  const block = blockAtHeight(view, y)
  if (!block) return []
  const places: DropPlace[] = []
  const { doc } = view.state
  let { from, to } = block
  let before = y < headMiddle(view, from)
  for (;;) {
    const row = rowOf(view, from)
    const node = blockAt(doc, from)?.node
    if (!row || !node) return places
    const nested = !before && isItem(node) && isList(node.lastChild) ? node.lastChild : undefined
    const below = nested ? rowOf(view, to - 1 - nested.nodeSize + 1) : undefined
    if (nested && below && x >= row.left && y < below.top + REACH) {
      places.push({
        target: to - 1 - nested.nodeSize + 1,
        y: below.top - 2,
        left: below.left,
        right: row.right,
      })
    }
    const target = before ? from : to
    const place = { target, y: before ? row.top - 3 : row.bottom + 3, left: row.left, right: row.right }
    const $target = doc.resolve(target)
    const atEdge = before ? $target.parentOffset === 0 : target === $target.end()
    // Right of where the text begins the inner place is meant; further left the outer one, where there is one.
    if (x >= row.left - 4 || !atEdge || $target.depth === 0) places.push(place)
    if ($target.depth === 0) return places
    const outer = outerBlock(doc, from)
    if (!outer) return places
    before = before && $target.parentOffset === 0
    ;({ from, to } = outer)
  }
}

function headMiddle(view: EditorView, from: number): number {
  const row = rowOf(view, from)
  if (!row) return 0
  const node = blockAt(view.state.doc, from)?.node
  return node && isItem(node) ? row.middle : (row.top + row.bottom) / 2
}

function outerBlock(doc: Node, from: number): BlockRange | undefined {
  const $from = doc.resolve(from)
  for (let depth = $from.depth; depth > 0; depth--)
    if (holdsBlocks($from.node(depth - 1))) return { from: $from.before(depth), to: $from.after(depth) }
  return undefined
}
