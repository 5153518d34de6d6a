import { stopWords } from '../local-engine/stop-words.ts'
import { isListedWord } from '../local-engine/word-rarity.ts'
import { INSIDE, NO_NAMES, ORGANISATION_ENDS, ORGANISATION_STARTS, TITLES } from './name-words.ts'
import type { EnglishToken } from './read-english.ts'

/** Capitalised words that stand together as a name, with what decides on its type. */
export type NameRun = {
  tokens: EnglishToken[]
  /** True behind a title: "Mayor", "Dr.". */
  title: boolean
  /** The word behind it, in lower case. */
  after: string
}

const LONGEST_NAME = 6
const FUNCTION_PARTS = new Set(['DET', 'PRON', 'ADP', 'CCONJ', 'SCONJ', 'ADV', 'AUX', 'PART'])
const SENTENCE_END = /[.!?:;“"”\n]\s*$/

/** A word for comparison: lower case, without the ending of the genitive. */
export function plainWord(token: EnglishToken): string {
  return token.text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/(?:'s|\.)$/, '')
}

/**
 * The runs of capitalised words of a text. A word that opens a sentence belongs to a name only when it is no English word, or
 * is capitalised inside of a sentence too.
 */
export function nameRuns(tokens: readonly EnglishToken[], text: string): NameRun[] {
  const inside = capitalisedInside(tokens, text)
  const runs: NameRun[] = []
  let at = 0
  while (at < tokens.length) {
    const end = runEnd(tokens, at, text)
    const run = tokens.slice(at, end)
    const before = tokens[at - 1]
    const title = before !== undefined && TITLES.has(plainWord(before))
    const name = trim(run, text, inside, title)
    const after = tokens[end]
    if (name.length > 0) runs.push({ tokens: name, title, after: after ? plainWord(after) : '' })
    at = Math.max(end, at + 1)
  }
  return runs
}

/** Where the run that begins at `start` ends; `start` itself where none begins there. */
function runEnd(tokens: readonly EnglishToken[], start: number, text: string): number {
  const first = tokens[start]
  if (!first || !isNameWord(first)) return start
  // A title before a name is no part of it.
  if (TITLES.has(plainWord(first)) && isNameWord(tokens[start + 1])) return start
  let end = start + 1
  while (end < tokens.length && end - start < LONGEST_NAME) {
    const last = tokens[end - 1]
    const token = tokens[end]
    if (!last || !token || /[^ ]/.test(text.slice(last.end, token.start))) break
    if (isNameWord(token)) end += 1
    else {
      const more = wordsWithin(tokens, end, first)
      if (more === 0) break
      end += more
    }
  }
  return end
}

/** How many small words, and the acronyms of companies, the name goes on over. */
function wordsWithin(tokens: readonly EnglishToken[], at: number, first: EnglishToken): number {
  const token = tokens[at]
  if (!token) return 0
  if (isAcronym(token)) return ORGANISATION_ENDS.has(plainWord(token)) ? 1 : 0
  if (token.text === 'of')
    return ORGANISATION_STARTS.has(plainWord(first)) && isNameWord(tokens[at + 1]) ? 2 : 0
  let next = at
  while (INSIDE.has(tokens[next]?.text ?? '')) next += 1
  return next > at && isNameWord(tokens[next]) ? next - at + 1 : 0
}

function isNameWord(token: EnglishToken | undefined): boolean {
  return token !== undefined && isCapitalised(token) && !NO_NAMES.has(plainWord(token))
}

function isCapitalised(token: EnglishToken): boolean {
  return /^\p{Lu}[\p{L}’'-]*\.?$/u.test(token.text) && !isAcronym(token)
}

/** Capitals alone are names of things as often as of people (PDF, CEO): they only go on with a name, as in "Siemens AG". */
function isAcronym(token: EnglishToken): boolean {
  return /^\p{Lu}{2,}s?$/u.test(token.text)
}

/** Words that are capitalised where no sentence begins: these are names wherever they stand. */
function capitalisedInside(tokens: readonly EnglishToken[], text: string): ReadonlySet<string> {
  const words = new Set<string>()
  for (const token of tokens)
    if (isCapitalised(token) && !opensSentence(token, text)) words.add(plainWord(token))
  return words
}

function opensSentence({ start }: EnglishToken, text: string): boolean {
  const before = text.slice(Math.max(0, start - 4), start)
  return before.trim() === '' ? start < 4 || before.includes('\n') : SENTENCE_END.test(before)
}

/** The run without what is capitalised for another reason: the first word of a sentence, and function words. */
function trim(
  run: readonly EnglishToken[],
  text: string,
  inside: ReadonlySet<string>,
  title: boolean,
): EnglishToken[] {
  let name = [...run]
  const [first, second] = name
  if (first && !title && opensSentence(first, text)) {
    const word = plainWord(first)
    const english = isListedWord(word) && !inside.has(word)
    // "Thomas Okri", but not "Engineers" and not "The Harbour": what opens a sentence before a name may be one too.
    if (english && (!second || first.part !== 'PROPN')) name = name.slice(1)
  }
  const stop = stopWords('en')
  while (name[0] && stop.has(plainWord(name[0])) && FUNCTION_PARTS.has(name[0].part)) name = name.slice(1)
  const [only] = name
  const letter = name.length === 1 && only && /^\p{Lu}\.?$/u.test(only.text)
  return letter ? [] : name
}
