import type { DocumentBlock, InlineRun } from '#server/contracts/document-blocks.ts'
import type { TextLine } from './lines.ts'

// What is set this much larger than the body is a heading, in as many levels as there are sizes.
const HEADING = 1.12
const HEADING_MAX_WORDS = 25
const LEVELS_MAX = 3
const BULLET = /^(?:[•●○▪■◦‣∙·–—*]|[oO\uF0B7\uF0A7](?=\s))\s+(?=\S)/u
const NUMBERED = /^(?:\(?\d{1,3}[.)]|[a-z][.)])\s+(?=\S)/
// A gap between two lines this much larger than their usual distance begins a paragraph.
const GAP = 1.45

type Item = {
  kind: 'heading' | 'bullet' | 'number' | 'text'
  level: number
  text: string
  line: TextLine
  /** Which of the pages it begins on. */
  page: number
}
/** A block with the page that it begins on, counted from 0. */
export type PlacedBlock = { page: number; block: DocumentBlock }

/**
 * The lines of all pages as headings (by size), lists (by their signs) and paragraphs (by the gaps between their lines). Nothing
 * runs on over a page without lines.
 */
export function placedBlocks(pages: readonly TextLine[][]): PlacedBlock[] {
  const body = bodySize(pages)
  const sizes = headingSizes(pages, body)
  const items: Item[] = []
  for (const [number, page] of pages.entries()) {
    const usual = usualStep(page)
    const follows = (pages[number - 1]?.length ?? 0) > 0
    for (const [index, line] of page.entries()) {
      const before = page[index - 1]
      const item = { ...readLine(line, sizes), page: number }
      const open = items.at(-1)
      if (open && before && continues(open, item, before, line, usual))
        open.text = joinLine(open.text, item.text)
      // A sentence that runs on to the next page is one paragraph.
      else if (
        open &&
        !before &&
        follows &&
        open.kind === 'text' &&
        item.kind === 'text' &&
        runsOn(open.text, item.text)
      )
        open.text = joinLine(open.text, item.text)
      else items.push(item)
      const last = items.at(-1)
      if (last) last.line = line
    }
  }
  return group(items)
}

/** A block as paragraphs alone. */
export function asParagraphs(block: DocumentBlock): DocumentBlock[] {
  if (block.type === 'list') return block.items.map(({ content }) => ({ type: 'paragraph', content }))
  return block.type === 'heading' ? [{ type: 'paragraph', content: block.content }] : [block]
}

/** Lines of one paragraph as one text, without the hyphens that divide words between them. */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => (text === '' ? line : joinLine(text, line)), '')
}

function readLine(line: TextLine, sizes: readonly number[]): Omit<Item, 'page'> {
  const level = sizes.findIndex((size) => Math.abs(size - line.size) < 0.3)
  if (level >= 0 && line.text.split(' ').length <= HEADING_MAX_WORDS && /\p{L}/u.test(line.text))
    return { kind: 'heading', level: level + 1, text: line.text, line }
  const bullet = BULLET.exec(line.text)
  if (bullet) return { kind: 'bullet', level: 0, text: line.text.slice(bullet[0].length), line }
  const numbered = NUMBERED.exec(line.text)
  if (numbered) return { kind: 'number', level: 0, text: line.text.slice(numbered[0].length), line }
  return { kind: 'text', level: 0, text: line.text, line }
}

function continues(open: Item, item: Item, before: TextLine, line: TextLine, usual: number): boolean {
  const step = before.y - line.y
  const near = step > 0 && step <= usual * GAP
  if (item.kind === 'heading')
    return open.kind === 'heading' && open.level === item.level && step <= line.size * 1.6
  if (item.kind !== 'text' || open.kind === 'heading') return false
  if (open.kind !== 'text') return near && line.x > open.line.x - 1
  // An indent begins a paragraph too, and so does a line after one that ended far from the right edge and ended a sentence.
  const indented = line.x > before.x + line.size * 0.9 && before.x <= open.line.x + 1
  return near && !indented
}

function runsOn(open: string, next: string): boolean {
  return !/[.!?:…。]["'”’)\]]*$/u.test(open) && /^\p{Ll}/u.test(next)
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

function group(items: readonly Item[]): PlacedBlock[] {
  const blocks: PlacedBlock[] = []
  for (const { kind, level, text, page } of items) {
    const content: InlineRun[] = [{ text }]
    const last = blocks.at(-1)?.block
    if (kind === 'heading') blocks.push({ page, block: { type: 'heading', level, content } })
    else if (kind === 'text') blocks.push({ page, block: { type: 'paragraph', content } })
    else if (last?.type === 'list' && last.ordered === (kind === 'number')) last.items.push({ content })
    else blocks.push({ page, block: { type: 'list', ordered: kind === 'number', items: [{ content }] } })
  }
  return blocks
}
