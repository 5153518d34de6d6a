import {
  type DocumentBlock,
  type InlineRun,
  LIST_DEPTH_MAX,
  type ListEntry,
} from '#server/contracts/document-blocks.ts'
import { markdownRuns } from './markdown-runs.ts'
import { isSafeHref } from './safe-links.ts'

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/
const RULE = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/
const QUOTE = /^ {0,3}>\s?/
const ITEM = /^(\s{0,40})([-*+•]|\d{1,9}[.)])(?:\s+(.*))?$/
const BOX = /^\[([ xX])\]\s+/
const ROW = /^\s*\|.*\|\s*$/
const RULED = /^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$/

type Reader = { lines: readonly string[]; at: number; runs: (text: string) => InlineRun[] }

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
  }
  const blocks: DocumentBlock[] = []
  while (reader.at < reader.lines.length) {
    const block = blockAt(reader)
    if (block) blocks.push(block)
  }
  return blocks
}

/** The block that begins at the reader's line; undefined for lines that hold none. Always moves on. */
function blockAt(reader: Reader): DocumentBlock | undefined {
  const line = lineAt(reader)
  if (line.trim() === '' || RULE.test(line)) {
    reader.at += 1
    return undefined
  }
  const fence = FENCE.exec(line)
  if (fence) return code(reader, fence[1] ?? '```')
  const heading = HEADING.exec(line)
  if (heading) {
    reader.at += 1
    const level = Math.min(4, heading[1]?.length ?? 1)
    return { type: 'heading', level, content: reader.runs(heading[2] ?? '') }
  }
  if (QUOTE.test(line)) {
    const inner = takeWhile(reader, (next) => QUOTE.test(next)).map((next) => next.replace(QUOTE, ''))
    return { type: 'quote', content: reader.runs(inner.join('\n').trim()) }
  }
  if (ITEM.test(line)) return list(reader)
  if (ROW.test(line) && RULED.test(reader.lines[reader.at + 1] ?? '')) return table(reader)
  return paragraph(reader)
}

function lineAt({ lines, at }: Reader): string {
  return lines[at] ?? ''
}

function takeWhile(reader: Reader, fits: (line: string) => boolean): string[] {
  const start = reader.at
  while (reader.at < reader.lines.length && fits(lineAt(reader))) reader.at += 1
  return reader.lines.slice(start, reader.at)
}

function code(reader: Reader, fence: string): DocumentBlock {
  reader.at += 1
  const inner = takeWhile(reader, (line) => !line.trimStart().startsWith(fence))
  reader.at += 1
  return { type: 'code', text: inner.join('\n') }
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
  const text = lines.map((line) => line.trim().replace(/\\$/, '')).join('\n')
  return { type: 'paragraph', content: reader.runs(text) }
}

function table(reader: Reader): DocumentBlock {
  const [head = '', , ...rest] = takeWhile(reader, (line) => ROW.test(line) || RULED.test(line))
  return { type: 'table', header: true, rows: [head, ...rest].map((row) => cellsOf(row).map(reader.runs)) }
}

function cellsOf(row: string): string[] {
  const inner = row.trim().replace(/^\|/, '').replace(/\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

type Item = { indent: number; ordered: boolean; checked: boolean | undefined; text: string }

/** A list with what stands under its entries. Entries to tick make a list of its own kind where all of them are. */
function list(reader: Reader): DocumentBlock {
  const items: Item[] = []
  for (;;) {
    const line = lineAt(reader)
    const found = reader.at < reader.lines.length ? ITEM.exec(line) : null
    if (found) items.push(itemOf(found))
    else if (!goesOn(reader, items)) break
    reader.at += 1
  }
  const ordered = items[0]?.ordered ?? false
  if (items.every(({ checked }) => checked !== undefined))
    return {
      type: 'tasks',
      items: items.map(({ text, checked = false }) => ({ checked, content: reader.runs(text) })),
    }
  return { type: 'list', ordered, items: nested(items, reader.runs) }
}

function itemOf([, indent = '', sign = '-', rest = '']: RegExpExecArray): Item {
  const box = BOX.exec(rest)
  return {
    indent: indent.replaceAll('\t', '    ').length,
    ordered: /\d/.test(sign),
    checked: box ? box[1] !== ' ' : undefined,
    text: box ? rest.slice(box[0].length) : rest,
  }
}

/** True for what still belongs to the list: an indented line, which is added to the last entry, or an empty one between entries. */
function goesOn(reader: Reader, items: Item[]): boolean {
  const line = lineAt(reader)
  const last = items.at(-1)
  if (!last || reader.at >= reader.lines.length) return false
  if (line.trim() === '') return ITEM.test(reader.lines[reader.at + 1] ?? '')
  if (!/^\s{2,}\S/.test(line) || FENCE.test(line)) return false
  last.text += `\n${line.trim()}`
  return true
}

function nested(items: readonly Item[], runs: Reader['runs']): ListEntry[] {
  const top: ListEntry[] = []
  const open: { indent: number; entries: ListEntry[] }[] = [{ indent: items[0]?.indent ?? 0, entries: top }]
  for (const { indent, ordered, checked, text } of items) {
    while (open.length > 1 && indent < (open.at(-1)?.indent ?? 0)) open.pop()
    const level = open.at(-1)
    const parent = level?.entries.at(-1)
    const box = checked === undefined ? '' : checked ? '☑ ' : '☐ '
    const entry: ListEntry = { content: runs(box + text) }
    if (level && parent && indent > level.indent + 1 && open.length < LIST_DEPTH_MAX) {
      parent.items = [entry]
      parent.ordered = ordered
      open.push({ indent, entries: parent.items })
    } else level?.entries.push(entry)
  }
  return top
}
