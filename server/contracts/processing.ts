import { z } from 'zod'
import { Id } from './identifiers.ts'

/** The most text that one job takes, in UTF-16 code units (about 40,000 words). */
export const TEXT_MAX = 250_000
export const INSTRUCTION_MAX = 2_000

export const TEXT_KINDS = ['summarise', 'keywords'] as const
export const MEDIA_KINDS = ['ocr'] as const
export const TASK_KINDS = [...TEXT_KINDS, ...MEDIA_KINDS] as const
export const TaskKind = z.enum(TASK_KINDS)
export type TaskKind = z.infer<typeof TaskKind>

/** Text given as such, or the text of a page at the moment when the job runs. */
export const TextSource = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string().trim().min(1, 'There is no text').max(TEXT_MAX, `At most ${TEXT_MAX} characters`),
  }),
  z.object({ type: z.literal('document'), documentId: Id }),
])
export type TextSource = z.infer<typeof TextSource>

const Instruction = z.string().trim().max(INSTRUCTION_MAX, `At most ${INSTRUCTION_MAX} characters`).optional()

/** A summary of at most `words` words. `instruction` steers a model provider; the built-in engine says that it ignored it. */
export const SummariseText = z.object({
  kind: z.literal('summarise'),
  source: TextSource,
  words: z.number().int().min(20, 'At least 20 words').max(400, 'At most 400 words').default(80),
  instruction: Instruction,
})
export const KeywordsText = z.object({
  kind: z.literal('keywords'),
  source: TextSource,
  count: z.number().int().min(3, 'At least 3').max(30, 'At most 30').default(10),
  instruction: Instruction,
})
export const ProcessText = z.discriminatedUnion('kind', [SummariseText, KeywordsText])
export type ProcessText = z.infer<typeof ProcessText>

/** Reads the text in an image that was uploaded to a page. */
export const OcrMedia = z.object({
  kind: z.literal('ocr'),
  attachmentId: Id,
  language: z.enum(['eng']).default('eng'),
})
export const ProcessMedia = z.discriminatedUnion('kind', [OcrMedia])
export type ProcessMedia = z.infer<typeof ProcessMedia>

/** What a task is asked to do: the payload of every task, parsed again by the worker. */
export const ProcessRequest = z.union([ProcessText, ProcessMedia])
export type ProcessRequest = z.infer<typeof ProcessRequest>

export const SummaryResult = z.object({
  kind: z.literal('summarise'),
  text: z.string(),
  sentences: z.number().int(),
})
export const KeywordsResult = z.object({
  kind: z.literal('keywords'),
  keywords: z.array(z.object({ term: z.string(), weight: z.number().min(0).max(1) })),
})
export const OcrResult = z.object({
  kind: z.literal('ocr'),
  text: z.string(),
  /** Paragraphs in reading order, each with its mean word confidence, 0 to 1. */
  blocks: z.array(z.object({ text: z.string(), confidence: z.number().min(0).max(1) })),
  /** Degrees by which the image was turned before reading. */
  rotation: z.number(),
})
export const ProcessResult = z.discriminatedUnion('kind', [SummaryResult, KeywordsResult, OcrResult])
export type ProcessResult = z.infer<typeof ProcessResult>

/** One observation behind a score. `hard` signals fail the quality gate; the others only lower the score. */
export const QualitySignal = z.object({
  name: z.string(),
  value: z.number().nullable(),
  verdict: z.enum(['good', 'weak', 'bad', 'not-checked']),
  hard: z.boolean(),
  note: z.string(),
})
export type QualitySignal = z.infer<typeof QualitySignal>

/** Scores of different methods are never compared with each other. */
export const Quality = z.object({
  score: z.number().min(0).max(1),
  method: z.string(),
  signals: z.array(QualitySignal),
})
export type Quality = z.infer<typeof Quality>

/** Why a step of the chain did not answer, as a closed list; `reason` says it in words. */
export const FAULTS = [
  'timeout',
  'unreachable',
  'overloaded',
  'rate-limited',
  'quota-spent',
  'key-refused',
  'unknown-model',
  'too-long',
  'request-refused',
  'damaged-answer',
  'empty-answer',
  'poor-answer',
  'left-alone',
  'no-time',
  'engine-failed',
  'other',
] as const
export type Fault = (typeof FAULTS)[number]

/** One step of the chain that led to an answer, in the order of the tries. */
export const PathStep = z.object({
  step: z.enum(['cache', 'primary', 'fallback', 'stale', 'degraded', 'local']),
  provider: z.string(),
  model: z.string().nullable(),
  outcome: z.enum(['answered', 'miss', 'failed', 'skipped', 'rejected']),
  attempts: z.number().int(),
  ms: z.number(),
  /** Why it did not answer: the class of the error or the hard signal, for people to read. */
  reason: z.string().nullable(),
  /** Absent where the step answered, and in steps recorded by earlier versions. */
  fault: z.enum(FAULTS).optional(),
  /** Absent where the provider named none. */
  tokens: z.object({ input: z.number().int(), output: z.number().int() }).optional(),
})
export type PathStep = z.infer<typeof PathStep>

export const CACHE_STATES = ['hit', 'miss', 'stale', 'bypass'] as const
export const CacheState = z.enum(CACHE_STATES)
export type CacheState = z.infer<typeof CacheState>

/** The whole answer of a processing job: result, how sure, who answered, how. Stored as the task's result. */
export const ProcessAnswer = z.object({
  result: ProcessResult,
  quality: Quality,
  provider: z.string(),
  model: z.string().nullable(),
  cache: CacheState,
  path: z.array(PathStep),
  /** True when the usual provider did not answer and this is the best that could be had. */
  degraded: z.boolean(),
  /** Sentences that a person should read beside the result ("the instruction was ignored: ..."). */
  notes: z.array(z.string()),
  latencyMs: z.number(),
  interactionId: Id,
})
export type ProcessAnswer = z.infer<typeof ProcessAnswer>
