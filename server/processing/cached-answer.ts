import { z } from 'zod'
import { ProcessResult, Quality, Tokens } from '#server/contracts/processing.ts'

/** What the cache keeps of an answer: all that is true of it whoever asks again. */
export const CachedAnswer = z.object({
  result: ProcessResult,
  quality: Quality,
  provider: z.string(),
  model: z.string().nullable(),
  notes: z.array(z.string()),
  /** What making it was charged for, where the provider said so. */
  tokens: Tokens.optional(),
})
export type CachedAnswer = z.infer<typeof CachedAnswer>
