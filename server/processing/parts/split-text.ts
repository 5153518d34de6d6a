/** A stretch of a text, in UTF-16 code units; `end` is exclusive. */
export type Stretch = { start: number; end: number }

// A part may be this much shorter than its limit where that ends it at a better place.
const LOOK_BACK_SHARE = 0.4
// Best first: an empty line, a line's end, a sentence's end, a space.
const PLACES = [/\n\s*\n/g, /\n/g, /[.!?…。！？](?=\s)\s+|[。！？]/g, /\s+/g] as const

/**
 * Cuts a text into parts of at most `most` code units, which together are the whole text: nothing is left out and nothing
 * stands twice. A part ends before a heading (`headings`: where they begin) if one is near enough to its limit, else at the
 * end of a paragraph, a line, a sentence or a word, and never inside a character of two units.
 */
export function splitText(text: string, most: number, headings: readonly number[] = []): Stretch[] {
  const parts: Stretch[] = []
  let start = 0
  while (text.length - start > most) {
    const end = endOfPart(text, start, start + most, headings)
    parts.push({ start, end })
    start = end
  }
  if (start < text.length) parts.push({ start, end: text.length })
  return parts
}

function endOfPart(text: string, start: number, limit: number, headings: readonly number[]): number {
  const least = limit - Math.floor((limit - start) * LOOK_BACK_SHARE)
  const heading = headings.findLast((at) => at >= least && at <= limit)
  if (heading !== undefined && heading > start) return heading
  const window = text.slice(least, limit)
  for (const place of PLACES) {
    const last = [...window.matchAll(place)].at(-1)
    if (last) return least + last.index + last[0].length
  }
  const unit = text.charCodeAt(limit - 1)
  const splitsPair = unit >= 0xd800 && unit <= 0xdbff
  return splitsPair && limit - 1 > start ? limit - 1 : limit
}
