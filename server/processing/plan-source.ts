import type { CacheQuestion } from '#server/cache/cache-key.ts'
import type { TaskProgress } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { answerLocally, LOCAL_ENGINE, textCandidates } from './candidates.ts'
import { OCR_ENGINE, readImage } from './ocr/read-image.ts'
import { PROMPT_VERSION } from './prompts.ts'
import type { Provider } from './provider.ts'
import type { Source } from './resolve-source.ts'

/** Who can answer a source, and under which question its answers are cached. */
export type Plan = {
  question: Pick<CacheQuestion, 'parameters' | 'modelFamily' | 'instruction'>
  candidates: Candidate<CachedAnswer>[]
  local: { name: string; model: string; answer: (signal: AbortSignal) => Promise<CachedAnswer> }
}

/** Text goes to the providers with the built-in engine behind them; images are read on this server only. */
export function planSource(
  ctx: Context,
  source: Source,
  providers: readonly Provider[],
  gates: ProviderGates,
  report: (progress: TaskProgress) => void,
): Plan {
  if (source.type === 'image')
    return {
      question: { parameters: { language: source.request.language }, modelFamily: OCR_ENGINE.model },
      candidates: [],
      local: { ...OCR_ENGINE, answer: (signal) => readImage(source.path, signal, report) },
    }
  const { request } = source
  const candidates = textCandidates(providers, gates, request)
  const [first] = candidates
  const length: CacheQuestion['parameters'] =
    request.kind === 'summarise' ? { words: request.words } : { count: request.count }
  return {
    question: {
      parameters: { ...length, prompts: PROMPT_VERSION },
      modelFamily: first?.model ?? LOCAL_ENGINE.model,
      instruction: request.instruction,
    },
    candidates,
    local: { ...LOCAL_ENGINE, answer: (signal) => answerLocally(ctx, request, signal) },
  }
}
