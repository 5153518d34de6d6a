import { z } from 'zod'
import { ActionItemsResult } from './action-items.ts'
import { AskResult } from './ask-kind.ts'
import { Cost } from './cost.ts'
import { Id } from './identifiers.ts'
import {
  DocumentResult,
  ImageMetadataResult,
  ImageResult,
  MEDIA_KINDS,
  OcrResult,
  ProbeResult,
  ProcessMedia,
  SoundFileResult,
  WaveformResult,
} from './media-kinds.ts'
import { RewriteResult } from './rewrite-kinds.ts'
import { ClassifyResult, ExtractResult } from './sorting-kinds.ts'
import { StrategyName } from './strategy-names.ts'
import {
  EntitiesResult,
  KeywordsResult,
  LanguageResult,
  ProcessText,
  ReadabilityResult,
  SentimentResult,
  SummaryResult,
  TEXT_KINDS,
} from './text-kinds.ts'
import { AnswerParts } from './text-parts.ts'
import { TranscribeResult } from './transcription.ts'

export const TASK_KINDS = [...TEXT_KINDS, ...MEDIA_KINDS] as const
export const TaskKind = z.enum(TASK_KINDS)
export type TaskKind = z.infer<typeof TaskKind>

/** What this server can do at the moment. */
export const JobKinds = z.object({
  /** Kinds that are refused until a model is configured. */
  needModel: z.array(TaskKind),
  ffmpeg: z
    .boolean()
    .describe('False where no worker has ffmpeg, without which most audio and all video cannot be worked on'),
  /** Whether the reader may configure one. */
  mayConfigure: z.boolean(),
})
export type JobKinds = z.infer<typeof JobKinds>

/** What a task is asked to do: the payload of every task, parsed again by the worker. */
export const ProcessRequest = z.union([ProcessText, ProcessMedia])
export type ProcessRequest = z.infer<typeof ProcessRequest>

export const ProcessResult = z.discriminatedUnion('kind', [
  SummaryResult,
  KeywordsResult,
  EntitiesResult,
  SentimentResult,
  LanguageResult,
  ReadabilityResult,
  ActionItemsResult,
  ClassifyResult,
  ExtractResult,
  AskResult,
  RewriteResult,
  OcrResult,
  ImageResult,
  ImageMetadataResult,
  DocumentResult,
  TranscribeResult,
  ProbeResult,
  WaveformResult,
  SoundFileResult,
])
export type ProcessResult = z.infer<typeof ProcessResult>
/** The result of one kind. */
export type ResultOf<Kind extends ProcessResult['kind']> = Extract<ProcessResult, { kind: Kind }>

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
  'only-thoughts',
  'poor-answer',
  'left-alone',
  'no-time',
  'engine-failed',
  'other',
] as const
export type Fault = (typeof FAULTS)[number]

/** What a call of a model was charged for. */
export const Tokens = z.object({ input: z.number().int(), output: z.number().int() })
export type Tokens = z.infer<typeof Tokens>

/** One step of the chain that led to an answer, in the order of the tries. */
export const PathStep = z.object({
  step: z.enum(['cache', 'queue', 'primary', 'fallback', 'partial', 'stale', 'degraded', 'local']),
  /** The way that was tried with this step; absent for a first try, and in steps recorded by earlier versions. */
  strategy: StrategyName.optional(),
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
  tokens: Tokens.optional(),
  /** Absent where the price of the model, or what it was charged for, is not known. */
  cost: Cost.optional(),
  /** Which part of a long text it was about, from 1; 0 is putting the parts together. Absent where it was all of the text. */
  part: z.number().int().min(0).optional(),
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
  /** True where an earlier answer was given to an instruction in other words. */
  similar: z.boolean().optional(),
  path: z.array(PathStep),
  /** True when the usual provider did not answer and this is the best that could be had. */
  degraded: z.boolean(),
  /** Sentences that a person should read beside the result ("the instruction was ignored: ..."). */
  notes: z.array(z.string()),
  /** Where a long text was worked on in parts; those in `missing` are not in the result. */
  parts: AnswerParts.optional(),
  latencyMs: z.number(),
  interactionId: Id,
})
export type ProcessAnswer = z.infer<typeof ProcessAnswer>
