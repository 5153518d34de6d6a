import type { Quality, ResultOf } from '#server/contracts/processing.ts'
import { sentenceSpans } from '../local-engine/sentence-spans.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import { readableInput } from '../quality/text-signals.ts'
import { scoreSentences } from './score-sentences.ts'
import { OPINION, sumUpSentiment } from './sum-up-sentiment.ts'

/** Share of the sentences of our own test set whose label the lexicon gets right; the test keeps this figure true. */
export const LEXICON_ACCURACY = 0.75
// Comparing more than this with the lexicon would cost more than it tells.
const COMPARED = 200

/** How far a lexicon's score can be trusted: never far, and less where few words of opinion were found. */
export function lexiconQuality(text: string, language: string, scores: readonly number[]): Quality {
  const opinions = scores.filter((score) => Math.abs(score) >= OPINION).length
  const quality = combine('sentiment-lexicon-1', [
    readableInput(text, language),
    measured(
      'method',
      LEXICON_ACCURACY,
      { good: 0.9, weak: 0.6 },
      'share of test sentences that word lists get right',
      {
        weight: 3,
      },
    ),
    checked(
      'language',
      language === 'en',
      language === 'en' ? 'the text is in English' : 'the text is too short to tell whether it is English',
      false,
    ),
    opinions === 0
      ? notChecked(
          'opinion-words',
          'no words of opinion were found: neutral, or said in words that the list lacks',
        )
      : measured(
          'opinion-words',
          Math.min(1, opinions / 3),
          { good: 1, weak: 0.3 },
          'sentences with words of opinion',
        ),
    notChecked('irony', 'word lists take irony at its word'),
  ])
  // However well the text suits it, no answer of a word list is surer than the word list.
  return { ...quality, score: Math.min(quality.score, LEXICON_ACCURACY) }
}

/** How far a model's scores can be trusted: complete, consistent with their own sum, and of one mind with the lexicon. */
export function modelQuality(result: ResultOf<'sentiment'>, text: string, language: string): Quality {
  const scores = result.sentences.flatMap(({ score }) => (score === null ? [] : [score]))
  const covered = result.sentences.length === 0 ? 1 : scores.length / result.sentences.length
  const own = sumUpSentiment(scores)
  const apart = Math.abs(own.score - result.score)
  return combine('sentiment-model-1', [
    readableInput(text, language),
    measured('covered', covered, { good: 0.95, weak: 0.5 }, 'share of the sentences that the model scored', {
      hard: result.sentences.length <= COMPARED,
      weight: 2,
    }),
    scores.length === 0
      ? notChecked('consistency', 'the model scored no single sentence')
      : measured(
          'consistency',
          1 - apart / 2,
          { good: 0.75, weak: 0.5 },
          'whether its sum fits its own sentences',
          {
            weight: 2,
          },
        ),
    agreement(result, text, language),
    notChecked('irony', 'whether irony was understood cannot be told without reading'),
  ])
}

function agreement(result: ResultOf<'sentiment'>, text: string, language: string) {
  if (language !== 'en') return notChecked('agreement', 'there is no second method for this language')
  const lexicon = sumUpSentiment(scoreSentences(sentenceSpans(text).slice(0, COMPARED)))
  const agrees = 1 - Math.abs(lexicon.score - result.score) / 2
  return measured('agreement', agrees, { good: 0.7, weak: 0.5 }, 'how near a list of opinion words comes', {
    weight: 1,
  })
}
