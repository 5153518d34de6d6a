import type { CalloutKind } from '#server/contracts/callout-kinds.ts'
import {
  type DocumentBlock,
  type InlineRun,
  LIST_DEPTH_MAX,
  type ListEntry,
} from '#server/contracts/document-blocks.ts'
import { joinAlike, linesText, markdownRuns, trimmed } from './markdown-runs.ts'
import { isSafeHref } from './safe-links.ts'

export const FENCE = /^\s{0,40}(?:(`{3,})[^`]*|(~{3,}).*)$/
export const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/
export const RULE = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/
export const QUOTE = /^ {0,3}>\s?/
// A longer number is none of a list.
export const ITEM = /^(\s{0,40})([-*+•]|\d{1,6}[.)])(?:\s+(.*))?$/
const LANGUAGE = /^[\p{L}\p{N}+#._-]{1,40}$/u
export const CALLOUT = /^\[!(NOTE|IMPORTANT|TIP|WARNING|CAUTION)\]$/
const CALLOUT_OF: Readonly<Record<string, CalloutKind>> = {
  NOTE: 'note',
  IMPORTANT: 'note',
  TIP: 'tip',
  WARNING: 'warning',
  CAUTION: 'danger',
}
export const BOX = /^\[([ xX])\](?:\s+|$)/
export const ROW = /^\s*\|.*\|\s*$/
// No two runs of spaces meet in it, or a long one would be divided between them in all ways.
export const RULED = /^\s*(?:\|\s*)?(?::?-{2,}:?\s*\|\s*)+(?::?-{2,}:?\s*)?$/

type Reader = {
  lines: readonly string[]
  at: number
  runs: (text: string) => InlineRun[]
  /** Of what stands on one line whatever is in it. */
  lineRuns: (text: string) => InlineRun[]
}

/**
 * A model's Markdown as blocks that a page can hold: paragraphs, headings, lists (also to tick), quotations, code, tables. What
 * is none of these, HTML and pictures above all, stands there as text. Links are kept where `isKnown` says that the address is
 * known and a page may hold it; any other is shown as text. Takes time in proportion to the text, and never throws.
 */
export function markdownBlocks(
  text: string,
  isKnown: (href: string) => boolean = () => false,
): DocumentBlock[] {
  const known = (href: string): boolean => isSafeHref(href) && isKnown(href)
  const reader: Reader = {
    lines: text.split(/\r\n|[\n\r\u2028\u2029]/),
    at: 0,
    runs: (words) => markdownRuns(words, known),
    lineRuns: (words) => markdownRuns(words, known, { breaks: true }),
  }
  const blocks: DocumentBlock[] = []
  while (reader.at < reader.lines.length) {
    const block = blockAt(reader)
    if (block) blocks.push(block)
  }
  return blocks
}

/** The addresses of links and mentions in Markdown, as `markdownBlocks` asks for them. */
export function addressesIn(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  markdownBlocks(text, (href) => {
    found.add(href)
    return true
  })
  return found
}

/** The block that begins at the reader's line; undefined for lines that hold none. Always moves on. */
function blockAt(reader: Reader): DocumentBlock | undefined {
  const line = lineAt(reader)
  if (line.trim() === '' || RULE.test(line)) {
    reader.at += 1
    return undefined
  }
  const fence = FENCE.exec(line)
  if (fence) return code(reader, fence[1] ?? fence[2] ?? '```')
  const heading = HEADING.exec(line)
  if (heading) {
    reader.at += 1
    const level = Math.min(4, heading[1]?.length ?? 1)
    return { type: 'heading', level, content: reader.lineRuns(trimmed(withoutClosing(heading[2] ?? ''))) }
  }
  if (QUOTE.test(line)) return quote(reader)
  if (ITEM.test(line)) return list(reader)
  if (ROW.test(line) && RULED.test(reader.lines[reader.at + 1] ?? '')) return table(reader)
  return paragraph(reader)
}

/** The words of a heading without the signs that close it, which stand apart from them at its end. */
function withoutClosing(words: string): string {
  const text = words.trimEnd()
  let end = text.length
  while (text.charAt(end - 1) === '#') end -= 1
  return end < text.length && !/\S/.test(text.charAt(end - 1)) ? text.slice(0, end) : text
}

function lineAt({ lines, at }: Reader): string {
  return lines[at] ?? ''
}

function takeWhile(reader: Reader, fits: (line: string) => boolean): string[] {
  const start = reader.at
  while (reader.at < reader.lines.length && fits(lineAt(reader))) reader.at += 1
  return reader.lines.slice(start, reader.at)
}

/** A quotation, or a callout where its first line says which. Quotations inside of it are its own words. */
function quote(reader: Reader): DocumentBlock {
  const lines = takeWhile(reader, (line) => QUOTE.test(line)).map((line) =>
    line.replace(/^ {0,3}(?:>\s?)+/, ''),
  )
  const kind = CALLOUT.exec(trimmed(lines[0] ?? ''))?.[1]
  const callout = kind === undefined ? undefined : CALLOUT_OF[kind]
  const paragraphs: string[][] = [[]]
  for (const line of callout ? lines.slice(1) : lines)
    if (line.trim() === '') paragraphs.push([])
    else paragraphs.at(-1)?.push(line)
  const content = paragraphs
    .filter(({ length }) => length > 0)
    .flatMap((words, at) => [...(at > 0 ? [{ text: '\n\n' }] : []), ...reader.runs(linesText(words))])
  return { type: 'quote', content: joinAlike(content), ...(callout && { callout }) }
}

/** Code in an entry of a list stands as far in as its fence. */
function code(reader: Reader, fence: string): DocumentBlock {
  const opening = lineAt(reader)
  const indent = new RegExp(`^\\s{0,${opening.indexOf(fence)}}`)
  const language = opening.trim().slice(fence.length).trim()
  reader.at += 1
  const inner = takeWhile(reader, (line) => !line.trimStart().startsWith(fence))
  reader.at += 1
  const text = inner.map((line) => line.replace(indent, '')).join('\n')
  return { type: 'code', text, ...(LANGUAGE.test(language) && { language }) }
}

/** Line ends in a paragraph are kept: models wrap no lines, so they are meant. */
function paragraph(reader: Reader): DocumentBlock {
  const first = reader.at
  const lines = takeWhile(
    reader,
    (line) =>
      reader.at === first ||
      (line.trim() !== '' && ![FENCE, HEADING, RULE, QUOTE, ITEM].some((sign) => sign.test(line))),
  )
  return { type: 'paragraph', content: reader.runs(linesText(lines)) }
}

/** A first row of empty cells says that no row names the columns. */
function table(reader: Reader): DocumentBlock {
  const [head = '', , ...rest] = takeWhile(reader, (line) => ROW.test(line) || RULED.test(line))
  const header = rest.length === 0 || cellsOf(head).some((cell) => cell !== '')
  const rows = (header ? [head, ...rest] : rest).map((row) => cellsOf(row).map(reader.lineRuns))
  return { type: 'table', header, rows }
}

function cellsOf(row: string): string[] {
  const inner = row.trim().replace(/^\|/, '').replace(/\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => trimmed(cell).replaceAll('\\|', '|'))
}

type Item = {
  indent: number
  /** What stands before it, without its number: other signs beside one another are other lists. */
  sign: string
  /** Of an ordered list. */
  number: number | undefined
  checked: boolean | undefined
  lines: string[]
}

/** A list with what stands under its entries. Entries to tick make a list of its own kind where all of them are. */
function list(reader: Reader): DocumentBlock {
  const items: Item[] = []
  while (reader.at < reader.lines.length) {
    const found = ITEM.exec(lineAt(reader))
    const item = found && !RULE.test(lineAt(reader)) ? itemOf(found) : undefined
    if (item && isOtherList(items[0], item)) break
    if (item) items.push(item)
    else if (!goesOn(reader, items)) break
    reader.at += 1
  }
  const number = items[0]?.number
  if (items.every(({ checked }) => checked !== undefined))
    return {
      type: 'tasks',
      items: items.map(({ lines, checked = false }) => ({ checked, content: reader.runs(linesText(lines)) })),
    }
  return {
    type: 'list',
    ordered: number !== undefined,
    ...(number !== undefined && number !== 1 && { start: number }),
    items: nested(items, reader.runs),
  }
}

/** An entry that does not stand under the first one, with another sign. */
function isOtherList(first: Item | undefined, item: Item): boolean {
  return first !== undefined && item.indent <= first.indent + 1 && item.sign !== first.sign
}

function itemOf([, indent = '', sign = '-', rest = '']: RegExpExecArray): Item {
  const box = BOX.exec(rest)
  return {
    indent: indent.replaceAll('\t', '    ').length,
    sign: sign.replace(/^\d+/, ''),
    number: /\d/.test(sign) ? Number.parseInt(sign, 10) : undefined,
    checked: box ? box[1] !== ' ' : undefined,
    lines: [box ? rest.slice(box[0].length) : rest],
  }
}

/** True for what still belongs to the list: an indented line, which is added to the last entry, or an empty one between entries. */
function goesOn(reader: Reader, items: Item[]): boolean {
  const line = lineAt(reader)
  const last = items.at(-1)
  if (!last) return false
  if (line.trim() === '') return ITEM.test(reader.lines[reader.at + 1] ?? '')
  if (!/^\s{2,}\S/.test(line) || FENCE.test(line)) return false
  last.lines.push(line)
  return true
}

function nested(items: readonly Item[], runs: Reader['runs']): ListEntry[] {
  const top: ListEntry[] = []
  const open: { indent: number; entries: ListEntry[] }[] = [{ indent: items[0]?.indent ?? 0, entries: top }]
  for (const { indent, number, checked, lines } of items) {
    while (open.length > 1 && indent < (open.at(-1)?.indent ?? 0)) open.pop()
    const level = open.at(-1)
    const parent = level?.entries.at(-1)
    const box = checked === undefined ? '' : checked ? '☑ ' : '☐ '
    const entry: ListEntry = { content: runs(box + linesText(lines)) }
    if (level && parent && indent > level.indent + 1 && open.length < LIST_DEPTH_MAX) {
      parent.items = [entry]
      parent.ordered = number !== undefined
      if (number !== undefined && number !== 1) parent.start = number
      open.push({ indent, entries: parent.items })
    } else level?.entries.push(entry)
  }
  return top
}
