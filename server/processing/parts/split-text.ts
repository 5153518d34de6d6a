import { frameAround, type MarkdownFrame } from './markdown-frames.ts'

/** A stretch of a text, in UTF-16 code units; `end` is exclusive. */
export type Stretch = { start: number; end: number }

// A part may be this much shorter than its limit where that ends it at a better place.
const LOOK_BACK_SHARE = 0.4
// Best first: an empty line, a line's end, a sentence's end, a space.
const PLACES = [/\n\s*\n/g, /\n/g, /[.!?…。！？](?=\s)\s+|[。！？]/g, /\s+/g] as const

/**
 * Cuts a text into parts of at most `most` code units, which together are the whole text: nothing is left out and nothing
 * stands twice. A part ends before a heading (`headings`: where they begin) if one is near enough to its limit, else at the
 * end of a paragraph, a line, a sentence or a word, and never inside a character of two units. Code and tables (`frames`) that
 * fit into a part are not divided, longer ones at the end of a line and lists between entries, with room for what makes each piece of them whole again.
 */
export function splitText(
  text: string,
  most: number,
  headings: readonly number[] = [],
  frames: readonly MarkdownFrame[] = [],
): Stretch[] {
  const parts: Stretch[] = []
  let start = 0
  for (;;) {
    const limit = start + roomAt(frames, start, most)
    if (text.length <= limit) break
    const end = endOfPart(text, start, limit, { headings, frames, most })
    parts.push({ start, end })
    start = end
  }
  if (start < text.length) parts.push({ start, end: text.length })
  return parts
}

// Of a part, what the frame around it may take.
const FRAME_SHARE = 0.5

/** How long the stretch of a part may be that begins at a place. */
function roomAt(frames: readonly MarkdownFrame[], start: number, most: number): number {
  const opening = frameAround(frames, start)?.opening.length ?? 0
  return Math.max(1, most - Math.min(opening, Math.floor(most * FRAME_SHARE)))
}

type Places = { headings: readonly number[]; frames: readonly MarkdownFrame[]; most: number }

function endOfPart(text: string, start: number, limit: number, places: Places): number {
  const { headings, frames, most } = places
  const cut = frameAround(frames, limit)
  // What fits into a part of its own is not divided.
  if (cut && !cut.entries && cut.start > start && cut.end - cut.start <= most)
    return endBetween(text, start, cut.start, places)
  if (cut) {
    const inside = endInside(text, Math.max(start, cut.from), limit - cut.closing.length - 1, cut)
    if (inside !== undefined) return inside
    if (cut.start > start) return cut.start
  }
  const least = limit - Math.floor((limit - start) * LOOK_BACK_SHARE)
  const heading = headings.findLast((at) => at >= least && at <= limit)
  if (heading !== undefined && heading > start) return heading
  const window = text.slice(least, limit)
  for (const place of PLACES) {
    const last = [...window.matchAll(place)]
      .map((found) => least + found.index + found[0].length)
      .findLast((at) => cut !== undefined || !frameAround(frames, at))
    if (last !== undefined) return last
  }
  const unit = text.charCodeAt(limit - 1)
  const splitsPair = unit >= 0xd800 && unit <= 0xdbff
  return splitsPair && limit - 1 > start ? limit - 1 : limit
}

/** Before a frame, or before the heading that stands over it. */
function endBetween(text: string, start: number, before: number, { headings }: Places): number {
  const heading = headings.findLast((at) => at > start && at < before)
  return heading !== undefined && /^[^\n]*\s*$/.test(text.slice(heading, before)) ? heading : before
}

/** The last end of a line (of a list, of an entry) inside of a frame; undefined where one of them is longer than a part. */
function endInside(
  text: string,
  from: number,
  limit: number,
  { to, entries }: MarkdownFrame,
): number | undefined {
  if (entries) return entries.findLast((at) => at > from && at <= limit)
  const at = text.lastIndexOf('\n', Math.min(limit, to - 1) - 1) + 1
  return at > from && at < to ? at : undefined
}
