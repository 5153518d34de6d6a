/** A sentence as it stands in its text: `text` is exactly what lies between the two places. */
export type SentenceSpan = { text: string; start: number; end: number }

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
// Unicode's rules end a sentence after each of these; whoever reads does not.
const ABBREVIATION =
  /(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|vs|e\.g|i\.e|cf|No|Nr|Fig|approx|Inc|Ltd|Co|bzw|usw|ca|Mme|Sra?)|\b\p{L}|\bU\.S)\.\s*$/u
const ITEM = /^\s*(?:#{1,6}|[-*•]|\d+[.)])\s/
const ENDED = /[.!?…。！？।؟:]["'”’»)\]]*\s*$/u

/**
 * The sentences of a text in any language, with their places (UTF-16 code units). A line break ends a sentence only where a
 * line is a heading, an item, or the end of a paragraph, so that text wrapped by a mail program stays whole.
 */
export function sentenceSpans(text: string): SentenceSpan[] {
  const spans: SentenceSpan[] = []
  let start = 0
  const close = (end: number): void => {
    const raw = text.slice(start, end)
    const trimmed = raw.trim()
    const from = start + raw.indexOf(trimmed)
    start = end
    if (/[\p{L}\p{N}]/u.test(trimmed)) spans.push({ text: trimmed, start: from, end: from + trimmed.length })
  }
  for (const { segment, index } of segmenter.segment(joinSoftLines(text))) {
    const end = index + segment.length
    if (!segment.endsWith('\n') && ABBREVIATION.test(segment)) continue
    close(end)
  }
  close(text.length)
  return spans
}

/** The text, equally long, with a space for each line break that ends nothing. */
function joinSoftLines(text: string): string {
  const lines = text.replaceAll('\r', ' ').split('\n')
  return lines
    .map((line, index) => {
      const next = lines[index + 1]
      if (next === undefined) return line
      const ends =
        line.trim() === '' || next.trim() === '' || ENDED.test(line) || ITEM.test(next) || ITEM.test(line)
      return `${line}${ends ? '\n' : ' '}`
    })
    .join('')
}
