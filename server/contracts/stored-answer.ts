import { z } from 'zod'
import { Cost } from './cost.ts'
import { Id } from './identifiers.ts'
import { ProcessAnswer, ProcessResult, Quality, Tokens } from './processing.ts'
import { PassageName } from './text-source.ts'

/** What one answer says, whoever asks again. */
export const PlainAnswer = z.object({
  result: ProcessResult,
  quality: Quality,
  provider: z.string(),
  model: z.string().nullable(),
  notes: z.array(z.string()),
  /** What making it was charged for, where the provider said so. */
  tokens: Tokens.optional(),
  /** What making it cost, where that is known: an answer from the cache spares it. */
  cost: Cost.optional(),
})
export type PlainAnswer = z.infer<typeof PlainAnswer>

/** The answer to one part of a text; `question` is the key under which it is asked. */
export const KeptPart = z.object({ question: z.string(), answer: PlainAnswer })
export type KeptPart = z.infer<typeof KeptPart>

/** What `Task.result` holds. The parts of an incomplete answer stay in the house: a later try asks for the others alone. */
export const StoredAnswer = ProcessAnswer.extend({
  /** The key under which it stood in the cache, where it was taken from there. */ cacheKey: z
    .string()
    .optional(),
  kept: z.array(KeptPart).optional(),
  /** Of a passage: where it stood and the sum of its letters, as it was when it was worked on. */
  passage: PassageName.optional(),
  /** Of pages that were read whole: up to which update, and the sum of their letters then. */
  read: z.array(z.object({ documentId: Id, seq: z.number(), sum: z.string() })).optional(),
})
export type StoredAnswer = z.infer<typeof StoredAnswer>
