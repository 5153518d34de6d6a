import type { LayeredCache } from '#server/cache/layered-cache.ts'
import { strategyOf } from '#server/contracts/kind-strategies.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { AppError } from '#server/platform/errors.ts'
import { ChainFailure } from './chain-failure.ts'
import { type Asker, type ChainAnswer, takeWhatIsLeft } from './take-what-is-left.ts'
import { waitWords } from './wait-words.ts'

type LateAsker<T> = Asker<T> & {
  cache: Pick<LayeredCache<T>, 'held'>
  key: string
  entry: { kind: string }
  /** For how long it had waited in a queue that is too old, where that is longer than it may take. */
  lateMs?: number
}

/**
 * For a job that had waited too long: an older answer or that of this server's engine, in the order of the strategies, before any
 * provider is asked. Undefined where it is not late, a fresh answer was asked for, its kind does not go by that way, the cache has a
 * fresh answer, or no cheaper way has one: then everything goes on as usual. Throws the signal's reason when the caller gave up.
 * @param path begins the path of the answer
 */
export async function takeCheaper<T>(
  chain: LateAsker<T>,
  path: readonly PathStep[],
  signal: AbortSignal,
): Promise<ChainAnswer<T> | undefined> {
  const { lateMs, fresh, providers, strategies } = chain
  if (lateMs === undefined || fresh || providers.length === 0) return undefined
  if (!strategyOf(strategies, 'cheaper-when-late')) return undefined
  const kept = await chain.cache.held(chain.key, chain.entry.kind)
  if (kept?.state === 'hit') return undefined
  const late: PathStep = {
    ...{ step: 'queue', strategy: 'cheaper-when-late', provider: 'queue', model: null },
    ...{ outcome: 'skipped', attempts: 0, ms: 0 },
    reason: `it had waited ${waitWords(lateMs)} in a queue that is too old`,
  }
  const tooLate = new ChainFailure(new AppError('provider-failed', 'No provider was asked.'), [])
  const left = { failure: tooLate, path: [...path, late], partial: undefined, stale: kept, signal }
  try {
    return await takeWhatIsLeft(chain, left)
  } catch (failure) {
    if (failure instanceof ChainFailure) return undefined
    throw failure
  }
}
