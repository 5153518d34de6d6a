import { z } from 'zod'
import { ProcessResult, Quality } from '#server/contracts/processing.ts'
import { REWRITE_KINDS } from '#server/contracts/rewrite-kinds.ts'
import { EntityType, SummaryStyle } from '#server/contracts/text-kinds.ts'

const text = z.string()
const Request = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('summarise'),
    text,
    words: z.number(),
    style: SummaryStyle.optional(),
    instructed: z.boolean(),
  }),
  z.object({ kind: z.literal('keywords'), text, count: z.number() }),
  z.object({ kind: z.literal('entities'), text, types: z.array(EntityType).optional() }),
  z.object({ kind: z.literal('sentiment'), text }),
  z.object({ kind: z.literal('action-items'), text }),
  z.object({ kind: z.literal('classify'), text }),
  z.object({ kind: z.literal('extract'), text }),
  z.object({ kind: z.literal('ask'), text, question: z.string() }),
  z.object({ kind: z.literal('language'), text }),
  z.object({ kind: z.literal('readability'), text, hardest: z.number() }),
  z.object({
    kind: z.literal(REWRITE_KINDS),
    text,
    instructed: z.boolean(),
    language: z.string().optional(),
    percent: z.number().optional(),
  }),
])
type Work = z.infer<typeof Request>
/** Distributes over the union: the kinds that write a text anew share one entry of it. */
export type WorkRequest<Kind extends Work['kind']> = Work extends infer One
  ? One extends { kind: infer Own }
    ? Kind extends Own
      ? One
      : never
    : never
  : never

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
