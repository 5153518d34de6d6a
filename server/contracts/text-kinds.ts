import { z } from 'zod'
import { ActionItemsText } from './action-items.ts'
import { AskText } from './ask-kind.ts'
import {
  ChangeTone,
  ExplainText,
  FixGrammar,
  ImproveText,
  LengthenText,
  REWRITE_KINDS,
  ShortenText,
  TranslateText,
} from './rewrite-kinds.ts'
import { ClassifyText, ExtractText } from './sorting-kinds.ts'
import { Instruction, SHOWN_TEXT_MAX, TextSource } from './text-source.ts'

export const TEXT_KINDS = [
  'summarise',
  'keywords',
  'entities',
  'sentiment',
  'language',
  'readability',
  'action-items',
  'classify',
  'extract',
  'ask',
  ...REWRITE_KINDS,
] as const
/** Of the kinds above, those that nothing on this server can do: without a model provider they are refused. */
export const MODEL_ONLY_KINDS = [...REWRITE_KINDS, 'classify', 'extract', 'ask'] as const
export function isModelOnly(kind: string): kind is (typeof MODEL_ONLY_KINDS)[number] {
  return MODEL_ONLY_KINDS.some((one) => one === kind)
}
/** Those that a model provider can answer; the others are counted, and better here. */
export const MODEL_KINDS = [
  'summarise',
  'keywords',
  'entities',
  'sentiment',
  'action-items',
  ...MODEL_ONLY_KINDS,
] as const

export const SUMMARY_STYLES = ['paragraph', 'bullets', 'line', 'newcomer'] as const
export const SummaryStyle = z.enum(SUMMARY_STYLES)
export type SummaryStyle = z.infer<typeof SummaryStyle>
/** The words that a length allows. */
export const SUMMARY_LENGTHS = { short: 40, medium: 80, long: 200 } as const
export const SummaryLength = z.enum(['short', 'medium', 'long'])
export type SummaryLength = z.infer<typeof SummaryLength>

/** A summary of at most `words` words. `instruction` steers a model provider; the built-in engine says that it ignored it. */
export const SummariseText = z.object({
  kind: z.literal('summarise'),
  source: TextSource,
  words: z.number().int().min(20, 'At least 20 words').max(400, 'At most 400 words').default(80),
  length: SummaryLength.optional().describe('In place of `words`: short is 40, medium 80, long 200'),
  style: SummaryStyle.optional().describe(
    'As running text unless said otherwise; `line` is one sentence, and `newcomer`, for who is new to the subject, needs a model',
  ),
  instruction: Instruction,
})
export const KeywordsText = z.object({
  kind: z.literal('keywords'),
  source: TextSource,
  count: z.number().int().min(3, 'At least 3').max(30, 'At most 30').default(10),
  instruction: Instruction,
})

/**
 * What can be found in a text. `name` is a proper name whose kind is not known: the built-in engine tells persons,
 * organisations and places apart only by what stands beside the name (a title, a form of company) or by lists of countries
 * and large cities.
 */
export const ENTITY_TYPES = [
  'person',
  'organisation',
  'place',
  'name',
  'date',
  'time',
  'duration',
  'money',
  'percent',
  'number',
  'email',
  'url',
  'phone',
  'hashtag',
  'mention',
] as const
export const EntityType = z.enum(ENTITY_TYPES)
export type EntityType = z.infer<typeof EntityType>

/** Names, dates, amounts and addresses in a text; all types, or those named. */
export const EntitiesText = z.object({
  kind: z.literal('entities'),
  source: TextSource,
  types: z.array(EntityType).min(1, 'Choose at least one type').max(ENTITY_TYPES.length).optional(),
})
/** How favourable a text sounds, as a whole and sentence by sentence. */
export const SentimentText = z.object({ kind: z.literal('sentiment'), source: TextSource })
/** Which language a text is in. */
export const LanguageText = z.object({ kind: z.literal('language'), source: TextSource })
/** How hard a text is to read, by the formulas that fit its language, and which sentences make it so. */
export const ReadabilityText = z.object({
  kind: z.literal('readability'),
  source: TextSource,
  hardest: z.number().int().min(0, 'At least 0').max(20, 'At most 20').default(5),
})

