import type { Strategy } from '#server/contracts/kind-strategies.ts'
import type { CacheState, PathStep } from '#server/contracts/processing.ts'
import { AppError, asAppError } from '#server/platform/errors.ts'
import { askLocal, type LocalEngine } from './ask-local.ts'
import { ChainFailure, type Gaps } from './chain-failure.ts'
import type { ProviderGate } from './provider-gate.ts'
import { waitWords } from './wait-words.ts'

export type ChainAnswer<T> = { value: T; cache: CacheState; path: PathStep[]; degraded: boolean }

/** What has to be known of the chain that asked. */
export type Asker<T> = {
  fresh: boolean
  strategies: readonly Strategy[]
  providers: readonly Left[]
  local: LocalEngine<T>
  unanswered?: AppError
  signal: AbortSignal
}

/** What is asked of a provider here: for how long it is left alone. */
type Left = { name: string; gate: Pick<ProviderGate, 'closedFor'> }

// A job waits no longer than this for providers that want to be left alone: whoever asked is told sooner that none answers.
const WAIT_MOST_MS = 60 * 60_000

export type LeftOver<T> = {
  /** What asking ended with. */
  failure: unknown
  /** So far; what is tried is added. */
  path: PathStep[]
  partial: Gaps<T> | undefined
  /** An answer past its time. */
  stale: { value: T } | undefined
  signal: AbortSignal
}

/**
 * What is given when asking gave no whole answer: the first that there is, in the order of the strategies. The engine of this server
 * stands in for providers only: where it is the ordinary way it has failed already, and a fault of ours is no reason to ask it.
 * Throws `ChainFailure` when there is nothing.
 */
export async function takeWhatIsLeft<T>(
  chain: Asker<T>,
  { failure, path, partial, stale, signal }: LeftOver<T>,
): Promise<ChainAnswer<T>> {
  const cache: CacheState = chain.fresh ? 'bypass' : 'miss'
  const asked = chain.providers.length > 0 && failure instanceof ChainFailure
  let error = failure instanceof ChainFailure ? failure.error : asAppError(failure)
  if (asked && chain.unanswered) error = chain.unanswered
  for (const { strategy } of chain.strategies) {
    if (strategy === 'partial-result' && partial) {
      path.push({ ...resort('partial'), strategy, outcome: 'answered', reason: partial.missing })
      return { value: partial.value, cache, path, degraded: false }
    }
    if (strategy === 'stale-cache') {
      path.push({ ...resort('stale'), strategy, outcome: stale ? 'answered' : 'miss', reason: null })
      if (stale) return { value: stale.value, cache: 'stale', path, degraded: true }
    }
    if (strategy === 'local-engine' && asked) {
      try {
        const { value } = await askLocal(chain, signal, path, 'degraded')
        return { value, cache, path, degraded: true }
      } catch (thrown) {
        if (!(thrown instanceof ChainFailure)) throw thrown
        error = thrown.error
      }
    }
  }
  throw new ChainFailure(asked ? untilAsked(error, chain.providers) : error, path)
}

/**
 * The error with the time before which another try would ask nobody, where every provider is left alone: a job that comes back
 * sooner uses up its tries without a single call.
 */
function untilAsked(error: AppError, providers: readonly Left[]): AppError {
  const [first] = providers
    .map(({ name, gate }) => ({ name, ms: gate.closedFor() }))
    .toSorted((a, b) => a.ms - b.ms)
  if (!first || first.ms === 0 || !error.retryable) return error
  const { code, message, cause, retryable, faults } = error
  return new AppError(code, `${message} ${first.name} is asked again in ${waitWords(first.ms)}.`, {
    ...{ cause, retryable, retryAfter: Math.ceil(Math.min(WAIT_MOST_MS, first.ms) / 1000) },
    ...(faults && { faults }),
  })
}

function resort(
  step: 'partial' | 'stale',
): Pick<PathStep, 'step' | 'provider' | 'model' | 'attempts' | 'ms'> {
  return { step, provider: step === 'stale' ? 'cache' : 'parts', model: null, attempts: 1, ms: 0 }
}
