import { cutText } from '#server/contracts/cut-text.ts'
import type { MissingPart } from '#server/contracts/text-parts.ts'
import { framesIn, wholePiece } from './markdown-frames.ts'
import { splitText } from './split-text.ts'

/** A heading of a text and where it begins. */
export type Heading = { at: number; text: string }
/** A part of a long text with what names it to people. */
export type TextPart = Omit<MissingPart, 'reason'> & { text: string }

const BEGINS_MAX = 60
const HEADING_MAX = 120

/**
 * The parts of a text that is longer than one call takes; one part for a text that is not. Of a text in Markdown, code and tables
 * that had to be divided are whole in each part again, so that `text` may be longer than the stretch that it is of.
 */
export function textParts(
  text: string,
  most: number,
  headings: readonly Heading[] = [],
  { markdown = false } = {},
): TextPart[] {
  const frames = markdown && text.length > most ? framesIn(text) : []
  const starts = headings.map(({ at }) => at)
  return splitText(text, most, starts, frames).map(({ start, end }, index) => {
    const part = text.slice(start, end)
    const heading = headings.findLast(({ at }) => at <= start) ?? headings.find(({ at }) => at < end)
    return {
      part: index + 1,
      start,
      end,
      heading: heading ? shortened(heading.text, HEADING_MAX) : null,
      begins: shortened(part, BEGINS_MAX),
      text: wholePiece(text, { start, end }, frames),
    }
  })
}

/** On one line, ended after a whole word. */
function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= most) return line
  const cut = cutText(line, most)
  return `${cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut}…`
}
