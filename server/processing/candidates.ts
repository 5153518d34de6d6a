import { costOfTokens } from '#server/contracts/cost.ts'
import { REWRITE_KINDS } from '#server/contracts/rewrite-kinds.ts'
import { isModelOnly } from '#server/contracts/text-kinds.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import type { ProviderGates } from '#server/recovery/provider-gates.ts'
import { attemptTime } from './attempt-time.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { answerOf } from './classify/ask-twice.ts'
import { isTooLong } from './context-room.ts'
import { engineVersion } from './engine-versions.ts'
import { runTextWork } from './local-engine/run-text-work.ts'
import type { TextWork } from './local-engine/text-work.ts'
import { needsModel } from './needs-model.ts'
import { type PartialAnswer, partialResult, showsPartial } from './partial-result.ts'
import type { Provider, ProviderAnswer, TextRequest } from './provider.ts'
import type { RewriteRequest } from './rewriting/rewrite-prompt.ts'

const BUILT_IN = 'built-in'
/** The built-in engine's name in answers and its method for a kind. */
export function localEngine(kind: TextRequest['kind']): { name: string; model: string } {
  return { name: BUILT_IN, model: isModelOnly(kind) ? 'none' : engineVersion(kind) }
}

/** Each provider that knows the kind, behind its gate, with its answer judged; `show` is told what it has written by then. */
export function textCandidates(
  providers: readonly Provider[],
  gates: ProviderGates,
  request: TextRequest,
  show?: (partial: PartialAnswer) => void,
): Candidate<CachedAnswer>[] {
  return providers
    .filter((provider) => provider.kinds.includes(request.kind))
    .map((provider) => ({
      name: provider.name,
      model: provider.model,
      gate: gates.gate(provider.name),
      unfit: () => tooLongFor(provider, request),
      ...attemptTime(request, provider.thinks?.() ?? false),
      async answer(signal, onSign) {
        const onText = show && shown(provider, request, show)
        return await askJudged(provider, request, { signal, onSign, ...(onText && { onText }) })
      },
      tokensOf: ({ tokens }) => tokens,
      costOf: ({ cost }) => cost,
    }))
}

/** Why a question is too long for a provider, so that it is not asked; undefined where it fits, or nobody knows. */
function tooLongFor(provider: Provider, request: TextRequest): ProviderFailure | undefined {
  const context = provider.contextTokens()
  if (context === undefined || !isTooLong(request, context)) return undefined
  const reason = `the text is too long for its context of ${context.toLocaleString('en')} tokens`
  return new ProviderFailure('next-provider', reason, { fault: 'too-long', countsAgainstProvider: false })
}

/** One call of a provider, with its answer judged and what it was charged for. Throws as the provider does. */
export async function askJudged(
  provider: Provider,
  request: TextRequest,
  options: Parameters<Provider['answer']>[1],
): Promise<CachedAnswer> {
  const { result, cut, notes, usage } = await answerOf(provider, request, options)
  const work = { act: 'judge', request: workOf(request), result, cut } as const
  const judged = await runTextWork(work, options.signal)
  return {
    result: judged.result,
    quality: judged.quality,
    provider: provider.name,
    model: provider.model,
    notes: [...notes, ...judged.notes],
    ...chargedFor(usage, provider.price),
  }
}

/** Undefined where nothing of an answer can be read before it is whole: then it need not be streamed. */
function shown(
  { name: provider, model }: Provider,
  request: TextRequest,
  show: (partial: PartialAnswer) => void,
): ((text: string) => void) | undefined {
  if (!showsPartial(request)) return undefined
  return (text) => show({ provider, model, result: () => partialResult(request, text) })
}

/** Only where the provider named both: a guess would look like a bill. What that cost only where somebody named the price. */
function chargedFor(
  usage: ProviderAnswer['usage'],
  price: Provider['price'],
): Pick<CachedAnswer, 'tokens' | 'cost'> {
  const { inputTokens: input = null, outputTokens: output = null } = usage ?? {}
  if (input === null || output === null) return {}
  if (!price) return { tokens: { input, output } }
  return { tokens: { input, output }, cost: costOfTokens({ input, output }, price) }
}

/** The built-in engine's answer. `providers`: whether there are others that could do it. */
export async function answerLocally(
  { providers }: { providers: boolean },
  request: TextRequest,
  signal: AbortSignal,
): Promise<CachedAnswer> {
  if (isModelOnly(request.kind)) throw needsModel()
  const { result, quality, notes } = await runTextWork({ act: 'answer', request: workOf(request) }, signal)
  const ignored = providers ? '' : ' Configure a model provider to use it.'
  return {
    result,
    quality,
    provider: BUILT_IN,
    model: localEngine(request.kind).model,
    notes:
      'instruction' in request && request.instruction
        ? [...notes, `The instruction was ignored: the built-in engine cannot follow instructions.${ignored}`]
        : notes,
  }
}

/** What the engine has to know of a request. */
export function workOf(request: TextRequest): TextWork['request'] {
  if (isRewriting(request)) {
    const { kind, text, instruction } = request
    return {
      ...{ kind, text, instructed: instruction !== undefined && instruction !== '' },
      ...('language' in request && { language: request.language }),
      ...('percent' in request && { percent: request.percent }),
    }
  }
  if (request.kind === 'classify' || request.kind === 'extract')
    return { kind: request.kind, text: request.text }
  if (request.kind === 'ask') return { kind: 'ask', text: request.text, question: request.question }
  if (request.kind !== 'summarise') return request
  const { kind, text, words, style, instruction } = request
  return {
    kind,
    text,
    words,
    ...(style && { style }),
    instructed: instruction !== undefined && instruction !== '',
  }
}

function isRewriting(request: TextRequest): request is RewriteRequest {
  return REWRITE_KINDS.some((kind) => kind === request.kind)
}
