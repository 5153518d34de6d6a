import type { Strategy } from '#server/contracts/kind-strategies.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { asAppError } from '#server/platform/errors.ts'
import { unlessAborted } from '#server/platform/unless-aborted.ts'
import { ttlOf } from './ask-in-turn.ts'
import { ChainFailure } from './chain-failure.ts'

export type LocalEngine<T> = {
  name: string
  model: string
  answer: (signal: AbortSignal) => Promise<T>
  /** False for an answer that may not be given again. */
  whole?: (value: T) => boolean
}

/** The engine of this server, as the ordinary way or in place of providers. Throws `ChainFailure`, or the caller's reason. */
export async function askLocal<T>(
  chain: { local: LocalEngine<T>; strategies: readonly Strategy[]; signal: AbortSignal },
  signal: AbortSignal,
  path: PathStep[],
  step: 'local' | 'degraded',
): Promise<{ value: T; ttlMs: number }> {
  const { name, model, answer, whole } = chain.local
  const start = performance.now()
  const push = (outcome: PathStep['outcome'], reason: string | null): void => {
    const ms = Math.round(performance.now() - start)
    const strategy = step === 'degraded' && { strategy: 'local-engine' as const }
    const fault = outcome === 'failed' && { fault: 'engine-failed' as const }
    path.push({ step, ...strategy, provider: name, model, outcome, attempts: 1, ms, reason, ...fault })
  }
  try {
    const value = await unlessAborted(answer(signal), signal)
    push('answered', null)
    return { value, ttlMs: whole?.(value) === false ? 0 : ttlOf(chain.strategies, 'local') }
  } catch (error) {
    if (chain.signal.aborted) throw chain.signal.reason
    const failure = asAppError(error)
    push('failed', failure.message)
    throw new ChainFailure(failure, path)
  }
}
