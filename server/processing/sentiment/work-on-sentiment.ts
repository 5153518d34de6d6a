import { cutText } from '#server/contracts/cut-text.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { languageName } from '#server/contracts/result-words.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { AppError } from '#server/platform/errors.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import { sentenceSpans } from '../local-engine/sentence-spans.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { scoreSentences } from './score-sentences.ts'
import { lexiconQuality, modelQuality } from './sentiment-quality.ts'
import { sumUpSentiment } from './sum-up-sentiment.ts'

const SENTENCES_MAX = 5_000

/**
 * Scores a text by a lexicon of English words with negation, or judges a model's scores. Throws `cannot-process` for other
 * languages, where the lexicon would call everything neutral.
 */
export async function workOnSentiment(
  request: WorkRequest<'sentiment'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const { language } = await detectLanguage(request.text)
  if (given?.result.kind === 'sentiment')
    return { result: given.result, quality: modelQuality(given.result, request.text, language), notes: [] }
  if (language !== 'en' && language !== 'und')
    throw new AppError(
      'cannot-process',
      `The built-in engine scores English only, and this text is in ${languageName(language)}. Configure a model provider for other languages.`,
    )
  const spans = sentenceSpans(request.text).slice(0, SENTENCES_MAX)
  const scores = scoreSentences(spans)
  const result: ResultOf<'sentiment'> = {
    kind: 'sentiment',
    ...sumUpSentiment(scores),
    sentences: spans.map(({ start, end }, index) => ({ start, end, score: scores[index] ?? null })),
    source: cutText(request.text, SHOWN_TEXT_MAX),
  }
  return {
    result,
    quality: lexiconQuality(request.text, language, scores),
    notes: [
      'Scored by a list of English words with negation: irony, and what is said between the lines, are not understood.',
    ],
  }
}