export const ProcessText = z.discriminatedUnion('kind', [
  SummariseText,
  KeywordsText,
  EntitiesText,
  SentimentText,
  LanguageText,
  ReadabilityText,
  ActionItemsText,
  ClassifyText,
  ExtractText,
  AskText,
  ImproveText,
  FixGrammar,
  ShortenText,
  LengthenText,
  ChangeTone,
  TranslateText,
  ExplainText,
])
export type ProcessText = z.infer<typeof ProcessText>

export const SummaryResult = z.object({
  kind: z.literal('summarise'),
  /** In the style `bullets`, one point a line, each after a hyphen. */
  text: z.string(),
  sentences: z.number().int(),
  /** Absent where it is running text. */
  style: SummaryStyle.optional(),
})
export const KeywordsResult = z.object({
  kind: z.literal('keywords'),
  keywords: z.array(z.object({ term: z.string(), weight: z.number().min(0).max(1) })),
})

/** Where something stands in the text, in UTF-16 code units; `end` is exclusive. */
const Span = { start: z.number().int().min(0), end: z.number().int().min(0) }

export const ENTITIES_MAX = 2_000
export const Entity = z.object({ type: EntityType, text: z.string(), ...Span })
export type Entity = z.infer<typeof Entity>
export const EntitiesResult = z.object({
  kind: z.literal('entities'),
  /** In the order of the text, none inside another. */
  entities: z.array(Entity).max(ENTITIES_MAX),
  /** Types that were looked for; what is not here was not searched, so its absence says nothing. */
  searched: z.array(EntityType),
  /** The beginning of the text, as far as it is shown. */
  source: z.string().max(SHOWN_TEXT_MAX),
})

export const SENTIMENTS = ['negative', 'mixed', 'neutral', 'positive'] as const
export const SentimentResult = z.object({
  kind: z.literal('sentiment'),
  /** -1 (unfavourable) to 1 (favourable). */
  score: z.number().min(-1).max(1),
  label: z.enum(SENTIMENTS),
  /** A sentence's score is null where it was not scored: beyond the limit of a model's answer, or left out by it. */
  sentences: z.array(z.object({ ...Span, score: z.number().min(-1).max(1).nullable() })).max(5_000),
  source: z.string().max(SHOWN_TEXT_MAX),
})

export const LanguageResult = z.object({
  kind: z.literal('language'),
  /** ISO 639-1; null where it cannot be told. */
  language: z.string().nullable(),
  reliable: z.boolean(),
  /** True when there are too few letters to tell. */
  tooShort: z.boolean(),
  letters: z.number().int(),
  /** The likeliest languages, best first, each with its score relative to the best. */
  alternatives: z.array(z.object({ language: z.string(), share: z.number().min(0).max(1) })).max(5),
})

export const READABILITY_FORMULAS = [
  'flesch-reading-ease',
  'flesch-kincaid-grade',
  'gunning-fog',
  'smog',
  'lix',
  'amstad',
  'fernandez-huerta',
] as const
export const READING_LEVELS = ['very easy', 'easy', 'standard', 'difficult', 'very difficult'] as const
export const ReadabilityResult = z.object({
  kind: z.literal('readability'),
  language: z.string().nullable(),
  level: z.enum(READING_LEVELS),
  /** 0 (very difficult) to 1 (very easy): where the level lies on one scale for all languages. */
  ease: z.number().min(0).max(1),
  /** Years of school that the text asks for; null where no formula of the language gives them. */
  grade: z.number().nullable(),
  formulas: z.array(
    z.object({ formula: z.enum(READABILITY_FORMULAS), value: z.number(), note: z.string().nullable() }),
  ),
  words: z.number().int(),
  sentences: z.number().int(),
  /** Null in languages whose syllables are not counted here. */
  syllables: z.number().int().nullable(),
  wordsPerSentence: z.number(),
  readingMinutes: z.number(),
  /** The sentences that are hardest to read, hardest first. */
  hardest: z.array(z.object({ text: z.string(), words: z.number().int(), longWords: z.number().int() })),
})
