/** A text made ready for looking passages up: folded, with the place of each folded unit in the text itself. */
export type SearchedText = { folded: string; places: Uint32Array; length: number }

const SAME: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '‐': '-',
  '‑': '-',
}
const DROPPED = /[*_`\u00ad\u200b-\u200d\ufeff]/

/**
 * Folds what quotations change without changing the words: case, forms of quotation marks and dashes, compatibility forms,
 * white space, the signs of Markdown. Takes time in proportion to the text.
 */
export function searchedText(text: string): SearchedText {
  const places: number[] = []
  let folded = ''
  let space = true
  for (let at = 0; at < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const isSpace = /\s/.test(char)
    if (isSpace ? !space : !DROPPED.test(char)) {
      const plain = isSpace ? ' ' : (SAME[char] ?? char.normalize('NFKC').toLowerCase())
      folded += plain
      for (let unit = 0; unit < plain.length; unit += 1) places.push(at)
      space = isSpace
    }
    at += char.length
  }
  return { folded, places: Uint32Array.from(places), length: text.length }
}

const ELLIPSIS = /\s*(?:\[\s?(?:\.{3}|…)\s?\]|\.{3,}|…)\s*/
// What is left out between two pieces of one quotation.
const LEFT_OUT_MAX = 2_000

/**
 * Where a passage stands in the text as whole words, undefined where it does not. An ellipsis in it may stand for up to 2,000
 * characters; quotation marks around it and a full stop at its end are not part of it.
 */
export function findQuote(text: SearchedText, passage: string): { start: number; end: number } | undefined {
  const pieces = passage
    .split(ELLIPSIS)
    .map((piece) => searchedText(piece).folded.replace(/^["'\s]+|["'\s.,;:]+$/g, ''))
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
  const [first, ...rest] = pieces
  if (first === undefined) return undefined
  for (let at = indexOfWords(text.folded, first, 0); at >= 0; at = indexOfWords(text.folded, first, at + 1)) {
    let end = at + first.length
    const whole = rest.every((piece) => {
      const next = indexOfWords(text.folded.slice(0, end + LEFT_OUT_MAX + piece.length), piece, end)
      if (next >= 0) end = next + piece.length
      return next >= 0
    })
    if (whole) return { start: text.places[at] ?? 0, end: endOf(text, end) }
    if (rest.length === 0) return undefined
  }
  return undefined
}

function endOf({ places, length }: SearchedText, end: number): number {
  const last = places[end - 1] ?? length
  const next = places[end] ?? length
  // Two units may have come of one letter; then the next one has the same place.
  return next > last ? next : last + 1
}

const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

function indexOfWords(text: string, piece: string, from: number): number {
  for (let at = text.indexOf(piece, from); at >= 0; at = text.indexOf(piece, at + 1))
    if (!joins(text, at) && !joins(text, at + piece.length)) return at
  return -1
}

/** True where a place lies inside a word. */
function joins(text: string, at: number): boolean {
  const before = text.charAt(at - 1)
  const after = text.charAt(at)
  const isWord = (char: string): boolean => /[\p{L}\p{N}]/u.test(char) && !SPACELESS.test(char)
  return isWord(before) && isWord(after)
}
