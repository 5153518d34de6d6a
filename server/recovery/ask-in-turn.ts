import { type Strategy, strategyOf } from '#server/contracts/kind-strategies.ts'
import type { Fault, PathStep } from '#server/contracts/processing.ts'
import type { StrategyName } from '#server/contracts/strategy-names.ts'
import { AppError } from '#server/platform/errors.ts'
import { askProvider, type Candidate, type Judge } from './ask-provider.ts'
import { ChainFailure } from './chain-failure.ts'
import type { Deadline } from './deadline.ts'
import type { RetryBudgets } from './retry-budgets.ts'

export type Asking<T> = {
  /** In the order in which they are asked. */
  providers: readonly Candidate<T>[]
  judge: Judge<T>
  retries: RetryBudgets
  /** Which ways may be tried, of those that ask providers. */
  strategies: readonly Strategy[]
  deadline: Deadline
  /** The time for all of them together; never more than the deadline leaves. */
  budgetMs: number
  /** The time that an answer has which is coming, where it is more: a slow part of a text may use what other parts leave. */
  mostMs?: number
  /** Every step that was tried is added to it. */
  path: PathStep[]
}

/**
 * Asks the providers one after the other, as far as what the one before failed with lets another one be asked. Throws
 * `ChainFailure` when none answered, the signal's reason when the caller gave up.
 */
export async function askInTurn<T>(
  { providers, judge, retries, strategies, deadline, budgetMs, mostMs = budgetMs, path }: Asking<T>,
  caller: AbortSignal,
): Promise<{ value: T; ttlMs: number }> {
  const start = performance.now()
  const end = start + budgetMs
  const retry = strategyOf(strategies, 'retry')
  const others = waysOn(strategies)
  const asked = others.length === 0 ? providers.slice(0, 1) : providers
  let way: StrategyName | undefined
  for (const [index, provider] of asked.entries()) {
    const step = index === 0 ? 'primary' : 'fallback'
    // What is left is shared by those still to be asked, so that a provider that hangs cannot use up the others' time. One whose
    // answer is coming may go on: what others would say has not begun.
    const shareMs = (end - performance.now()) / (asked.length - index)
    const most = start + mostMs - performance.now()
    const tried = await askProvider(provider, {
      ...{ step, deadline, shareMs, mostMs: most, retries: retries.of(provider.name), judge },
      ...(retry && { retry }),
    })
    const strategy = way ?? (tried.step.attempts > 1 ? 'retry' : undefined)
    path.push({ ...tried.step, ...(strategy && { strategy }) })
    if (caller.aborted) throw caller.reason
    if (tried.answered) return { value: tried.value, ttlMs: ttlOf(strategies, step) }
    way = wayAfter(others, tried.step.fault ?? 'other')
    if (!way) break
  }
  throw new ChainFailure(new AppError('provider-failed', 'None of the model providers answered.'), path)
}

/** How long an answer may be given again; not at all where nothing is looked up. */
export function ttlOf(strategies: readonly Strategy[], step: 'primary' | 'fallback' | 'local'): number {
  return strategyOf(strategies, 'fresh-cache')?.[`${step}Ms`] ?? 0
}

type Way = { strategy: StrategyName; after: readonly Fault[] }

function waysOn(strategies: readonly Strategy[]): Way[] {
  return strategies.filter((one) => 'after' in one)
}

/** By which way another provider may be asked after a fault. */
function wayAfter(ways: readonly Way[], fault: Fault): StrategyName | undefined {
  return ways.find(({ after }) => after.includes(fault))?.strategy
}
