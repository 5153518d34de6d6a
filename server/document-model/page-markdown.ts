import * as Y from 'yjs'
import type { CalloutKind } from '#server/contracts/callout-kinds.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { InlineRun } from '#server/contracts/document-blocks.ts'
import { calloutKind } from './callout-node.ts'
import { guardedEntry, guardedHeading, guardedParagraph, guardedQuote } from './guard-lines.ts'
import { bareMarkdown, inlineMarkdown } from './inline-markdown.ts'
import { attributeOf, elementsOf, runsOf, wordsOf } from './page-runs.ts'
import { pushAll } from './push-all.ts'

/** What stands before the first line of a block and before its others, and the list or frame that it stands in. */
type Place = {
  node: unknown
  lead: string
  rest: string
  list: unknown
  /** True of a list that takes the other sign. */
  repeats?: boolean
  /** What an entry of a list begins with. */
  sign?: string
  frame: Frame | undefined
  /** Writes words with their marks. */
  write: typeof inlineMarkdown
}
type Around = Omit<Place, 'node'> & { node?: unknown }
type Frame = { node: Y.XmlElement; lead: string }
type Line = Pick<Place, 'list' | 'frame'> & { text: string; heading: string | undefined }

const LISTS = new Set(['bulletList', 'orderedList', 'taskList'])
const CALLOUT_WORDS: Readonly<Record<CalloutKind, string>> = {
  note: 'NOTE',
  tip: 'TIP',
  warning: 'WARNING',
  danger: 'CAUTION',
}

/**
 * The body of a page as Markdown for a model, which `markdownBlocks` reads as the same blocks, with the places of its headings. Like
 * `readBody` it leaves out pending results and walks without recursion. What Markdown cannot hold is listed in README, Limits.
 */
export function readMarkdown(doc: Y.Doc): { text: string; headings: { at: number; text: string }[] } {
  return read(children(doc.getXmlFragment(ROOT.body), TOP))
}

/** The same for reading alone, of which nothing comes back as blocks: its words stand as they are, without escapes and addresses of mentions. */
export function readOutline(doc: Y.Doc): ReturnType<typeof readMarkdown> {
  return read(children(doc.getXmlFragment(ROOT.body), { ...TOP, write: bareMarkdown }))
}

/** The blocks of the top level of a page, each as Markdown by itself. */
export function blocksMarkdown(body: Y.XmlFragment): ReadonlyMap<unknown, string> {
  return new Map(children(body, TOP).map((place) => [place.node, read([place]).text]))
}

/** A line of plain text as a paragraph of Markdown. */
export function lineMarkdown(text: string): string {
  return inlineMarkdown([{ text }], { guarded: guardedParagraph })
}

const TOP = { lead: '', rest: '', list: undefined, frame: undefined, write: inlineMarkdown }

function read(open: Place[]): ReturnType<typeof readMarkdown> {
  const lines: Line[] = []
  while (open.length > 0) {
    const place = open.pop()
    if (!place || !(place.node instanceof Y.XmlElement) || place.node.nodeName === 'jobResult') continue
    const { node, lead, rest, list, frame } = place
    const add = (text: string, heading?: string): void => {
      if (text.trim() === '' && lead === rest) return
      lines.push({ text: lead + text.replaceAll('\n', `\n${rest}`), list, frame, heading })
    }
    const inside = list !== undefined || frame !== undefined
    switch (node.nodeName) {
      case 'paragraph':
      case 'file':
        add(textOf(node, place))
        break
      case 'heading':
        add(inside ? textOf(node, place) : headingText(node, place), wordsOf(node))
        break
      case 'codeBlock':
        add(frame ? textOf(node, place) : fenced(node))
        break
      case 'table':
        add(inside ? rowLines(node, place) : tableText(node, place))
        break
      case 'blockquote':
      case 'callout':
        pushAll(open, list === undefined ? framed(node, place) : children(node, place))
        break
      case 'listItem':
      case 'taskItem':
        pushAll(open, entryParts(node, { ...place, list: list ?? node.parent }))
        break
      default:
        pushAll(open, isList(node) ? entries(node, place) : children(node, place))
    }
  }
  return joined(lines)
}

/** In reverse: the end of the list is taken next. Only the first has what leads in. */
function children(node: Y.XmlFragment, { lead, rest, sign: _, ...place }: Around): Place[] {
  const nodes: readonly unknown[] = node.toArray()
  const repeats = repeatedLists(nodes)
  return nodes
    .map((child, index) => ({
      ...place,
      ...{ node: child, lead: index === 0 ? lead : rest, rest, repeats: repeats.has(child) },
    }))
    .reverse()
}

/** In reverse, each with its sign. Lists that follow one another take turns with theirs: with one sign they would be one list. */
function entries(list: Y.XmlElement, { lead, rest, repeats = false, ...place }: Around): Place[] {
  const start = Number.parseInt(attributeOf(list, 'start') || '1', 10)
  const signOf = (index: number): string => {
    if (list.nodeName === 'orderedList') return `${start + index}${repeats ? ')' : '.'} `
    return repeats ? '* ' : '- '
  }
  return list
    .toArray()
    .map((node, index) => ({ ...place, node, lead, rest, list: place.list ?? list, sign: signOf(index) }))
    .reverse()
}

