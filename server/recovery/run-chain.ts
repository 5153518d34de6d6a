import type { LayeredCache } from '#server/cache/layered-cache.ts'
import { type Strategy, strategyOf } from '#server/contracts/kind-strategies.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import type { AppError } from '#server/platform/errors.ts'
import { askInTurn } from './ask-in-turn.ts'
import { askLocal, type LocalEngine } from './ask-local.ts'
import type { Candidate, Judge } from './ask-provider.ts'
import { ChainFailure, GappedAnswer, type Gaps } from './chain-failure.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import type { RetryBudgets } from './retry-budgets.ts'
import { takeCheaper } from './take-cheaper.ts'
import { type ChainAnswer, takeWhatIsLeft } from './take-what-is-left.ts'

export type Chain<T> = {
  cache: LayeredCache<T>
  key: string
  entry: { workspaceId: string; kind: string; tags: readonly string[] }
  /** Asks anew even where the cache has an answer. */
  fresh: boolean
  /** What may be tried, with its figures; what asks nobody goes in this order. */
  strategies: readonly Strategy[]
  /** In the order in which they are asked; empty where no provider is configured or the kind needs none. */
  providers: readonly Candidate<T>[]
  /** The engine of this server: the only one to answer without providers, a last resort with them. */
  local: LocalEngine<T>
  /** What whoever asked is told when nothing answered, where it is not what the last one said. */
  unanswered?: AppError
  judge: Judge<T>
  retries: RetryBudgets
  /**
   * How the providers are asked, where it is not one after the other for the whole question. Throws `ChainFailure` when they
   * gave nothing.
   */
  ask?: (asking: ProvidersAsked) => Promise<Asked<T>>
  signal: AbortSignal
  /** For how long it had waited in a queue that is too old, where that is longer than it may take. */
  lateMs?: number
  /** All the time that there is, for everything together. */
  budgetMs: number
}

/** What the providers gave. `missing` says what an answer with gaps lacks; such a one may not be given again. */
export type Asked<T> = { value: T; ttlMs: number; missing?: string }
/** What is left for the providers: the time before the local engine's share, and the path so far, to add to. */
export type ProvidersAsked = {
  deadline: Deadline
  budgetMs: number
  /** As `Asking` has it. */
  mostMs?: number
  path: PathStep[]
  strategies: readonly Strategy[]
}

/**
 * Cache, then the primary, then the fallbacks, then what is left when they gave no whole answer (parts of one, a stale entry, the
 * local engine) in the order of the strategies, inside one deadline. Without providers the local engine is the ordinary way and
 * nothing is degraded. A job that had waited too long gets what is cheaper first (`takeCheaper`). Every step that was tried stands in `path`.
 * Throws `ChainFailure` when nothing answered, the signal's reason when the caller gave up.
 */
export async function runChain<T>(ctx: Context, chain: Chain<T>): Promise<ChainAnswer<T>> {
  using deadline = createDeadline(chain.budgetMs, chain.signal)
  const { signal } = deadline
  const start = performance.now()
  let path: PathStep[] = []
  const cheaper = await takeCheaper(chain, [missStep(chain, start)], signal)
  if (cheaper) {
    countPath(ctx, cheaper.path)
    return cheaper
  }
  const found = await chain.cache
    .getOrCompute(chain.key, {
      ...{ ...chain.entry, fresh: chain.fresh, signal },
      graceMs: strategyOf(chain.strategies, 'stale-cache')?.graceMs ?? 0,
      compute: async () => {
        path = [missStep(chain, start)]
        if (chain.providers.length === 0) return await askLocal(chain, signal, path, 'local')
        const { missing, ...asked } = await askProviders(chain, deadline, path)
        if (missing === undefined) return asked
        throw new GappedAnswer({ value: asked.value, missing }, path)
      },
    })
    .catch((failure: unknown) => ({ state: 'failed' as const, failure }))
  if (found.state === 'hit') path = [cacheHit(start)]
  try {
    if (found.state !== 'stale' && found.state !== 'failed')
      return { value: found.value, cache: found.state, path, degraded: false }
    if (chain.signal.aborted) throw chain.signal.reason
    path = [...pathOf(found.failure, path)]
    const stale = found.state === 'stale' ? found : undefined
    const partial = gapsOf<T>(found.failure)
    return await takeWhatIsLeft(chain, { failure: found.failure, path, partial, stale, signal })
  } finally {
    countPath(ctx, path)
  }
}

async function askProviders<T>(chain: Chain<T>, deadline: Deadline, path: PathStep[]): Promise<Asked<T>> {
  const local = strategyOf(chain.strategies, 'local-engine')
  const reserve = local ? Math.min(local.mostMs, chain.budgetMs * local.share) : 0
  const { strategies } = chain
  const asked = { deadline, budgetMs: deadline.remaining() - reserve, path, strategies }
  return chain.ask ? await chain.ask(asked) : await askInTurn({ ...chain, ...asked }, chain.signal)
}

/** The step of an answer that was there already; `start` is when it was first looked for. */
export function cacheHit(start: number): PathStep {
  const ms = Math.round(performance.now() - start)
  const step = { step: 'cache', strategy: 'fresh-cache', provider: 'cache', model: null } as const
  return { ...step, outcome: 'answered', attempts: 1, ms, reason: null }
}

function missStep<T>({ fresh }: Chain<T>, start: number): PathStep {
  const { strategy: _, ...hit } = cacheHit(start)
  const skipped = { outcome: 'skipped', attempts: 0, reason: 'a fresh answer was asked for' } as const
  return fresh ? { ...hit, ...skipped } : { ...hit, strategy: 'fresh-cache', outcome: 'miss' }
}

/** The path of whoever computed: with a shared computation that may have been another request. */
function pathOf(failure: unknown, own: readonly PathStep[]): readonly PathStep[] {
  return failure instanceof ChainFailure ? failure.path : own
}

/** Of a computation of this key, whose values are all of one type, whoever began it. */
function gapsOf<T>(failure: unknown): Gaps<T> | undefined {
  return failure instanceof GappedAnswer ? failure.gaps : undefined
}

/** Counts which step answered, and how each provider did. */
export function countPath(ctx: Pick<Context, 'statistics'>, path: readonly PathStep[]): void {
  const answered = path.find((step) => step.outcome === 'answered')
  ctx.statistics.count('recovery', 'step', answered?.step ?? 'none')
  for (const step of path)
    if (step.step === 'primary' || step.step === 'fallback')
      ctx.statistics.count('recovery', 'provider', `${step.provider}:${step.outcome}`, step.ms)
}
