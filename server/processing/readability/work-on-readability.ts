import { cutText } from '#server/contracts/cut-text.ts'
import type { Quality } from '#server/contracts/processing.ts'
import type { READING_LEVELS } from '#server/contracts/text-kinds.ts'
import { AppError } from '#server/platform/errors.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import type { TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { combine, measured, notChecked } from '../quality/signals.ts'
import { readableInput } from '../quality/text-signals.ts'
import { type MeasuredSentence, measureText, type TextMeasures } from './measure-text.ts'
import { easeOf, readabilityFormulas } from './readability-formulas.ts'

// Silent reading of adults in English (Brysbaert 2019); other languages lie near it.
const WORDS_A_MINUTE = 238
const HARD_SENTENCE_MAX = 600

/**
 * How hard a text is to read. Throws `cannot-process` for scripts that no formula here was made for (the formulas count
 * letters and spaces), and for a text without a sentence.
 */
export async function workOnReadability({ text, hardest }: WorkRequest<'readability'>): Promise<TextOutcome> {
  const { language } = await detectLanguage(text)
  if (!isAlphabetic(text))
    throw new AppError(
      'cannot-process',
      'Readability is measured in languages written with Latin, Greek or Cyrillic letters; no formula here fits this text.',
    )
  const measures = measureText(text, language)
  if (measures.words === 0)
    throw new AppError(
      'cannot-process',
      'There is no sentence in this text whose readability could be measured.',
    )
  const formulas = readabilityFormulas(measures, language)
  const [deciding] = formulas
  const ease = deciding ? easeOf(deciding) : 0
  const grade = formulas.find(({ formula }) => formula === 'flesch-kincaid-grade')
  return {
    result: {
      kind: 'readability',
      language: language === 'und' ? null : language,
      level: levelOf(ease),
      ease,
      grade: grade ? Math.max(0, grade.value) : null,
      formulas,
      words: measures.words,
      sentences: measures.sentences.length,
      syllables: measures.syllables,
      wordsPerSentence: Math.round((measures.words / measures.sentences.length) * 10) / 10,
      readingMinutes: Math.round((measures.words / WORDS_A_MINUTE) * 10) / 10,
      hardest: hardestOf(measures.sentences, hardest),
    },
    quality: readabilityQuality(text, language, measures),
    notes:
      formulas.length === 1
        ? [
            language === 'und'
              ? 'The language could not be told, so only LIX is given, which counts letters and no syllables.'
              : 'For this language only LIX is given: the other formulas were fitted to English, German or Spanish.',
          ]
        : [],
  }
}

/** The longest and wordiest first, and only those that are hard at all: a sentence of a few words is not. */
function hardestOf(sentences: readonly MeasuredSentence[], count: number): MeasuredSentence[] {
  return sentences
    .map((sentence) => ({ sentence, lix: sentence.words + (100 * sentence.longWords) / sentence.words }))
    .filter(({ sentence, lix }) => sentence.words >= 8 && lix > 35)
    .sort((a, b) => b.lix - a.lix)
    .slice(0, count)
    .map(({ sentence }) => ({ ...sentence, text: cutText(sentence.text, HARD_SENTENCE_MAX) }))
}

function levelOf(ease: number): (typeof READING_LEVELS)[number] {
  if (ease >= 0.8) return 'very easy'
  if (ease >= 0.65) return 'easy'
  if (ease >= 0.5) return 'standard'
  return ease >= 0.3 ? 'difficult' : 'very difficult'
}

function isAlphabetic(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const fitting = text.match(/[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/gu)?.length ?? 0
  return letters > 0 && fitting / letters >= 0.8
}

function readabilityQuality(text: string, language: string, { words, sentences }: TextMeasures): Quality {
  return combine('readability-formulas-1', [
    readableInput(text, language),
    measured(
      'length',
      words / 100,
      { good: 1, weak: 0.3 },
      'words, of the hundred that the formulas were made for',
      {
        weight: 2,
      },
    ),
    measured(
      'sentences',
      sentences.length / 5,
      { good: 1, weak: 0.4 },
      'sentences, of the five that make a mean',
    ),
    notChecked(
      'understanding',
      'formulas count lengths; whether the text is clear or well made they do not see',
    ),
  ])
}
