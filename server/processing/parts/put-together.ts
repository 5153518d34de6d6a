import { sumOfCosts } from '#server/contracts/cost.ts'
import type { Strategy } from '#server/contracts/kind-strategies.ts'
import type { PathStep, Quality } from '#server/contracts/processing.ts'
import type { PlainAnswer } from '#server/contracts/stored-answer.ts'
import { type AnswerParts, coverageWords, isPartial } from '#server/contracts/text-parts.ts'
import { ttlOf } from '#server/recovery/ask-in-turn.ts'
import type { TextPart } from './text-parts.ts'

export type Answered = { part: TextPart; key: string; answer: PlainAnswer }

/** Who answered, what it cost and what is to be known of it, over all parts. The provider is the one of most parts. */
export function sumUpParts(
  answered: readonly Answered[],
): Pick<PlainAnswer, 'provider' | 'model' | 'notes' | 'tokens' | 'cost'> {
  const [most, ...others] = byProvider(answered)
  if (!most) throw new Error('no part was answered')
  const cost = sumOfCosts(answered.map(({ answer }) => answer.cost))
  const tokens = answered.flatMap(({ answer }) => answer.tokens ?? [])
  return {
    provider: most.provider,
    model: most.model,
    notes: [
      ...others.map(
        ({ provider, parts }) => `${partsWords(parts)} ${wereWas(parts)} answered by ${provider}.`,
      ),
      ...notesOf(answered),
    ],
    ...(cost && { cost }),
    ...(tokens.length > 0 && {
      tokens: {
        input: tokens.reduce((sum, { input }) => sum + input, 0),
        output: tokens.reduce((sum, { output }) => sum + output, 0),
      },
    }),
  }
}

/** Parts of a fallback stand in only until the usual provider may be back. */
export function ttlOfParts(
  strategies: readonly Strategy[],
  answered: readonly Answered[],
  primary: string | undefined,
): number {
  const usual = answered.every(({ answer }) => answer.provider === primary)
  return ttlOf(strategies, usual ? 'primary' : 'fallback')
}

/** What an answer with gaps lacks, in words; undefined of a whole one. */
export function missingWords(parts: AnswerParts | undefined): string | undefined {
  const missing = parts?.missing.length ?? 0
  if (!parts || missing === 0) return undefined
  return `${missing} of ${parts.total} parts ${missing === 1 ? 'has' : 'have'} no answer`
}

/** Says of the steps that were tried with smaller parts that this was the way. */
export function markSmaller(steps: readonly PathStep[]): void {
  for (const step of steps) if (step.step !== 'cache') step.strategy = 'smaller-task'
}

/** What a later try is given of a part. */
export function plainAnswer(answer: PlainAnswer): PlainAnswer {
  const { result, quality, provider, model, notes, tokens, cost } = answer
  return { result, quality, provider, model, notes, ...(tokens && { tokens }), ...(cost && { cost }) }
}

/** The quality of what is there, lowered to the share of the text that it is about. */
export function partialQuality(quality: Quality, parts: AnswerParts, length: number): Quality {
  if (!isPartial(parts)) return quality
  const missing = parts.missing.reduce((sum, { start, end }) => sum + end - start, 0)
  const share = Math.max(0, 1 - missing / length)
  return {
    ...quality,
    score: Math.round(quality.score * share * 1000) / 1000,
    signals: [
      {
        name: 'whole-text',
        value: Math.round(share * 1000) / 1000,
        verdict: 'bad',
        hard: false,
        note: `it is about ${coverageWords(parts)} of the text`,
      },
      ...quality.signals,
    ],
  }
}

type Group = { provider: string; model: string | null; parts: number[] }

function byProvider(answered: readonly Answered[]): Group[] {
  const groups = new Map<string, Group>()
  for (const { part, answer } of answered) {
    const { provider, model } = answer
    const group = groups.get(provider) ?? { provider, model, parts: [] }
    group.parts.push(part.part)
    groups.set(provider, group)
  }
  return [...groups.values()].sort((a, b) => b.parts.length - a.parts.length)
}

/** Each note once, with the parts that it is about. */
function notesOf(answered: readonly Answered[]): string[] {
  const notes = new Map<string, number[]>()
  for (const { part, answer } of answered)
    for (const note of answer.notes) notes.set(note, [...(notes.get(note) ?? []), part.part])
  return [...notes].map(([note, parts]) => `${partsWords(parts)}: ${note}`)
}

function partsWords(parts: readonly number[]): string {
  return `${parts.length === 1 ? 'Part' : 'Parts'} ${parts.join(', ')}`
}

function wereWas({ length }: readonly number[]): string {
  return length === 1 ? 'was' : 'were'
}
