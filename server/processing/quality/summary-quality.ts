import type { Quality } from '#server/contracts/processing.ts'
import type { DetectedLanguage } from '../local-engine/detect-language.ts'
import { salientStems } from '../local-engine/salient-stems.ts'
import { splitWords } from '../local-engine/split-words.ts'
import { stemWord } from '../local-engine/stem-word.ts'
import { checked, combine, measured, notChecked, type Observation } from './signals.ts'
import { isRefusal, namesOf, numbersOf, readableInput } from './text-signals.ts'

export type SummaryFacts = {
  source: string
  summary: string
  language: DetectedLanguage
  summaryLanguage: DetectedLanguage
  /** The provider says that it stopped at its limit. */
  cut: boolean
  /** What an instruction may ask for (another language, a list) is no fault. */
  instructed: boolean
}

const SALIENT = 15
const LONGEST_FRAGMENT = 40

/**
 * How far a summary can be trusted, told from source and summary alone: extractive coverage and density (Grusky et al.
 * 2018), salience, support of numbers and names, repetition, ending, refusal, compression. Whether a claim was turned into
 * its opposite cannot be told so, and is said to be not checked.
 */
export function summaryQuality(facts: SummaryFacts): Quality {
  const { source, summary, cut, instructed } = facts
  const language = facts.language.language
  const sourceStems = stemsOf(source, language)
  const stems = stemsOf(summary, language)
  const { coverage, density } = fragments(stems, sourceStems)
  return combine('summary-signals-1', [
    readableInput(source, language),
    checked('not-empty', stems.length > 0, stems.length > 0 ? 'there is a summary' : 'the summary is empty'),
    checked('no-refusal', !isRefusal(summary), isRefusal(summary) ? 'it refuses' : 'it does not refuse'),
    sameLanguage(facts),
    repetition(stems),
    ending(summary, cut, instructed),
    measured('coverage', coverage, { good: 0.8, weak: 0.6 }, 'share of its words that the text has', {
      weight: 2,
    }),
    measured(
      'density',
      Math.min(density, 5),
      { good: 1.8, weak: 1.3 },
      'how far it follows phrases of the text',
    ),
    salience(source, stems, language),
    numbers(source, summary),
    names(source, summary, language),
    compression(stems.length, sourceStems.length),
    notChecked('contradiction', 'not checked: nothing here can tell whether a claim was turned around'),
  ])
}

function stemsOf(text: string, language: string): string[] {
  return splitWords(text, language).map(({ folded }) => stemWord(folded.replace(/'s$/, ''), language))
}

/** Greedy longest shared fragments: coverage = share of words in one, density = mean square of their lengths. */
function fragments(
  summary: readonly string[],
  source: readonly string[],
): { coverage: number; density: number } {
  const places = new Map<string, number[]>()
  source.forEach((stem, index) => {
    const list = places.get(stem)
    if (list) list.push(index)
    else places.set(stem, [index])
  })
  let covered = 0
  let squares = 0
  for (let at = 0; at < summary.length; ) {
    let longest = 0
    for (const place of places.get(summary[at] ?? '') ?? []) {
      let length = 1
      while (
        length < LONGEST_FRAGMENT &&
        at + length < summary.length &&
        summary[at + length] === source[place + length]
      )
        length += 1
      longest = Math.max(longest, length)
      if (longest === LONGEST_FRAGMENT) break
    }
    covered += longest
    squares += longest * longest
    at += Math.max(1, longest)
  }
  const words = Math.max(1, summary.length)
  return { coverage: covered / words, density: squares / words }
}

function sameLanguage({ language, summaryLanguage, instructed }: SummaryFacts): Observation {
  if (instructed) return notChecked('language', 'not checked: an instruction may ask for another language')
  if (language.language === 'und' || summaryLanguage.language === 'und')
    return notChecked('language', 'not checked: too short or too mixed to tell')
  const same = language.language === summaryLanguage.language
  return checked('language', same, same ? 'it has the language of the text' : 'it is in another language')
}

function repetition(stems: readonly string[]): Observation {
  const triples = stems.slice(2).map((stem, index) => `${stems[index]} ${stems[index + 1]} ${stem}`)
  const distinct = triples.length === 0 ? 1 : new Set(triples).size / triples.length
  const note = distinct < 0.6 ? 'it repeats itself' : 'it does not repeat itself'
  return measured('repetition', distinct, { good: 0.9, weak: 0.6 }, note, { hard: true })
}

function ending(summary: string, cut: boolean, instructed: boolean): Observation {
  if (cut) return checked('ending', false, 'it was cut off at the length limit')
  if (/…\s*$/.test(summary))
    return measured('ending', 0.5, { good: 1, weak: 0.4 }, 'its last sentence was cut')
  const clean = /[.!?。！？।؟:]["'”’»)\]*]*\s*$/u.test(summary)
  if (clean) return checked('ending', true, 'it ends with a whole sentence')
  const list = instructed || /^\s*(?:[-*•]|\d+[.)])\s/.test(lastLine(summary))
  if (list) return measured('ending', 0.7, { good: 1, weak: 0.5 }, 'it does not end like a sentence')
  return checked('ending', false, 'it ends in the middle of a sentence')
}

function lastLine(text: string): string {
  const whole = text.trimEnd()
  return whole.slice(whole.lastIndexOf('\n') + 1)
}

function salience(source: string, stems: readonly string[], language: string): Observation {
  const salient = salientStems(source, language, SALIENT)
  const mentioned = new Set(stems)
  const share = salient.filter((stem) => mentioned.has(stem)).length / Math.max(1, salient.length)
  const note = `share of the ${salient.length} weightiest words of the text that it mentions`
  return measured('salience', share, { good: 0.35, weak: 0.2 }, note, { weight: 1.5 })
}

function numbers(source: string, summary: string): Observation {
  const used = numbersOf(summary)
  if (used.length === 0) return notChecked('numbers', 'it states no numbers')
  const known = new Set(numbersOf(source))
  const share = used.filter((number) => known.has(number)).length / used.length
  const note = share === 1 ? 'every number is in the text' : 'some of its numbers are not in the text'
  return measured('numbers', share, { good: 1, weak: 0.5 }, note, { hard: true, weight: 1.5 })
}

/** German capitalises every noun, so there they say nothing. */
function names(source: string, summary: string, language: string): Observation {
  const used = namesOf(summary)
  if (used.length === 0 || language === 'de') return notChecked('names', 'it states no names')
  const known = new Set(splitWords(source, language).map(({ text }) => text.replace(/['’]s$/, '')))
  const share = used.filter((name) => known.has(name)).length / used.length
  const note = share === 1 ? 'every name is in the text' : 'some of its names are not in the text'
  return measured('names', share, { good: 0.95, weak: 0.75 }, note, { weight: 1.5 })
}

function compression(summary: number, source: number): Observation {
  const saved = 1 - summary / Math.max(1, source)
  const note = saved < 0.1 ? 'it is hardly shorter than the text' : 'it is shorter than the text'
  return measured('compression', Math.max(0, saved), { good: 0.35, weak: 0.1 }, note)
}
