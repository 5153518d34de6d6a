import type { CacheQuestion } from '#server/cache/cache-key.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { isModelOnly } from '#server/contracts/text-kinds.ts'
import type { TranscribeMedia } from '#server/contracts/transcription.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import { attemptTime, jobTime } from './attempt-time.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { answerLocally, localEngine, textCandidates } from './candidates.ts'
import { PROMPT_VERSION, TRANSCRIPT_VERSION } from './engine-versions.ts'
import { fileEngine } from './file-engine.ts'
import type { FileJob } from './file-job.ts'
import { answerFile } from './file-work.ts'
import { instructionOf } from './known-answer.ts'
import { needsModel } from './needs-model.ts'
import { type PartialAnswer, partialBlocks } from './partial-result.ts'
import { partRequest } from './parts/answer-in-parts.ts'
import { PARTS_AT_ONCE } from './parts/ask-parts.ts'
import type { DividedText } from './parts/ask-text.ts'
import { partSize } from './parts/part-size.ts'
import { type TextPart, textParts } from './parts/text-parts.ts'
import type { Provider, TextRequest } from './provider.ts'
import type { AskedProviders } from './provider-chain.ts'
import type { Remember } from './remember.ts'
import type { FileSource, Source } from './resolve-source.ts'
import { recordingOf } from './transcription/own-transcript.ts'
import { transcribeCandidates } from './transcription/transcribe-candidates.ts'
import type { AskedRecording } from './transcription/transcribe-recording.ts'
import type { Transcriber } from './transcription/transcriber.ts'

type Question = Pick<CacheQuestion, 'parameters' | 'modelFamily' | 'instruction'>

/** Who can answer a source, and under which question its answers are cached. */
export type Plan = {
  question: Question
  /** Where providers are asked for a text. */
  text?: DividedText & { questionOf: (request: TextRequest) => Question }
  /** Where they are asked for a recording. */
  recording?: Omit<AskedRecording, 'keyOf'>
  candidates: Candidate<CachedAnswer>[]
  /** How long asking may take by the length of the text, in milliseconds, where that can be told. */
  neededMs?: number | undefined
  local: { name: string; model: string; answer: (signal: AbortSignal) => Promise<CachedAnswer> }
  /** Why there is no answer, where no provider gave one and nothing of this server could. */
  unanswered?: AppError
}

/** Texts and recordings to be transcribed go to the providers, texts with the built-in engine behind them; other files are worked on by this server only. */
export function planSource(
  ctx: Context,
  source: Source,
  { texts: providers, transcribers }: AskedProviders,
  gates: ProviderGates,
  job: FileJob,
  remember: Remember,
): Plan {
  if (source.type === 'file') {
    const { request, file } = source
    if (request.kind === 'transcribe') return planTranscription(file, request, transcribers, gates)
    const { kind, attachmentId: _, ...options } = request
    const engine = fileEngine(kind)
    return {
      question: {
        // New files belong to one page; for another page the same question makes files of its own.
        parameters: { ...scalars(options), page: source.documentId },
        modelFamily: engine.model,
      },
      candidates: [],
      local: { ...engine, answer: (signal) => answerFile(ctx, { request, file }, job, signal, remember) },
    }
  }
  const { request } = source
  const showWhole = ({ provider, model, result }: PartialAnswer): void =>
    job.show?.({ provider, model, blocks: () => partialBlocks(result()) })
  // A part is shown by those who ask for it, in what it is part of. Where nobody looks, nothing has to be streamed.
  const candidatesOf: DividedText['candidatesOf'] = (own, show = own === request ? showWhole : undefined) =>
    textCandidates(providers, gates, own, job.show && show)
  const candidates = candidatesOf(request)
  const local = localEngine(request.kind)
  const modelFamily = candidates[0]?.model ?? local.model
  const questionOf = (own: TextRequest): Question => textQuestion(own, modelFamily)
  const most = partSize(request, providers)
  const partsAt = (size: number): TextPart[] =>
    textParts(request.text, size, source.headings, { markdown: isRewriteKind(request.kind) })
  const parts = candidates.length > 0 ? partsAt(most) : []
  const inParts = parts.length > 1
  const { parameters, ...question } = questionOf(request)
  return {
    question: { ...question, parameters: inParts ? { ...parameters, partsOf: most } : parameters },
    candidates,
    ...(candidates.length > 0 && { neededMs: timeOf(request, parts, providers) }),
    ...(candidates.length > 0 && { text: { request, most, partsAt, candidatesOf, questionOf } }),
    ...(isModelOnly(request.kind) && { unanswered: noAnswer() }),
    local: {
      ...local,
      answer: (signal) => answerLocally({ providers: candidates.length > 0 }, request, signal),
    },
  }
}

function timeOf(
  request: TextRequest,
  parts: readonly TextPart[],
  providers: readonly Provider[],
): number | undefined {
  const thinks = providers.some((provider) => provider.thinks?.())
  const [longest] = parts.toSorted((a, b) => b.text.length - a.text.length)
  const asked = longest && parts.length > 1 ? partRequest(request, longest, parts.length) : request
  return jobTime(Math.ceil(parts.length / PARTS_AT_ONCE), attemptTime(asked, thinks))
}

/** A transcript is of the bytes, whichever page they are on. */
function planTranscription(
  file: FileSource['file'],
  request: TranscribeMedia,
  transcribers: readonly Transcriber[],
  gates: ProviderGates,
): Plan {
  const recording = recordingOf(file)
  const candidatesOf: AskedRecording['candidatesOf'] = (part) =>
    transcribeCandidates(transcribers, gates, { part, recording, request })
  const { kind: _, attachmentId: __, ...options } = request
  const asked = { file, recording, candidatesOf, primary: transcribers[0]?.name }
  return {
    question: {
      parameters: { ...scalars(options), transcripts: TRANSCRIPT_VERSION },
      modelFamily: transcribers[0]?.model ?? 'none',
    },
    // What is asked of them is told below, part by part: before the cache is asked no byte is read.
    candidates: candidatesOf({ bytes: new Blob(), mediaType: file.mediaType, seconds: null }),
    ...(transcribers.length > 0 && { recording: asked }),
    unanswered: noTranscript(),
    local: {
      ...{ name: 'built-in', model: 'none' },
      answer: () => Promise.reject(needsModel()),
    },
  }
}

function noAnswer(): AppError {
  return new AppError(
    'provider-failed',
    'No model provider answered, and the built-in engine cannot do this.',
  )
}

function noTranscript(): AppError {
  return new AppError(
    'provider-failed',
    'No provider transcribed the recording; the path of the job says why. Where it is too long or too large for them, cut it first, or have ffmpeg installed on this server, which divides it.',
  )
}

function textQuestion(request: TextRequest, modelFamily: string): Question {
  const { kind: _, text: __, ...options } = request
  return {
    parameters: { ...scalars(options), prompts: PROMPT_VERSION },
    modelFamily,
    instruction: instructionOf(request),
  }
}

/** The options of a request as a cache key takes them; the instruction has a place of its own there. */
function scalars(options: object): CacheQuestion['parameters'] {
  const parameters: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(options)) {
    if (name === 'instruction' || name === 'question' || value === undefined) continue
    parameters[name] =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : JSON.stringify(value)
  }
  return parameters
}
