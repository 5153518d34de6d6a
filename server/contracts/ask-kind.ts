import { z } from 'zod'
import { DocumentBlock } from './document-blocks.ts'
import { Id } from './identifiers.ts'
import { INSTRUCTION_MAX, TextSource } from './text-source.ts'

export const PAGES_MAX = 10
/** Several pages at once, each of which the asker may read: when it is asked, when it runs, and when the cache has an answer. */
const PagesSource = z.object({
  type: z.literal('documents'),
  documentIds: z
    .array(Id)
    .min(1, 'Choose at least one page')
    .max(PAGES_MAX, `At most ${PAGES_MAX} pages`)
    .refine((ids) => new Set(ids).size === ids.length, 'Each page once'),
})
export const AskSource = z.discriminatedUnion('type', [...TextSource.options, PagesSource])
export type AskSource = z.infer<typeof AskSource>

/** A question about a text, a page or several; answered from these alone, with the passages that say so. */
export const AskText = z.object({
  kind: z.literal('ask'),
  source: AskSource,
  question: z
    .string()
    .trim()
    .min(1, 'Ask something')
    .max(INSTRUCTION_MAX, `At most ${INSTRUCTION_MAX} characters`),
})

export const QUOTES_MAX = 30
/** A passage that an answer rests on. */
export const Quote = z.object({
  text: z.string().max(4_000),
  /** The page that it stands in; null in a text that belongs to none, and where it was not found. */
  documentId: Id.nullable(),
  title: z.string().nullable(),
  /** False where no page holds it: then nothing speaks for it but the model. */
  found: z.boolean(),
})
export type Quote = z.infer<typeof Quote>

export const AskResult = z.object({
  kind: z.literal('ask'),
  question: z.string(),
  /** False where the text does not say; then there is no answer. */
  answered: z.boolean(),
  text: z.string(),
  blocks: z.array(DocumentBlock),
  quotes: z.array(Quote).max(QUOTES_MAX),
  /** The pages that were read. */
  pages: z.array(z.object({ documentId: Id, title: z.string() })).max(PAGES_MAX),
})
