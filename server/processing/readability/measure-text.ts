import { type SentenceSpan, sentenceSpans } from '../local-engine/sentence-spans.ts'
import { splitWords, type Word } from '../local-engine/split-words.ts'
import { countSyllables, SYLLABLE_LANGUAGES } from './count-syllables.ts'

/** A sentence with what makes it hard. */
export type MeasuredSentence = { text: string; words: number; longWords: number }

/** The counts that the formulas are made of. */
export type TextMeasures = {
  sentences: MeasuredSentence[]
  words: number
  /** Words of more than six letters. */
  longWords: number
  syllables: number | null
  /** Words of three and more syllables; `complex` leaves out names and those that an ending lengthened. */
  polysyllables: number
  complex: number
}

const LONG_WORD = 6

/** Counts sentences, words, long words and, where the language allows, syllables. Numbers in figures are no words. */
export function measureText(text: string, language: string): TextMeasures {
  const counted = SYLLABLE_LANGUAGES.has(language)
  const measures: TextMeasures = {
    sentences: [],
    words: 0,
    longWords: 0,
    syllables: counted ? 0 : null,
    polysyllables: 0,
    complex: 0,
  }
  for (const span of sentenceSpans(text)) addSentence(measures, span, language, counted)
  return measures
}

function addSentence(measures: TextMeasures, span: SentenceSpan, language: string, counted: boolean): void {
  const words = splitWords(span.text, language).filter(({ folded }) => /\p{L}/u.test(folded))
  if (words.length === 0) return
  let longWords = 0
  for (const [index, word] of words.entries()) {
    if (letters(word) > LONG_WORD) longWords += 1
    if (!counted) continue
    const syllables = countSyllables(word.folded, language)
    measures.syllables = (measures.syllables ?? 0) + syllables
    if (syllables < 3) continue
    measures.polysyllables += 1
    const name = index > 0 && language !== 'de' && /^\p{Lu}/u.test(word.text)
    if (!name && !lengthened(word.folded, syllables, language)) measures.complex += 1
  }
  measures.words += words.length
  measures.longWords += longWords
  measures.sentences.push({ text: span.text, words: words.length, longWords })
}

function letters({ folded }: Word): number {
  return folded.replaceAll(/[^\p{L}\p{N}]/gu, '').length
}

/** True where only the ending -es, -ed or -ing makes the third syllable (Gunning's rule). */
function lengthened(word: string, syllables: number, language: string): boolean {
  return language === 'en' && syllables === 3 && /(?:es|ed|ing)$/.test(word)
}