/** What stands in a quotation or a callout; of one inside of another the kind is left out, since it could not come back. */
function framed(node: Y.XmlElement, { lead, rest, frame, ...place }: Around): Place[] {
  const inner = `${rest}> `
  const isCallout = node.nodeName === 'callout' && frame === undefined && place.write === inlineMarkdown
  const sign = isCallout ? `[!${CALLOUT_WORDS[calloutKind(node.getAttribute('kind'))]}]\n${inner}` : ''
  const around = { ...place, rest: inner, frame: frame ?? { node, lead: `${rest}>` } }
  return children(node, { ...around, lead: `${lead}> ${sign}` })
}

function isList(node: unknown): node is Y.XmlElement {
  return node instanceof Y.XmlElement && LISTS.has(node.nodeName)
}

function entryParts(item: Y.XmlElement, { lead, rest, sign = '- ', ...place }: Around): Place[] {
  const box = item.nodeName === 'taskItem' ? `[${attributeOf(item, 'checked') === 'true' ? 'x' : ' '}] ` : ''
  const inner = `${rest}${' '.repeat(sign.length)}`
  // Lists inside an entry begin with a line of their own; the words of the entry follow its sign.
  return children(item, { ...place, lead: inner, rest: inner }).map((part) =>
    part.node === item.get(0) ? { ...part, lead: `${lead}${sign}${box}` } : part,
  )
}

/** Those of these that follow a list of their kind with no other between them, each second one; what is not written is not between. */
function repeatedLists(nodes: readonly unknown[]): ReadonlySet<unknown> {
  const repeats = new Set<unknown>()
  let before: { ordered: boolean; count: number } | undefined
  for (const node of nodes) {
    if (isList(node)) {
      const ordered = node.nodeName === 'orderedList'
      before = { ordered, count: before?.ordered === ordered ? before.count + 1 : 0 }
      if (before.count % 2 === 1) repeats.add(node)
    } else if (before && !(node instanceof Y.XmlElement && !isWritten(node))) before = undefined
  }
  return repeats
}

function isWritten(node: Y.XmlElement): boolean {
  return ['file', 'codeBlock', 'table'].includes(node.nodeName) || wordsOf(node).trim() !== ''
}

function joined(lines: readonly Line[]): ReturnType<typeof readMarkdown> {
  const headings: { at: number; text: string }[] = []
  let text = ''
  let last: Line | undefined
  for (const line of lines) {
    if (last) text += between(last, line)
    if (line.heading !== undefined) headings.push({ at: text.length, text: line.heading })
    text += line.text
    last = line
  }
  return { text, headings }
}

function between(last: Line, line: Line): string {
  if (line.list !== undefined && line.list === last.list) return '\n'
  return line.frame && line.frame.node === last.frame?.node ? `\n${line.frame.lead}\n` : '\n\n'
}

/** A block as words: a paragraph, the name of a file, and what cannot stand as it is inside of another block. */
function textOf(node: Y.XmlElement, place: Place): string {
  const runs = node.nodeName === 'file' ? [{ text: attributeOf(node, 'name') }] : runsOf(node)
  return place.write(runs, { guarded: guardOf(place) })
}

/** Escapes what would be read as the sign of a block in a place. */
function guardOf({ lead, rest, list, frame }: Place): (text: string) => string {
  if (frame) return guardedQuote
  const sign = lead === rest ? '' : lead
  return list === undefined ? guardedParagraph : (text) => guardedEntry(text, sign)
}

function headingText(node: Y.XmlElement, { write }: Place): string {
  return `${'#'.repeat(levelOf(node))} ${write(runsOf(node), { breaks: true, guarded: guardedHeading })}`
}

/** Between more ticks than any line of it begins with. */
function fenced(node: Y.XmlElement): string {
  const code = wordsOf(node)
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${attributeOf(node, 'language')}\n${code}\n${fence}`
}

/** The paragraphs of a cell stand on its one line; without a row that names the columns, a row of empty cells takes its place. */
function tableText(table: Y.XmlElement, { write }: Place): string {
  const rows = elementsOf(table).map((row) =>
    elementsOf(row).map((cell) => write(cellRuns(cell), { breaks: true }).replaceAll('|', '\\|')),
  )
  const width = Math.max(1, ...rows.map(({ length }) => length))
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`
  const [first] = elementsOf(table)
  const named = first !== undefined && elementsOf(first).every(({ nodeName }) => nodeName === 'tableHeader')
  const [head = [], ...rest] = named ? rows : [[], ...rows]
  return [line(head), line(Array.from({ length: width }, () => '---')), ...rest.map(line)].join('\n')
}

/** A table that stands in another block, a line for each row. */
function rowLines(table: Y.XmlElement, place: Place): string {
  const runs = elementsOf(table).flatMap((row, at) => [
    ...(at > 0 ? [{ text: '\n' }] : []),
    ...elementsOf(row).flatMap((cell, column) => [...(column > 0 ? [{ text: ' | ' }] : []), ...runsOf(cell)]),
  ])
  return place.write(runs, { guarded: guardOf(place) })
}

function cellRuns(cell: Y.XmlElement): InlineRun[] {
  return elementsOf(cell).flatMap((part, at) => [...(at > 0 ? [{ text: '\n' }] : []), ...runsOf(part)])
}

function levelOf(heading: Y.XmlElement): number {
  const level = Number(attributeOf(heading, 'level'))
  return level >= 1 && level <= 6 ? level : 1
}
