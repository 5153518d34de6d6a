import type { CacheQuestion } from '#server/cache/cache-key.ts'
import type { Context } from '#server/platform/context.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { answerLocally, localEngine, textCandidates } from './candidates.ts'
import type { FileJob } from './file-job.ts'
import { answerFile, fileEngine } from './file-work.ts'
import { PROMPT_VERSION } from './prompts.ts'
import type { Provider } from './provider.ts'
import type { Source } from './resolve-source.ts'

/** Who can answer a source, and under which question its answers are cached. */
export type Plan = {
  question: Pick<CacheQuestion, 'parameters' | 'modelFamily' | 'instruction'>
  candidates: Candidate<CachedAnswer>[]
  local: { name: string; model: string; answer: (signal: AbortSignal) => Promise<CachedAnswer> }
}

/** Text goes to the providers with the built-in engine behind them; files are worked on by this server only. */
export function planSource(
  ctx: Context,
  source: Source,
  providers: readonly Provider[],
  gates: ProviderGates,
  job: FileJob,
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
  const { kind, text: _, ...options } = request
  const candidates = textCandidates(providers, gates, request)
  const [first] = candidates
  const local = localEngine(kind)
  return {
    question: {
      parameters: { ...scalars(options), prompts: PROMPT_VERSION },
      modelFamily: first?.model ?? local.model,
      instruction: 'instruction' in request ? request.instruction : undefined,
    },
    candidates,
    local: { ...local, answer: (signal) => answerLocally(ctx, request, signal) },
  }
}

/** The options of a request as a cache key takes them; the instruction has a place of its own there. */
function scalars(options: object): CacheQuestion['parameters'] {
  const parameters: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(options)) {
    if (name === 'instruction' || value === undefined) continue
    parameters[name] =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : JSON.stringify(value)
  }
  return parameters
}
