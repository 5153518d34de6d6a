import { Fragment, type Mark, type Node, type ResolvedPos, Slice } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { MARKLESS } from '#server/document-model/from-task.ts'
import { withoutBlock } from '../job-result/settle-parts.ts'
import type { Stretch } from './passage-place.ts'

/**
 * Puts what a pending result at `position` holds in the place of the words that it was made of, marked as coming from its task; what
 * stands around them in their blocks stays. Undefined when there is no pending result, and where its content cannot stand in that
 * place whole: no word of it is dropped to make it fit, and no picture, file or other result amid the words goes with them.
 */
export function replacePassage(
  state: EditorState,
  position: number,
  { from, to }: Stretch,
): Transaction | undefined {
  const { doc, tr } = state
  const result = position <= doc.content.size ? doc.nodeAt(position) : null
  const end = position + (result?.nodeSize ?? 0)
  if (result?.type.name !== 'jobResult' || from >= to || (from < end && to > position)) return undefined
  if (holdsMoreThanWords(doc, { from, to })) return undefined
  const written = marked(result.content, result, result.attrs.taskId)
  const left = doc.textContent.length - result.textContent.length - doc.textBetween(from, to).length
  withoutBlock(tr, position, result)
  const [start, stop] = [tr.mapping.map(from, 1), tr.mapping.map(to, -1)]
  const $start = tr.doc.resolve(start)
  const only = written.childCount === 1 ? written.firstChild : null
  const line = only?.isTextblock && $start.sameParent(tr.doc.resolve(stop)) ? only : undefined
  // In code the ends of lines are letters too.
  const code = line && $start.parent.type.spec.code ? asCode(line, result.attrs.taskId) : undefined
  if (line) tr.replaceWith(start, stop, code ?? line.content)
  else replaceBlocks(tr, start, stop, written)
  if (tr.doc.textContent.length !== left + (code?.size ?? result.textContent.length)) return undefined
  const last = tr.mapping.map(to, 1)
  return tr.setSelection(TextSelection.near(tr.doc.resolve(last), -1)).scrollIntoView()
}

// The job was given words: nothing of these is in what it wrote.
const BESIDE_WORDS: ReadonlySet<string> = new Set(['image', 'file', 'jobResult', 'horizontalRule'])

function holdsMoreThanWords(doc: Node, { from, to }: Stretch): boolean {
  let found = false
  doc.nodesBetween(from, to, (node, at) => {
    // A toggle comes back as its words alone; one that the passage lies in stays around them.
    const torn = node.type.name === 'toggle' && (at >= from || at + node.nodeSize <= to)
    found ||= torn || BESIDE_WORDS.has(node.type.name)
    return !found
  })
  return found
}

/** Whole blocks give way to blocks, as far out as the new ones may stand; else the content flows in between what is left of them. */
function replaceBlocks(tr: Transaction, from: number, to: number, content: Fragment): void {
  const [$from, $to] = [tr.doc.resolve(from), tr.doc.resolve(to)]
  const shared = Math.min($from.sharedDepth(to), $from.depth - 1)
  const isWhole =
    from === $from.start() &&
    to === $to.end() &&
    edges($from, shared).every((index) => index === 0) &&
    atEnds($to, shared)
  for (let depth = shared; isWhole && depth >= 0; depth--) {
    const parent = $from.node(depth)
    const [first, last] = [$from.index(depth), $to.indexAfter(depth)]
    const inner =
      content.childCount === 1 && content.firstChild?.type === parent.type
        ? content.firstChild.content
        : content
    if (parent.canReplace(first, last, inner)) {
      tr.replaceWith($from.before(depth + 1), $to.after(depth + 1), inner)
      return
    }
    if (first > 0 || last < parent.childCount) break
  }
  tr.replaceRange(from, to, sliceOf(content))
}

/** Which child of each block around it, below `depth`, holds a position. */
function edges($at: ResolvedPos, depth: number): number[] {
  const found: number[] = []
  for (let level = depth + 1; level < $at.depth; level++) found.push($at.index(level))
  return found
}

function atEnds($at: ResolvedPos, depth: number): boolean {
  return edges($at, depth).every((index, level) => index === $at.node(depth + 1 + level).childCount - 1)
}

/** Open where it begins or ends with a paragraph, which there goes on in the block that stands around. */
function sliceOf(content: Fragment): Slice {
  const depth = (node: Node | null): number => (node?.type.name === 'paragraph' ? 1 : 0)
  return new Slice(content, depth(content.firstChild), depth(content.lastChild))
}

/** Of what formats words only their source goes into code. */
function asCode(line: Node, taskId: unknown): Fragment {
  const text = line.textBetween(0, line.content.size, '', ({ type }) =>
    type.name === 'hardBreak' ? '\n' : '',
  )
  const mark = line.type.schema.marks.provenance?.create({ taskId })
  return text === '' ? Fragment.empty : Fragment.from(line.type.schema.text(text, mark ? [mark] : []))
}

/** The same content, with its words, pictures and code naming the task that they came from. */
function marked(content: Fragment, parent: Node, taskId: unknown): Fragment {
  const mark: Mark | undefined = parent.type.schema.marks.provenance?.create({ taskId })
  return Fragment.from(
    content.content.map((node) => {
      if (MARKLESS.has(node.type.name))
        return node.type.create({ ...node.attrs, fromTask: taskId }, node.content, node.marks)
      if (node.isInline)
        return mark && parent.type.allowsMarkType(mark.type) ? node.mark(mark.addToSet(node.marks)) : node
      return node.copy(marked(node.content, node, taskId))
    }),
  )
}
