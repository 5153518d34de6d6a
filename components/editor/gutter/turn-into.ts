import type { Editor } from '@tiptap/core'
import { Fragment, type Node, type Schema } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { mentionText } from '#server/document-model/mention-node.ts'
import { type BlockRange, blockAt, isItem, isList } from './block-range.ts'
import { runAsOneStep } from './run-block-action.ts'

export type BlockKind =
  | 'text'
  | 'heading-1'
  | 'heading-2'
  | 'heading-3'
  | 'bullets'
  | 'numbers'
  | 'to-do'
  | 'quote'
  | 'code'

const LIST_OF_KIND: Readonly<Partial<Record<BlockKind, string>>> = {
  bullets: 'bulletList',
  numbers: 'orderedList',
  'to-do': 'taskList',
}
const KIND_OF_NODE: Readonly<Record<string, BlockKind>> = {
  paragraph: 'text',
  blockquote: 'quote',
  codeBlock: 'code',
  bulletList: 'bullets',
  orderedList: 'numbers',
  taskList: 'to-do',
}

/** What a block is now, in the words of `turnInto`; undefined for what cannot be turned into anything else. */
export function kindOf(state: EditorState, range: BlockRange): BlockKind | undefined {
  const node = blockAt(state.doc, range.from)?.node
  if (!node || isList(node)) return undefined
  if (isItem(node)) return KIND_OF_NODE[state.doc.resolve(range.from).parent.type.name]
  if (node.type.name !== 'heading') return KIND_OF_NODE[node.type.name]
  const level = Number(node.attrs.level)
  return level === 1 ? 'heading-1' : level === 2 ? 'heading-2' : 'heading-3'
}

/**
 * Makes the block another kind of block with the same words, in one step of undo. An item leaves its list, which goes on above
 * and below; what was nested in it stays after it. False when it is that kind already or nothing that can change.
 */
export function turnInto(editor: Editor, range: BlockRange, kind: BlockKind): boolean {
  const done = runAsOneStep(editor, (state) => turned(state, range, kind))
  if (done) editor.view.focus()
  return done
}

function turned(state: EditorState, range: BlockRange, kind: BlockKind): Transaction | undefined {
  const node = blockAt(state.doc, range.from)?.node
  const now = kindOf(state, range)
  if (!node || !now || now === kind) return undefined
  const parts = node.isTextblock ? [node] : node.content.content
  const made = blocksOf(state.schema, parts, kind)
  const $from = state.doc.resolve(range.from)
  const { tr } = state
  let start = range.from
  if (isItem(node)) {
    const list = $from.parent
    const index = $from.index()
    const above = list.content.content.slice(0, index)
    const below = list.content.content.slice(index + 1)
    const before = above.length > 0 ? [list.copy(Fragment.from(above))] : []
    const after = below.length > 0 ? [list.copy(Fragment.from(below))] : []
    const $list = state.doc.resolve($from.before())
    const all = Fragment.from([...before, ...made, ...after])
    if (!$list.parent.canReplace($list.index(), $list.index() + 1, all)) return undefined
    tr.replaceWith($list.pos, $list.pos + list.nodeSize, all)
    start = $list.pos + (before[0]?.nodeSize ?? 0)
  } else {
    if (!$from.parent.canReplace($from.index(), $from.index() + 1, Fragment.from(made))) return undefined
    tr.replaceWith(range.from, range.to, made)
  }
  const end = start + made.reduce((size, one) => size + one.nodeSize, 0)
  tr.setSelection(TextSelection.near(tr.doc.resolve(start + 1)))
  // Neighbours of one kind are one list: numbers would begin anew otherwise.
  joinLists(tr, end)
  joinLists(tr, start)
  return tr
}

function joinLists(tr: Transaction, at: number): void {
  const { nodeBefore, nodeAfter } = tr.doc.resolve(at)
  if (isList(nodeBefore) && nodeBefore?.type === nodeAfter?.type) tr.join(at)
}

function blocksOf(schema: Schema, parts: readonly Node[], kind: BlockKind): Node[] {
  const [first, ...rest] = parts
  const inline = first?.isTextblock ? inlineOf(schema, first) : Fragment.empty
  const others = first?.isTextblock ? rest : parts
  const list = LIST_OF_KIND[kind]
  const paragraph = schema.node('paragraph', null, inline)
  if (list) {
    const item = schema.node(list === 'taskList' ? 'taskItem' : 'listItem', null, [paragraph, ...others])
    return [schema.node(list, null, item)]
  }
  switch (kind) {
    case 'quote':
      return [schema.node('blockquote', null, [paragraph, ...others])]
    case 'code': {
      const text = first?.isTextblock ? plain(first) : ''
      return [schema.node('codeBlock', null, text === '' ? [] : schema.text(text)), ...others]
    }
    case 'text':
      return [paragraph, ...others]
    default:
      return [schema.node('heading', { level: Number(kind.at(-1)) }, inline), ...others]
  }
}

/** Lines of code become lines of a paragraph. */
function inlineOf(schema: Schema, block: Node): Fragment {
  if (!block.type.spec.code) return block.content
  return Fragment.from(
    block.textContent
      .split('\n')
      .flatMap((line, index) => [
        ...(index > 0 ? [schema.node('hardBreak')] : []),
        ...(line === '' ? [] : [schema.text(line)]),
      ]),
  )
}

function plain(block: Node): string {
  return block.textBetween(0, block.content.size, '\n', (leaf) =>
    leaf.type.name === 'mention' ? mentionText(leaf.attrs) : '\n',
  )
}
