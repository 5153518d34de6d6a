import type { Context } from '#server/platform/context.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { runTextWork } from './local-engine/run-text-work.ts'
import type { TextWork } from './local-engine/text-work.ts'
import type { Provider, ProviderAnswer, TextRequest } from './provider.ts'

const BUILT_IN = 'built-in'
/** What the built-in engine uses for each kind, with a version that is part of cache keys: raise it when its results change. */
const LOCAL_MODELS: Readonly<Record<TextRequest['kind'], string>> = {
  summarise: 'extractive-1',
  keywords: 'extractive-1',
  entities: 'wink-and-rules-2',
  sentiment: 'wink-lexicon-1',
  language: 'eld-medium-1',
  readability: 'formulas-1',
}

/** The built-in engine's name in answers and its method for a kind. */
export function localEngine(kind: TextRequest['kind']): { name: string; model: string } {
  return { name: BUILT_IN, model: LOCAL_MODELS[kind] }
}

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
        const { result, cut, notes, usage } = await provider.answer(request, { signal })
        const work = { act: 'judge', request: workOf(request), result, cut } as const
        const judged = await runTextWork(work, signal)
        return {
          result: judged.result,
          quality: judged.quality,
          provider: provider.name,
          model: provider.model,
          notes: [...notes, ...judged.notes],
          ...chargedFor(usage),
        }
      },
      tokensOf: ({ tokens }) => tokens,
    }))
}

/** Only where the provider named both: a guess would look like a bill. */
function chargedFor(usage: ProviderAnswer['usage']): Pick<CachedAnswer, 'tokens'> {
  const { inputTokens = null, outputTokens = null } = usage ?? {}
  return inputTokens === null || outputTokens === null
    ? {}
    : { tokens: { input: inputTokens, output: outputTokens } }
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
    provider: BUILT_IN,
    model: LOCAL_MODELS[request.kind],
    notes:
      'instruction' in request && request.instruction
        ? [...notes, `The instruction was ignored: the built-in engine cannot follow instructions.${ignored}`]
        : notes,
  }
}

/** What the engine has to know of a request. */
export function workOf(request: TextRequest): TextWork['request'] {
  if (request.kind !== 'summarise') return request
  const { kind, text, words, instruction } = request
  return { kind, text, words, instructed: instruction !== undefined && instruction !== '' }
}
