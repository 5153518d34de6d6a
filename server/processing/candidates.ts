import type { Context } from '#server/platform/context.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { runTextWork } from './local-engine/run-text-work.ts'
import type { TextWork } from './local-engine/text-work.ts'
import type { Provider, TextRequest } from './provider.ts'

/** The built-in engine's name in answers, and its version in cache keys: raise it when its results change. */
export const LOCAL_ENGINE = { name: 'built-in', model: 'extractive-1' } as const

/** Each provider that knows the kind, behind its gate, with its answer judged. */
export function textCandidates(
  providers: readonly Provider[],
  gates: ProviderGates,
  request: TextRequest,
): Candidate<CachedAnswer>[] {
  return providers
    .filter((provider) => provider.kinds.includes(request.kind))
    .map((provider) => ({
      name: provider.name,
      model: provider.model,
      gate: gates.gate(provider.name),
      async answer(signal) {
        const { result, cut, notes } = await provider.answer(request, { signal })
        const work = { act: 'judge', request: workOf(request), result, cut } as const
        const judged = await runTextWork(work, signal)
        return {
          result: judged.result,
          quality: judged.quality,
          provider: provider.name,
          model: provider.model,
          notes: [...notes, ...judged.notes],
        }
      },
    }))
}

/** The built-in engine's answer. */
export async function answerLocally(
  ctx: Context,
  request: TextRequest,
  signal: AbortSignal,
): Promise<CachedAnswer> {
  const { result, quality, notes } = await runTextWork({ act: 'answer', request: workOf(request) }, signal)
  const ignored = ctx.config.providers.length === 0 ? ' Configure a model provider to use it.' : ''
  return {
    result,
    quality,
    provider: LOCAL_ENGINE.name,
    model: LOCAL_ENGINE.model,
    notes: request.instruction
      ? [...notes, `The instruction was ignored: the built-in engine cannot follow instructions.${ignored}`]
      : notes,
  }
}

function workOf(request: TextRequest): TextWork['request'] {
  const instructed = request.instruction !== undefined && request.instruction !== ''
  return request.kind === 'summarise'
    ? { kind: 'summarise', text: request.text, words: request.words, instructed }
    : { kind: 'keywords', text: request.text, count: request.count, instructed }
}
