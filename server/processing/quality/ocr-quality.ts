import type { Quality } from '#server/contracts/processing.ts'
import type { OcrLanguage } from '#server/contracts/scan-reading.ts'
import { isListedWord } from '../local-engine/word-rarity.ts'
import { checked, combine, measured, notChecked, type Observation } from './signals.ts'

export type OcrWord = { text: string /** 0 to 1 */; confidence: number }

const SURE = 0.6
/**
 * How far text read from an image can be trusted: the recogniser's own word confidences (measured: a mean of .95 goes with
 * at most 1 % wrong characters, .87 with 4 %, .70 with 18 %, .07 with 78 %), and, of an English text, how many words are English words.
 */
export function ocrQuality(words: readonly OcrWord[], language: OcrLanguage): Quality {
  if (words.length === 0)
    return combine('ocr-confidence-1', [
      checked('words', false, 'no words were found: the image may be blank', false),
    ])
  const mean = words.reduce((sum, word) => sum + word.confidence, 0) / words.length
  const sure = words.filter((word) => word.confidence >= SURE).length / words.length
  return combine('ocr-confidence-1', [
    measured('word-confidence', mean, { good: 0.88, weak: 0.7 }, 'mean confidence of the words', {
      weight: 3,
      share: mean,
    }),
    measured(
      'sure-words',
      sure,
      { good: 0.9, weak: 0.7 },
      'share of words with a confidence of 60 % or more',
      {
        weight: 2,
      },
    ),
    language === 'eng'
      ? knownWords(words)
      : notChecked('known-words', 'the words of this language are not listed here'),
  ])
}

function knownWords(words: readonly OcrWord[]): Observation {
  const plain = words
    .map((word) => word.text.replaceAll(/[^\p{L}']/gu, '').toLowerCase())
    .filter((word) => word.length > 1)
  const known = plain.filter(isListedWord).length
  const share = plain.length === 0 ? 0 : known / plain.length
  return measured(
    'known-words',
    share,
    { good: 0.7, weak: 0.4 },
    'share of words that are listed English words',
    {
      weight: 2,
    },
  )
}
