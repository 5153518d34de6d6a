import type { Fault, PathStep, Quality } from '#server/contracts/processing.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { unlessAborted } from '#server/platform/unless-aborted.ts'
import { notAsked } from '#server/providers/providers-asked.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { waitWords } from '#server/recovery/wait-words.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { askJudged } from './candidates.ts'
import { countCosts } from './count-costs.ts'
import { partRequest } from './parts/answer-in-parts.ts'
import { partSize } from './parts/part-size.ts'
import { textParts } from './parts/text-parts.ts'
import type { Provider, TextRequest } from './provider.ts'
import { createProviderChain } from './provider-chain.ts'
import { hardFault } from './quality/signals.ts'
import type { Source } from './resolve-source.ts'

export type AskedAgain = {
  workspaceId: string
  source: Extract<Source, { type: 'text' }>
  /** The name of the provider, as it is set up now. */
  provider: string
  /** Which part of the text, from 1, where it was about a part. */
  part: number | undefined
  /** How long it has to answer. */
  limitMs: number
  signal: AbortSignal
}

export type AnsweredAgain = { outcome: PathStep; quality: Quality | null }

/**
 * Puts one question to one provider, once, and says what came of it. It passes by the cache, the provider's breaker and the
 * budget of retries, so that nothing of it is noticed by jobs; what it cost is counted like any other call. Throws `conflict`
 * for a provider that is not asked for this kind now and for a part that the text does not have, the signal's reason when that
 * aborts.
 */
export async function askAgain(ctx: Context, asked: AskedAgain): Promise<AnsweredAgain> {
  const { workspaceId, source, part } = asked
  const { kind } = source.request
  const { texts } = await createProviderChain(ctx).of(workspaceId, kind)
  const provider = texts.find(({ name, kinds }) => name === asked.provider && kinds.includes(kind))
  if (!provider) throw notAsked(asked.provider)
  const request = part === undefined ? source.request : requestOfPart(source, part, texts)
  const answered = await askOnce(provider, request, asked)
  countCosts(ctx, kind, [answered.outcome], undefined)
  return answered
}

function requestOfPart(
  { request, headings }: AskedAgain['source'],
  part: number,
  providers: readonly Provider[],
): TextRequest {
  const markdown = isRewriteKind(request.kind)
  const parts = textParts(request.text, partSize(request, providers), headings, { markdown })
  const own = parts[part - 1]
  if (!own || parts.length === 1)
    throw new AppError(
      'conflict',
      `It was about part ${part} of the text, which is divided in another way now. Run the job again instead.`,
    )
  return partRequest(request, own, parts.length)
}

async function askOnce(
  provider: Provider,
  request: TextRequest,
  { limitMs, signal }: AskedAgain,
): Promise<AnsweredAgain> {
  const start = performance.now()
  const step = (outcome: PathStep['outcome'], reason: string | null, fault?: Fault): PathStep => ({
    ...{ step: 'primary', provider: provider.name, model: provider.model, outcome, attempts: 1 },
    ms: Math.round(performance.now() - start),
    ...{ reason, ...(fault && { fault }) },
  })
  const limit = AbortSignal.timeout(limitMs)
  const either = AbortSignal.any([signal, limit])
  try {
    const value = await unlessAborted(askJudged(provider, request, { signal: either }), either)
    const { quality } = value
    const fault = hardFault(quality)
    const judged = fault === undefined ? step('answered', null) : step('rejected', fault, 'poor-answer')
    return { outcome: { ...judged, ...chargeOf(value) }, quality }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (limit.aborted)
      return { outcome: step('failed', `no answer within ${waitWords(limitMs)}`, 'timeout'), quality: null }
    if (!(error instanceof ProviderFailure)) throw error
    return { outcome: step('failed', reasonOf(error), error.fault), quality: null }
  }
}

function chargeOf({ tokens, cost }: CachedAnswer): Pick<PathStep, 'tokens' | 'cost'> {
  return { ...(tokens && { tokens }), ...(cost && { cost }) }
}

function reasonOf({ message, retryAfterMs }: ProviderFailure): string {
  return retryAfterMs === undefined ? message : `${message}; it asks to wait ${waitWords(retryAfterMs)}`
}
