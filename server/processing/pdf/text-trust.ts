import type { TextLine } from './lines.ts'

const WORD = /^\p{P}*\p{L}(?:[\p{L}\p{M}'’]|[-–/](?=\p{L}))*\p{P}*$/u
const FIGURE = /^[\p{P}\p{Sc}+<>=±~%°]*\d[\d.,:;/%°'’\p{Sc}\p{Pd}]*[\p{L}]{0,3}\p{P}*$/u
const SIGN = /^[\p{P}\p{S}]$/u
// Private characters and the sign for "no letter": what fonts without a table of letters leave.
const UNMAPPED = /[\ufffd\ue000-\uf8ff]/gu
const TELLING = 40

/**
 * How much of a page's text looks like written language, 0 to 1, by letters: words of letters alone in an ordinary case,
 * figures, single signs. 1 for a text too short to tell. It knows no language, and wrong letters that make up a word pass.
 */
export function textTrust(lines: readonly TextLine[]): number {
  let all = 0
  let trusted = 0
  for (const { text } of lines)
    for (const token of text.split(/\s+/)) {
      all += token.length
      if (looksWritten(token)) trusted += token.length
    }
  return all < TELLING ? 1 : trusted / all
}

/** The share of characters that the file's fonts do not map to any letter. */
export function unmappedShare(lines: readonly TextLine[]): number {
  const letters = lines.reduce((sum, { text }) => sum + text.length, 0)
  return letters === 0 ? 0 : unmapped(lines) / letters
}

export function unmapped(lines: readonly TextLine[]): number {
  return lines.reduce((sum, { text }) => sum + (text.match(UNMAPPED)?.length ?? 0), 0)
}

function looksWritten(token: string): boolean {
  if (SIGN.test(token) || FIGURE.test(token)) return true
  // A small letter before a capital inside a word is rare; twice in one it is noise.
  return WORD.test(token) && (token.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0) < 2
}
