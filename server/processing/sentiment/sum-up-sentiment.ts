import type { ResultOf } from '#server/contracts/processing.ts'

export type Sentiment = Pick<ResultOf<'sentiment'>, 'score' | 'label'>

// Below this a sentence states rather than judges.
export const OPINION = 0.15
// When both sides have at least this share of the judging sentences, a mean would hide that they differ.
const MIXED_SHARE = 0.3

/** Score and label of a text from those of its sentences; sentences without opinion weigh a quarter. */
export function sumUpSentiment(scores: readonly number[]): Sentiment {
  const opinions = scores.filter((score) => Math.abs(score) >= OPINION)
  if (opinions.length === 0) return { score: 0, label: 'neutral' }
  const neutral = scores.length - opinions.length
  const sum = opinions.reduce((total, score) => total + score, 0)
  const score = Math.round((sum / (opinions.length + neutral / 4)) * 100) / 100
  const favourable = opinions.filter((one) => one > 0).length / opinions.length
  if (opinions.length > 1 && Math.min(favourable, 1 - favourable) >= MIXED_SHARE)
    return { score, label: 'mixed' }
  return { score, label: labelOf(score) }
}

/** The label that a score alone gives. */
export function labelOf(score: number): Sentiment['label'] {
  if (Math.abs(score) < OPINION / 2) return 'neutral'
  return score > 0 ? 'positive' : 'negative'
}
