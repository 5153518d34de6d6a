import { z } from 'zod'
import { ProcessResult, Quality } from '#server/contracts/processing.ts'
import { EntityType } from '#server/contracts/text-kinds.ts'

const text = z.string()
const Request = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('summarise'), text, words: z.number(), instructed: z.boolean() }),
  z.object({ kind: z.literal('keywords'), text, count: z.number() }),
  z.object({ kind: z.literal('entities'), text, types: z.array(EntityType).optional() }),
  z.object({ kind: z.literal('sentiment'), text }),
  z.object({ kind: z.literal('language'), text }),
  z.object({ kind: z.literal('readability'), text, hardest: z.number() }),
])
export type WorkRequest<Kind extends z.infer<typeof Request>['kind']> = Extract<
  z.infer<typeof Request>,
  { kind: Kind }
>

/** Work on a text that costs processor time: to answer by the built-in engine, or to judge a model's answer. */
export const TextWork = z.discriminatedUnion('act', [
  z.object({ act: z.literal('answer'), request: Request }),
  z.object({ act: z.literal('judge'), request: Request, result: ProcessResult, cut: z.boolean() }),
])
export type TextWork = z.infer<typeof TextWork>

/** A model's answer, and whether it stopped at its length limit. */
export type GivenAnswer = { result: ProcessResult; cut: boolean }

export const TextOutcome = z.object({ result: ProcessResult, quality: Quality, notes: z.array(z.string()) })
export type TextOutcome = z.infer<typeof TextOutcome>
