import type { Node } from '@tiptap/pm/model'
import { type EditorState, NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state'
import { type BlockRange, holderOf, isItem, isList, nodesIn, withEmptied } from './block-range.ts'

/**
 * Moves blocks to `target`, a position between blocks: list items that leave their list make one of their own or join the
 * list beside them, paragraphs that come into a list become items. One transaction, which keeps the blocks that stay the very
 * same nodes, so that only the moved ones are written anew for everybody else. Undefined when it would change nothing or the
 * blocks do not fit there.
 */
export function moveBlocks(state: EditorState, range: BlockRange, target: number): Transaction | undefined {
  const { doc, tr, selection } = state
  const source = withEmptied(doc, range)
  if (target >= source.from && target <= source.to) return undefined
  const fitted = fitAt(doc, nodesIn(doc, range), doc.resolve(range.from).parent, target)
  if (!fitted) return undefined
  removeBlocks(tr, source)
  const at = tr.mapping.map(fitted.at)
  tr.insert(at, [...fitted.nodes])
  const inside = selection.from >= range.from && selection.to <= range.to
  if (inside && fitted.shift !== undefined) {
    const moved = at + fitted.shift - range.from
    tr.setSelection(
      selection instanceof NodeSelection
        ? NodeSelection.create(tr.doc, selection.from + moved)
        : TextSelection.create(tr.doc, selection.anchor + moved, selection.head + moved),
    )
  } else if (inside) tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)))
  return tr.scrollIntoView()
}

/** Takes blocks away; a holder that must not be empty keeps an empty paragraph. */
export function removeBlocks(tr: Transaction, { from, to }: BlockRange): void {
  const $from = tr.doc.resolve(from)
  const $to = tr.doc.resolve(to)
  if ($from.parent.canReplace($from.index(), $to.index())) tr.delete(from, to)
  else tr.replaceWith(from, to, tr.doc.type.schema.node('paragraph'))
}

/**
 * Where one step up or down leads: past the neighbour, out of a list whose end was reached, into the list beside it.
 * Undefined at the ends of the page.
 */
export function stepTarget(doc: Node, range: BlockRange, direction: 'up' | 'down'): number | undefined {
  const up = direction === 'up'
  const $edge = doc.resolve(up ? range.from : range.to)
  const neighbour = up ? $edge.nodeBefore : $edge.nodeAfter
  const past = (at: number, node: Node) => (up ? at - node.nodeSize : at + node.nodeSize)
  if (neighbour) return past($edge.pos, neighbour)
  if ($edge.depth === 0) return undefined
  const outside = up ? $edge.before() : $edge.after()
  const $outside = doc.resolve(outside)
  if (!isList($edge.parent)) return outside
  if (isItem($outside.parent)) {
    const holder = holderOf($outside)
    return holder && (up ? holder.start : holder.end)
  }
  // A list among blocks: leaving it without passing the block beside it would change nothing to be seen.
  const beside = up ? $outside.nodeBefore : $outside.nodeAfter
  if (!beside) return $outside.depth === 0 ? undefined : up ? $outside.before() : $outside.after()
  const item = up ? beside.lastChild : beside.firstChild
  if (beside.type === $edge.parent.type && item) return past(up ? outside - 1 : outside + 1, item)
  return past(outside, beside)
}

type Fitted = {
  nodes: readonly Node[]
  at: number
  /** How much further inside the moved blocks stand than where they are inserted; undefined when they changed. */
  shift: number | undefined
}

function fitAt(doc: Node, nodes: readonly Node[], from: Node, target: number): Fitted | undefined {
  const $target = doc.resolve(target)
  const { parent: place } = $target
  if (isList(place)) {
    const items = nodes.map((node) => asItems(node, place))
    if (items.some((made) => made === undefined)) return undefined
    const flat = items.flatMap((made) => made ?? [])
    return { nodes: flat, at: target, shift: nodes.every(isItem) ? 0 : undefined }
  }
  if (nodes.every(isItem)) {
    const { nodeBefore, nodeAfter } = $target
    if (nodeBefore?.type === from.type) return { nodes, at: target - 1, shift: 0 }
    if (nodeAfter?.type === from.type) return { nodes, at: target + 1, shift: 0 }
    if (!place.canReplaceWith($target.index(), $target.index(), from.type)) return undefined
    return { nodes: [from.type.create(from.attrs, nodes)], at: target, shift: 1 }
  }
  const fits = nodes.every((node) => place.canReplaceWith($target.index(), $target.index(), node.type))
  return fits ? { nodes, at: target, shift: 0 } : undefined
}

/** A block as items of a list, or undefined where that would lose what it is. */
function asItems(node: Node, list: Node): Node[] | undefined {
  const item = list.type.contentMatch.defaultType
  if (!item) return undefined
  if (node.type === item) return [node]
  if (isItem(node)) return [item.create(null, node.content)]
  if (isList(node)) return node.content.content.flatMap((one) => asItems(one, list) ?? [])
  return node.type.name === 'paragraph' ? [item.create(null, node)] : undefined
}
