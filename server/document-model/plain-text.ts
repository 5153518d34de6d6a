import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { mentionText } from './mention-node.ts'
import { pushAll } from './push-all.ts'

/** The title of a page, with white space made single. */
export function titleOf(doc: Y.Doc): string {
  return doc.getText(ROOT.title).toString().replace(/\s+/g, ' ').trim()
}

/** The text of a page's body, as `readBody` gives it. */
export function bodyTextOf(doc: Y.Doc): string {
  return readBody(doc).text
}

/**
 * The text of a page's body, as `readBody` gives it, and the tasks that say that they still write in it, each once.
 */
export function bodyTextAndDrafts(doc: Y.Doc): { text: string; drafts: string[] } {
  const drafts = new Set<string>()
  const { text } = readBody(doc, (result) => {
    if (result.getAttribute('phase') === 'writing') drafts.add(String(result.getAttribute('taskId')))
  })
  return { text, drafts: [...drafts] }
}

/**
 * The text of a page's body, and where its headings begin in it: blocks apart by an empty line, lines of one block by a
 * newline, a row of a table on one line with bars between its cells, a file as its name. What is folded away in a toggle is
 * text like any other. Results that nobody has accepted are left out, and told to `onResult`: a job must not feed on another
 * job's proposal. Walks without recursion, so depth cannot exhaust the stack.
 */
export function readBody(
  doc: Y.Doc,
  onResult?: (result: Y.XmlElement) => void,
): { text: string; headings: { at: number; text: string }[] } {
  const blocks: Block[] = []
  const open: Place[] = places(doc.getXmlFragment(ROOT.body).toArray())
  while (open.length > 0) {
    const { node, row, cell } = open.pop() ?? {}
    if (!(node instanceof Y.XmlElement)) continue
    if (node.nodeName === 'jobResult') {
      onResult?.(node)
      continue
    }
    const inner = node.toArray()
    if (node.nodeName === 'file') blocks.push({ text: fileName(node), heading: false, row, cell })
    else if (inner.some(isInline))
      blocks.push({ text: inlineText(inner), heading: node.nodeName === 'heading', row, cell })
    // A table in a cell of another has rows of its own; whatever else stands in a cell belongs to the cell's row.
    else if (node.nodeName === 'tableRow') pushAll(open, places(inner, node))
    else if (CELLS.has(node.nodeName)) pushAll(open, places(inner, row, node))
    else pushAll(open, places(inner, row, cell))
  }
  return joined(blocks.filter(({ text }) => text.trim() !== ''))
}

const CELLS = new Set(['tableCell', 'tableHeader'])

/** Something in the page, and the row and cell of a table that it stands in. */
type Place = { node: unknown; row: Y.XmlElement | undefined; cell: Y.XmlElement | undefined }
type Block = { text: string; heading: boolean } & Omit<Place, 'node'>

/** In reverse: the end of the list is taken next. */
function places(nodes: readonly unknown[], row?: Y.XmlElement, cell?: Y.XmlElement): Place[] {
  return nodes.map((node) => ({ node, row, cell })).reverse()
}

function joined(blocks: readonly Block[]): ReturnType<typeof readBody> {
  const headings: { at: number; text: string }[] = []
  let text = ''
  let last: Block | undefined
  for (const block of blocks) {
    const sameRow = last !== undefined && block.row !== undefined && block.row === last.row
    if (last) text += !sameRow ? betweenRows(last, block) : block.cell === last.cell ? ' ' : ' | '
    if (block.heading) headings.push({ at: text.length, text: block.text })
    text += block.row ? block.text.replaceAll('\n', ' ') : block.text
    last = block
  }
  return { text, headings }
}

function betweenRows(last: Block, block: Block): string {
  const sameTable = last.row !== undefined && block.row !== undefined && last.row.parent === block.row.parent
  return sameTable ? '\n' : '\n\n'
}

function fileName(file: Y.XmlElement): string {
  const name: unknown = file.getAttribute('name')
  return typeof name === 'string' ? name : ''
}

function inlineText(nodes: readonly unknown[]): string {
  return nodes
    .map((node) => {
      if (node instanceof Y.XmlText) return textOf(node)
      if (!(node instanceof Y.XmlElement)) return ''
      if (node.nodeName === 'mention') return mentionText(node.getAttributes())
      return node.nodeName === 'hardBreak' ? '\n' : ''
    })
    .join('')
}

function isInline(node: unknown): boolean {
  return node instanceof Y.XmlText || (node instanceof Y.XmlElement && node.nodeName === 'mention')
}

/** The characters alone: `toString()` of an XmlText would write its marks as tags. */
function textOf(node: Y.XmlText): string {
  let text = ''
  for (const part of node.toDelta() as { insert?: unknown }[])
    if (typeof part.insert === 'string') text += part.insert
  return text
}
