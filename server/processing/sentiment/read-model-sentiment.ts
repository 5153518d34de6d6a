import { z } from 'zod'
import { cutText } from '#server/contracts/cut-text.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { SENTIMENTS } from '#server/contracts/text-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { sentenceSpans } from '../local-engine/sentence-spans.ts'
import { readJson } from '../read-json.ts'
import { labelOf } from './sum-up-sentiment.ts'

/** More sentences than this are not asked for one by one: the answer would be long, and cut. */
export const SCORED_MAX = 150
const SENTENCES_MAX = 5_000

const Score = z.number().min(-1).max(1)
const Answer = z.object({
  score: Score,
  label: z.enum(SENTIMENTS).optional(),
  sentences: z.array(z.object({ n: z.number().int(), score: Score })),
})

export type ModelSentiment = { result: ResultOf<'sentiment'>; notes: string[] }

/** The text with its first sentences numbered, as a model is to score them. */
export function numberSentences(text: string): string {
  const spans = sentenceSpans(text)
  const numbered = spans.slice(0, SCORED_MAX).map((span, index) => `[${index + 1}] ${span.text}`)
  const rest = spans[SCORED_MAX]
  return rest ? `${numbered.join('\n')}\n${text.slice(rest.start)}` : numbered.join('\n')
}

/** A model's scores, sentence by sentence; undefined when the answer is not of that form. */
export function readModelSentiment(answer: string, text: string): ModelSentiment | undefined {
  const parsed = Answer.safeParse(readJson(answer))
  if (!parsed.success) return undefined
  const { score, label, sentences } = parsed.data
  const scores = new Map(sentences.map((sentence) => [sentence.n, sentence.score]))
  const spans = sentenceSpans(text)
  return {
    result: {
      kind: 'sentiment',
      score,
      label: label ?? labelOf(score),
      sentences: spans.slice(0, SENTENCES_MAX).map(({ start, end }, index) => ({
        start,
        end,
        score: scores.get(index + 1) ?? null,
      })),
      source: cutText(text, SHOWN_TEXT_MAX),
    },
    notes:
      spans.length > SCORED_MAX
        ? [`The model scored the text as a whole, and only its first ${SCORED_MAX} sentences one by one.`]
        : [],
  }
}
