import { z } from 'zod'
import { Id } from './identifiers.ts'

/** The most text that one job takes, in UTF-16 code units (about 40,000 words). */
export const TEXT_MAX = 250_000
export const INSTRUCTION_MAX = 2_000
/** Results that point into their text carry its beginning, so that they can show what they mean. */
export const SHOWN_TEXT_MAX = 20_000

const Text = z.string().trim().min(1, 'There is no text').max(TEXT_MAX, `At most ${TEXT_MAX} characters`)

/** Where a passage stands in the shared document: two Yjs relative positions, encoded and written in hexadecimal digits. */
export const PassageAnchor = z
  .string()
  .regex(/^([0-9a-f]{2}){1,40}\.([0-9a-f]{2}){1,40}$/, 'Two encoded relative positions in hexadecimal digits')

/** A place between two blocks of a page: a Yjs relative position in its body, encoded and written in hexadecimal digits. */
export const BlockPlace = z
  .string()
  .regex(/^([0-9a-f]{2}){1,40}$/, 'An encoded relative position in hexadecimal digits')

/** An anchor with the sum of the letters that stood there: how many, and two sums of 32 bits. */
export const PassageName = z
  .string()
  .regex(/^([0-9a-f]{2}){1,40}\.([0-9a-f]{2}){1,40}\.[0-9a-z]{1,6}-[0-9a-z]{1,7}-[0-9a-z]{1,7}$/)

/**
 * Text given as such; the text of a page at the moment when the job runs; the text of an earlier task's result; or a passage of a page. A passage is read from the page as
 * well: `text`, as its asker saw it, finds it again when it was moved, and is worked on when it is gone.
 */
export const TextSource = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: Text }),
  z.object({ type: z.literal('document'), documentId: Id }),
  z.object({
    type: z.literal('task'),
    taskId: Id.describe('A task of yours, or of a page that you may read; this one waits for it'),
    documentId: Id.optional().describe('The page that its result comes from, as the server found it'),
    documentIds: z
      .array(Id)
      .max(10)
      .optional()
      .describe('The pages that its result comes from, where they are several'),
  }),
  z.object({ type: z.literal('passage'), documentId: Id, anchor: PassageAnchor, text: Text }),
])
export type TextSource = z.infer<typeof TextSource>

/** A wish in words. It steers a model; the built-in engine says that it ignored it. */
export const Instruction = z
  .string()
  .trim()
  .max(INSTRUCTION_MAX, `At most ${INSTRUCTION_MAX} characters`)
  .optional()
