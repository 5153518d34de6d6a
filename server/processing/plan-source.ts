import type { CacheQuestion } from '#server/cache/cache-key.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { answerLocally, localEngine, textCandidates } from './candidates.ts'
import type { FileJob } from './file-job.ts'
import { answerFile, fileEngine } from './file-work.ts'
import type { DividedText } from './parts/ask-text.ts'
import { type TextPart, textParts } from './parts/text-parts.ts'
import { PROMPT_VERSION } from './prompts.ts'
import type { Provider, TextRequest } from './provider.ts'
import type { Source } from './resolve-source.ts'

type Question = Pick<CacheQuestion, 'parameters' | 'modelFamily' | 'instruction'>

/** Who can answer a source, and under which question its answers are cached. */
export type Plan = {
  question: Question
  /** Where providers are asked for a text. */
  text?: DividedText & { questionOf: (request: TextRequest) => Question }
  candidates: Candidate<CachedAnswer>[]
  local: { name: string; model: string; answer: (signal: AbortSignal) => Promise<CachedAnswer> }
}

/** Text goes to the providers with the built-in engine behind them; files are worked on by this server only. */
export function planSource(
  ctx: Context,
  source: Source,
  providers: readonly Provider[],
  gates: ProviderGates,
  job: FileJob & Pick<TaskJob, 'show'>,
): Plan {
  if (source.type === 'file') {
    const { kind, attachmentId: _, ...options } = source.request
    const engine = fileEngine(kind)
    return {
      question: {
        // New files belong to one page; for another page the same question makes files of its own.
        parameters: { ...scalars(options), page: source.documentId },
        modelFamily: engine.model,
      },
      candidates: [],
      local: { ...engine, answer: (signal) => answerFile(ctx, source, job, signal) },
    }
  }
  const { request } = source
  // Of a text in parts no part is shown by itself: what it would be part of is not there yet.
  const candidatesOf = (own: TextRequest): Candidate<CachedAnswer>[] =>
    textCandidates(providers, gates, own, own === request ? job.show : undefined)
  const candidates = candidatesOf(request)
  const local = localEngine(request.kind)
  const modelFamily = candidates[0]?.model ?? local.model
  const questionOf = (own: TextRequest): Question => textQuestion(own, modelFamily)
  const most = partSize(request, Math.min(...providers.map(({ partCharacters }) => partCharacters)))
  const partsAt = (size: number): TextPart[] => textParts(request.text, size, source.headings)
  const inParts = candidates.length > 0 && partsAt(most).length > 1
  const { parameters, ...question } = questionOf(request)
  return {
    question: { ...question, parameters: inParts ? { ...parameters, partsOf: most } : parameters },
    candidates,
    ...(candidates.length > 0 && { text: { request, most, partsAt, candidatesOf, questionOf } }),
    local: {
      ...local,
      answer: (signal) => answerLocally({ providers: candidates.length > 0 }, request, signal),
    },
  }
}

// What is written anew is about as long as its text, and has to fit into a model's context beside it.
const REWRITTEN_SHARE = 0.4

function partSize({ kind }: TextRequest, most: number): number {
  return isRewriteKind(kind) ? Math.floor(most * REWRITTEN_SHARE) : most
}

function textQuestion(request: TextRequest, modelFamily: string): Question {
  const { kind: _, text: __, ...options } = request
  return {
    parameters: { ...scalars(options), prompts: PROMPT_VERSION },
    modelFamily,
    // A question means the same in other case and with other small words, as an instruction does.
    instruction:
      'instruction' in request ? request.instruction : 'question' in request ? request.question : undefined,
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
