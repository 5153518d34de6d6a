import { z } from 'zod'
import { DocumentBlock } from './document-blocks.ts'
import { Instruction, SHOWN_TEXT_MAX, TextSource } from './text-source.ts'

/** The kinds that write a text anew. Only a model can do them. */
export const REWRITE_KINDS = [
  'improve',
  'fix-grammar',
  'shorter',
  'longer',
  'change-tone',
  'translate',
  'explain',
] as const
export type RewriteKind = (typeof REWRITE_KINDS)[number]

export function isRewriteKind(kind: string): kind is RewriteKind {
  return REWRITE_KINDS.some((one) => one === kind)
}

export const TONES = ['formal', 'friendly', 'plain', 'confident', 'diplomatic', 'enthusiastic'] as const
export const Tone = z.enum(TONES)
export type Tone = z.infer<typeof Tone>

/** For whom a text is explained. */
export const READERS = ['newcomer', 'child', 'specialist'] as const
export const Readers = z.enum(READERS)
export type Readers = z.infer<typeof Readers>

/** A language as BCP 47 names it: `de`, `pt-BR`, `zh-Hant`. */
export const LanguageTag = z
  .string()
  .trim()
  .max(35, 'At most 35 characters')
  .refine(isLanguageTag, 'The code of a language, like de, pt-BR or zh-Hant')

const written = { source: TextSource, instruction: Instruction }

/** Clearer and more fluent, with the same meaning, length and language. */
export const ImproveText = z.object({ kind: z.literal('improve'), ...written })
/** Spelling, grammar and punctuation, and nothing else. */
export const FixGrammar = z.object({ kind: z.literal('fix-grammar'), ...written })
export const ShortenText = z.object({
  kind: z.literal('shorter'),
  ...written,
  percent: z
    .number()
    .int()
    .min(10, 'At least 10 %')
    .max(90, 'At most 90 %')
    .default(50)
    .describe('How much of the length is to stay'),
})
export const LengthenText = z.object({
  kind: z.literal('longer'),
  ...written,
  percent: z
    .number()
    .int()
    .min(110, 'At least 110 %')
    .max(300, 'At most 300 %')
    .default(150)
    .describe('The length that it is to have, of the one that it has'),
})
export const ChangeTone = z.object({ kind: z.literal('change-tone'), ...written, tone: Tone })
export const TranslateText = z.object({
  kind: z.literal('translate'),
  ...written,
  language: LanguageTag.describe(
    'The language to translate into (BCP 47); the source’s is detected and told',
  ),
})
export const ExplainText = z.object({
  kind: z.literal('explain'),
  ...written,
  readers: Readers.default('newcomer'),
})

export const RewriteResult = z.object({
  kind: z.literal(REWRITE_KINDS),
  /** The words alone, without marks; paragraphs apart by an empty line. */
  text: z.string(),
  /** What the words are as blocks of a page: of the model's marks only those that a page can hold. */
  blocks: z.array(DocumentBlock),
  /** ISO 639-1 of what was given and of what came; null where it cannot be told. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  words: z.object({ before: z.number().int(), after: z.number().int() }),
  /** The beginning of what was given, so that the two can stand side by side. */
  source: z.string().max(SHOWN_TEXT_MAX),
})

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false // no tag at all, or more than one
  }
}
