import type { LayeredCache } from '#server/cache/layered-cache.ts'
import type { CacheState, PathStep } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { asAppError } from '#server/platform/errors.ts'
import { unlessAborted } from '#server/platform/unless-aborted.ts'
import { askInTurn, TTL_MS } from './ask-in-turn.ts'
import type { Candidate, Judge } from './ask-provider.ts'
import { ChainFailure } from './chain-failure.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import type { RetryBudgets } from './retry-budgets.ts'

export type Chain<T> = {
  cache: LayeredCache<T>
  key: string
  entry: { workspaceId: string; kind: string; tags: readonly string[] }
  /** Asks anew even where the cache has an answer. */
  fresh: boolean
  /** In the order in which they are asked; empty where no provider is configured or the kind needs none. */
  providers: readonly Candidate<T>[]
  /** The engine of this server: the only one to answer without providers, the last resort with them. */
  local: { name: string; model: string; answer: (signal: AbortSignal) => Promise<T> }
  judge: Judge<T>
  retries: RetryBudgets
  /**
   * How the providers are asked, where it is not one after the other for the whole question. Throws `ChainFailure` when they
   * gave nothing; an answer that may not be given again has a `ttlMs` of 0.
   */
  ask?: (asking: ProvidersAsked) => Promise<{ value: T; ttlMs: number }>
  signal: AbortSignal
  /** All the time that there is, for everything together. */
  budgetMs: number
}

/** What is left for the providers: the time before the local engine's share, and the path so far, to add to. */
export type ProvidersAsked = { deadline: Deadline; budgetMs: number; path: PathStep[] }
export type ChainAnswer<T> = { value: T; cache: CacheState; path: PathStep[]; degraded: boolean }

const GRACE_MS = 7 * 86_400_000
// What the local engine needs at the end: a process to start, its models to load, a long text to read.
const LOCAL_SHARE = 0.15
const LOCAL_MOST_MS = 5000

/**
 * Cache, then the primary, then the fallbacks, then a stale entry, then the local engine, inside one deadline. Without
 * providers the local engine is the ordinary way and nothing is degraded. Every step that was tried stands in `path`.
 * Throws `ChainFailure` when nothing answered, the signal's reason when the caller gave up.
 */
export async function runChain<T>(ctx: Context, chain: Chain<T>): Promise<ChainAnswer<T>> {
  using deadline = createDeadline(chain.budgetMs, chain.signal)
  const start = performance.now()
  let path: PathStep[] = []
  try {
    const found = await chain.cache.getOrCompute(chain.key, {
      ...chain.entry,
      graceMs: GRACE_MS,
      fresh: chain.fresh,
      signal: deadline.signal,
      compute: async () => {
        path = [cacheStep(chain, 'miss', start)]
        return chain.providers.length > 0
          ? await askProviders(chain, deadline, path)
          : await askLocal(chain, deadline.signal, path, 'local')
      },
    })
    if (found.state === 'hit') path = [cacheStep(chain, 'hit', start)]
    if (found.state === 'stale') path = [...pathOf(found.failure, path), staleStep(start)]
    count(ctx, path)
    return { value: found.value, cache: found.state, path, degraded: found.state === 'stale' }
  } catch (failure) {
    if (chain.signal.aborted) throw chain.signal.reason
    path = [...pathOf(failure, path)]
    if (chain.providers.length === 0 || !(failure instanceof ChainFailure)) {
      count(ctx, path)
      throw failure instanceof ChainFailure ? failure : new ChainFailure(asAppError(failure), path)
    }
    try {
      const { value } = await askLocal(chain, deadline.signal, path, 'degraded')
      return { value, cache: chain.fresh ? 'bypass' : 'miss', path, degraded: true }
    } finally {
      count(ctx, path)
    }
  }
}

async function askProviders<T>(chain: Chain<T>, deadline: Deadline, path: PathStep[]) {
  const reserve = Math.min(LOCAL_MOST_MS, chain.budgetMs * LOCAL_SHARE)
  const asked = { deadline, budgetMs: deadline.remaining() - reserve, path }
  return chain.ask ? await chain.ask(asked) : await askInTurn({ ...chain, ...asked }, chain.signal)
}

async function askLocal<T>(
  chain: Chain<T>,
  signal: AbortSignal,
  path: PathStep[],
  step: 'local' | 'degraded',
): Promise<{ value: T; ttlMs: number }> {
  const { name, model, answer } = chain.local
  const start = performance.now()
  const push = (outcome: PathStep['outcome'], reason: string | null): void => {
    const ms = Math.round(performance.now() - start)
    const fault = outcome === 'failed' && { fault: 'engine-failed' as const }
    path.push({ step, provider: name, model, outcome, attempts: 1, ms, reason, ...fault })
  }
  try {
    const value = await unlessAborted(answer(signal), signal)
    push('answered', null)
    return { value, ttlMs: TTL_MS.local }
  } catch (error) {
    if (chain.signal.aborted) throw chain.signal.reason
    const failure = asAppError(error)
    push('failed', failure.message)
    throw new ChainFailure(failure, path)
  }
}

function cacheStep<T>(chain: Chain<T>, found: 'hit' | 'miss', start: number): PathStep {
  const outcome = found === 'hit' ? 'answered' : chain.fresh ? 'skipped' : 'miss'
  return {
    step: 'cache',
    provider: 'cache',
    model: null,
    outcome,
    attempts: outcome === 'skipped' ? 0 : 1,
    ms: Math.round(performance.now() - start),
    reason: outcome === 'skipped' ? 'a fresh answer was asked for' : null,
  }
}

function staleStep(start: number): PathStep {
  const ms = Math.round(performance.now() - start)
  return { step: 'stale', provider: 'cache', model: null, outcome: 'answered', attempts: 1, ms, reason: null }
}

/** The path of whoever computed: with a shared computation that may have been another request. */
function pathOf(failure: unknown, own: readonly PathStep[]): readonly PathStep[] {
  return failure instanceof ChainFailure ? failure.path : own
}

/** Counts which step answered, and how each provider did. */
function count(ctx: Context, path: readonly PathStep[]): void {
  const answered = path.find((step) => step.outcome === 'answered')
  ctx.statistics.count('recovery', 'step', answered?.step ?? 'none')
  for (const step of path)
    if (step.step === 'primary' || step.step === 'fallback')
      ctx.statistics.count('recovery', 'provider', `${step.provider}:${step.outcome}`, step.ms)
}
