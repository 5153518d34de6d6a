import type { DocumentBlock, InlineRun } from '#server/contracts/document-blocks.ts'
import type { TextLine } from './lines.ts'
import { beginsEntry, follows, type ListSign, LOOKED_AT, type SignPlace, signOf } from './list-signs.ts'

// What is set this much larger than the body is a heading, in as many levels as there are sizes.
const HEADING = 1.12
const HEADING_MAX_WORDS = 25
const LEVELS_MAX = 3
// A gap between two lines this much larger than their usual distance begins a paragraph.
const GAP = 1.45

type Item = {
  kind: 'heading' | 'bullet' | 'number' | 'text'
  level: number
  text: string
  /** Of an entry. */
  sign?: ListSign
  /** Where it begins, and its last line. */
  x: number
  line: TextLine
  /** True for a line that begins like an entry and goes on with a sentence. */
  wrapped?: boolean
  /** Which of the pages it begins on. */
  page: number
}
/** A block with the page that it begins on, counted from 0. */
export type PlacedBlock = { page: number; block: DocumentBlock }

/**
 * The lines of all pages as headings (by size), lists (by their signs) and paragraphs (by the gaps between their lines). Nothing
 * runs on over a page without lines. As `text` all are paragraphs, and entries keep their numbers as words.
 */
export function placedBlocks(pages: readonly TextLine[][], as: 'blocks' | 'text' = 'blocks'): PlacedBlock[] {
  const body = bodySize(pages)
  const sizes = headingSizes(pages, body)
  const items: Item[] = []
  let entry: ListSign | undefined
  for (const [number, page] of pages.entries()) {
    const usual = usualStep(page)
    const edge = page.reduce((most, { right }) => Math.max(most, right), 0)
    const joins = (pages[number - 1]?.length ?? 0) > 0
    for (const [index, line] of page.entries()) {
      const before = page[index - 1]
      const open = items.at(-1)
      const place = {
        ...{ line, before, open: before || joins ? open : undefined, entry, edge },
        near: before !== undefined && isNear(before, line, usual),
        later: page.slice(index + 1, index + 1 + LOOKED_AT),
      }
      const item = { ...readLine(line, sizes, place), page: number }
      if (open && before && continues(open, item, before, line, usual))
        open.text = joinLine(open.text, item.text)
      // A sentence that runs on to the next page is one paragraph.
      else if (open && !before && joins && open.kind === 'text' && item.kind === 'text' && runsOn(open, item))
        open.text = joinLine(open.text, item.text)
      else {
        items.push(item)
        entry = item.sign ?? entry
      }
      const last = items.at(-1)
      if (last) last.line = line
    }
  }
  return as === 'text' ? items.map(asParagraph) : group(items)
}

function asParagraph({ sign, text, page }: Item): PlacedBlock {
  const words = sign?.kind === 'number' ? `${sign.sign} ${text}` : text
  return { page, block: { type: 'paragraph', content: [{ text: words }] } }
}

/** Lines of one paragraph as one text, without the hyphens that divide words between them. */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => (text === '' ? line : joinLine(text, line)), '')
}

function readLine(line: TextLine, sizes: readonly number[], place: SignPlace): Omit<Item, 'page'> {
  const { text, x } = line
  const level = sizes.findIndex((size) => Math.abs(size - line.size) < 0.3)
  if (level >= 0 && text.split(' ').length <= HEADING_MAX_WORDS && /\p{L}/u.test(text))
    return { kind: 'heading', level: level + 1, text, x, line }
  const sign = signOf(text)
  if (sign && beginsEntry(sign, place)) return { kind: sign.kind, level: 0, text: sign.text, sign, x, line }
  return { kind: 'text', level: 0, text, x, line, wrapped: sign !== undefined }
}

function isNear(before: TextLine, line: TextLine, usual: number): boolean {
  const step = before.y - line.y
  return step > 0 && step <= usual * GAP
}

function continues(open: Item, item: Item, before: TextLine, line: TextLine, usual: number): boolean {
  const near = isNear(before, line, usual)
  if (item.kind === 'heading')
    return open.kind === 'heading' && open.level === item.level && before.y - line.y <= line.size * 1.6
  if (item.kind !== 'text' || open.kind === 'heading') return false
  if (open.kind !== 'text') return near && line.x > open.line.x - 1
  // An indent begins a paragraph too, and so does a line after one that ended far from the right edge and ended a sentence.
  const indented = line.x > before.x + line.size * 0.9 && before.x <= open.line.x + 1
  return near && !indented
}

function runsOn(open: Item, next: Item): boolean {
  return !/[.!?:…。]["'”’)\]]*$/u.test(open.text) && (next.wrapped || /^\p{Ll}/u.test(next.text))
}

/** Joins two lines, mending a word that was divided between them. */
function joinLine(open: string, next: string): string {
  return /\p{L}[-\u00ad]$/u.test(open) && /^\p{Ll}/u.test(next)
    ? `${open.slice(0, -1)}${next}`
    : `${open} ${next}`
}

/** The size in which most letters are set. */
function bodySize(pages: readonly TextLine[][]): number {
  const letters = new Map<number, number>()
  for (const { size, text } of pages.flat()) {
    const rounded = Math.round(size * 2) / 2
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length)
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

function headingSizes(pages: readonly TextLine[][], body: number): number[] {
  const sizes = new Set<number>()
  for (const { size } of pages.flat()) if (size >= body * HEADING) sizes.add(Math.round(size * 2) / 2)
  return [...sizes].sort((a, b) => b - a).slice(0, LEVELS_MAX)
}

/** The distance that most lines of the page keep. */
function usualStep(page: readonly TextLine[]): number {
  const steps = new Map<number, number>()
  for (const [index, line] of page.entries()) {
    const step = Math.round(((page[index - 1]?.y ?? Number.NaN) - line.y) * 2) / 2
    if (step > 0 && step < line.size * 3) steps.set(step, (steps.get(step) ?? 0) + 1)
  }
  return [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 14
}

/** Entries whose numbers do not follow one another are of several lists, so that each keeps its number. */
function group(items: readonly Item[]): PlacedBlock[] {
  const blocks: PlacedBlock[] = []
  for (const [at, { kind, level, text, sign, page }] of items.entries()) {
    const content: InlineRun[] = [{ text }]
    const last = blocks.at(-1)?.block
    if (kind === 'heading') blocks.push({ page, block: { type: 'heading', level, content } })
    else if (kind === 'text' || !sign) blocks.push({ page, block: { type: 'paragraph', content } })
    else if (last?.type === 'list' && isSameList(items[at - 1]?.sign, sign)) last.items.push({ content })
    else blocks.push({ page, block: listOf(sign, content) })
  }
  return blocks
}

function isSameList(before: ListSign | undefined, sign: ListSign): boolean {
  return sign.kind === 'bullet' ? before?.kind === 'bullet' : follows(before, sign)
}

function listOf({ kind, value = 1 }: ListSign, content: InlineRun[]): DocumentBlock {
  const ordered = kind === 'number'
  return { type: 'list', ordered, ...(ordered && value !== 1 && { start: value }), items: [{ content }] }
}
