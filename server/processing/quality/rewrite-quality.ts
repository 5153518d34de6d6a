import type { Quality } from '#server/contracts/processing.ts'
import type { RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import type { DetectedLanguage } from '../local-engine/detect-language.ts'
import { splitWords } from '../local-engine/split-words.ts'
import { stemWord } from '../local-engine/stem-word.ts'
import { stopWords } from '../local-engine/stop-words.ts'
import { lengthSignal } from './length-signal.ts'
import { checked, combine, measured, notChecked, type Observation } from './signals.ts'
import { isRefusalToWork, namesOf, numbersOf } from './text-signals.ts'

export type RewriteFacts = {
  kind: RewriteKind
  source: string
  written: string
  from: DetectedLanguage
  to: DetectedLanguage
  /** The language that a translation is to have, as BCP 47 names it. */
  wanted?: string | undefined
  /** The length that is wanted, of the one that the source has. */
  percent?: number | undefined
  cut: boolean
  /** What an instruction may ask for (another language, a list, a length) is no fault. */
  instructed: boolean
}

const STAYS_ITSELF: ReadonlySet<RewriteKind> = new Set([
  'improve',
  'fix-grammar',
  'shorter',
  'longer',
  'change-tone',
])
// Fewer words than these may all be exchanged by an honest improvement.
const WORDS_TO_COMPARE = 8

/**
 * How far a text that was written anew can be trusted, told from it and its source alone: language, length, numbers and names
 * that are kept, kinship of the words, loops, refusals, ends. Whether it means the same cannot be told so, and is said to be not
 * checked.
 */
export function rewriteQuality(facts: RewriteFacts): Quality {
  const { source, written, cut, kind } = facts
  const empty = !/[\p{L}\p{N}]/u.test(written)
  const refuses = isRefusalToWork(written) && !isRefusalToWork(source)
  return combine('rewrite-signals-1', [
    checked('not-empty', !empty, empty ? 'there are no words in it' : 'there is a text'),
    checked('no-refusal', !refuses, refuses ? 'it refuses' : 'it does not refuse'),
    kind === 'translate' ? targetLanguage(facts) : sameLanguage(facts),
    checked('whole', !cut, cut ? 'it was cut off at the length limit' : 'it was not cut off'),
    repetition(facts),
    lengthSignal(facts),
    ...(STAYS_ITSELF.has(kind) ? [kinship(facts)] : []),
    numbersKept(facts),
    namesKept(facts),
    notChecked('meaning', 'not checked: nothing here can tell whether it still means the same'),
  ])
}

/** What detectors and people call alike: one code for what they cannot tell apart. */
const ALIKE: Readonly<Record<string, string>> = {
  nb: 'no',
  nn: 'no',
  hr: 'sr',
  bs: 'sr',
  ms: 'id',
  tl: 'fil',
}

function primary(tag: string): string {
  const language = tag.split('-')[0]?.toLowerCase() ?? ''
  return ALIKE[language] ?? language
}

function sameLanguage({ from, to, instructed }: RewriteFacts): Observation {
  if (instructed) return notChecked('language', 'not checked: an instruction may ask for another language')
  if (from.language === 'und' || to.language === 'und')
    return notChecked('language', 'not checked: too short or too mixed to tell')
  const same = primary(from.language) === primary(to.language)
  return checked('language', same, same ? 'it has the language of the text' : 'it is in another language')
}

function targetLanguage({ to, wanted = '', written }: RewriteFacts): Observation {
  if (to.language === 'und') return notChecked('language', 'not checked: too short or too mixed to tell')
  const reached = primary(to.language) === primary(wanted)
  // What the detector does not know it takes for something else; only languages with a list of words here are known for sure.
  if (!reached && stopWords(primary(wanted)).size === 0)
    return notChecked('language', 'not checked: the detector does not know the language asked for')
  const note = reached ? 'it is in the language asked for' : 'it is not in the language asked for'
  const letters = written.match(/\p{L}/gu)?.length ?? 0
  // Of a few letters the detector is not sure enough to refuse an answer.
  return checked('language', reached, note, letters >= 40)
}

function repetition({ source, written, from, to }: RewriteFacts): Observation {
  const own = distinctShare(written, to.language)
  // A refrain or a table repeats itself as its source does.
  const share = Math.min(1, own / Math.max(0.01, distinctShare(source, from.language)))
  const note = share < 0.6 ? 'it repeats itself' : 'it does not repeat itself'
  return measured('repetition', share, { good: 0.9, weak: 0.6 }, note, { hard: true })
}

function distinctShare(text: string, language: string): number {
  const words = splitWords(text, language).map(({ folded }) => folded)
  const triples = words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`)
  return triples.length === 0 ? 1 : new Set(triples).size / triples.length
}

/** Whether it is made of the source's words at all: what followed an order that stood in the text is not. */
function kinship({ kind, source, written, from, instructed }: RewriteFacts): Observation {
  const language = from.language
  const known = contentStems(source, language)
  const used = contentStems(written, language)
  if (known.size < WORDS_TO_COMPARE || used.size === 0)
    return notChecked('kinship', 'not checked: the text has too few words')
  const [of, among] = kind === 'longer' ? [known, used] : [used, known]
  const share = [...of].filter((stem) => among.has(stem)).length / of.size
  const note =
    share < 0.1
      ? 'it has next to none of the words of the text'
      : 'share of its words that stem from the text'
  const limits = kind === 'fix-grammar' ? { good: 0.75, weak: 0.5 } : { good: 0.4, weak: 0.1 }
  // A bad share alone refuses only what has nothing in common with the text.
  return measured('kinship', share, limits, note, { hard: !instructed && share < 0.1, weight: 2 })
}

function contentStems(text: string, language: string): Set<string> {
  const stop = stopWords(language)
  return new Set(
    splitWords(text, language)
      .filter(({ folded }) => !stop.has(folded) && /\p{L}/u.test(folded))
      .map(({ folded }) => stemWord(folded.replace(/'s$/, ''), language)),
  )
}

/** Figures of two digits and more, whatever the script and the signs between thousands: smaller ones may become words. */
function figuresOf(text: string): Set<string> {
  const figures = numbersOf(text).map((number) => [...number].map(digitOf).join(''))
  return new Set(figures.filter((digits) => digits.length > 1))
}

function digitOf(char: string): string {
  if (!/\p{Nd}/u.test(char)) return ''
  let zero = char.codePointAt(0) ?? 0
  const code = zero
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String((code - zero) % 10)
}

function numbersKept({ kind, source, written, instructed }: RewriteFacts): Observation {
  if (kind === 'explain') return notChecked('numbers', 'not checked: an explanation need not repeat them')
  const given = figuresOf(source)
  if (given.size === 0) return notChecked('numbers', 'the text states no numbers')
  const kept = figuresOf(written)
  const share = [...given].filter((figure) => kept.has(figure)).length / given.size
  const note = share === 1 ? 'every number is kept' : 'some numbers of the text are missing'
  const limits = kind === 'shorter' ? { good: 0.4, weak: 0.1 } : { good: 1, weak: 0.5 }
  const hard = !instructed && kind !== 'shorter' && kind !== 'translate' && given.size >= 3
  return measured('numbers', share, limits, note, { hard, weight: 1.5 })
}

function namesKept({ kind, source, written, from, to }: RewriteFacts): Observation {
  // German capitalises every noun; across scripts names are spelled anew.
  if (kind === 'explain' || from.language === 'de' || to.language === 'de')
    return notChecked('names', 'not checked: names cannot be told apart here')
  const given = new Set(namesOf(source))
  if (given.size === 0 || !/\p{Script=Latin}/u.test(written))
    return notChecked('names', 'the text has no names to compare')
  const share = [...given].filter((name) => written.includes(name)).length / given.size
  const note = share === 1 ? 'every name is kept' : 'some names of the text are missing'
  const least = kind === 'shorter' ? 0.3 : kind === 'translate' ? 0.5 : 0.9
  return measured('names', share, { good: least, weak: least / 2 }, note, { weight: 1.5 })
}
