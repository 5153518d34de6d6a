import { z } from 'zod'
import { KeptPart, PlainAnswer } from '#server/contracts/stored-answer.ts'
import { AnswerParts } from '#server/contracts/text-parts.ts'

/** What the cache keeps of an answer: all that is true of it whoever asks again. */
export const CachedAnswer = PlainAnswer.extend({
  /** Hash of the instruction as it was written: another one may have led to the same key. */
  wording: z.string().optional(),
  /** Where a long text was worked on in parts. An answer with missing parts is never kept. */
  parts: AnswerParts.optional(),
  /** Of an answer with missing parts: those that it has. */
  kept: z.array(KeptPart).optional(),
})
export type CachedAnswer = z.infer<typeof CachedAnswer>
