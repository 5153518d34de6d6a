import { z } from 'zod'
import { Id } from './identifiers.ts'

/** The most text that one job takes, in UTF-16 code units (about 40,000 words). */
export const TEXT_MAX = 250_000
export const INSTRUCTION_MAX = 2_000
/** Results that point into their text carry its beginning, so that they can show what they mean. */
export const SHOWN_TEXT_MAX = 20_000

/** Text given as such, or the text of a page at the moment when the job runs. */
export const TextSource = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string().trim().min(1, 'There is no text').max(TEXT_MAX, `At most ${TEXT_MAX} characters`),
  }),
  z.object({ type: z.literal('document'), documentId: Id }),
])
export type TextSource = z.infer<typeof TextSource>

/** A wish in words. It steers a model; the built-in engine says that it ignored it. */
export const Instruction = z
  .string()
  .trim()
  .max(INSTRUCTION_MAX, `At most ${INSTRUCTION_MAX} characters`)
  .optional()
