import type { PathStep } from '#server/contracts/processing.ts'
import { AppError } from '#server/platform/errors.ts'
import { askProvider, type Candidate, type Judge } from './ask-provider.ts'
import { ChainFailure } from './chain-failure.ts'
import type { Deadline } from './deadline.ts'
import type { RetryBudgets } from './retry-budgets.ts'

const HOUR_MS = 3_600_000
/** How long answers may be given again. A fallback's stands in only until the usual provider may be back. */
export const TTL_MS = { primary: 24 * HOUR_MS, fallback: HOUR_MS / 6, local: 24 * HOUR_MS } as const

export type Asking<T> = {
  /** In the order in which they are asked. */
  providers: readonly Candidate<T>[]
  judge: Judge<T>
  retries: RetryBudgets
  deadline: Deadline
  /** The time for all of them together; never more than the deadline leaves. */
  budgetMs: number
  /** Every step that was tried is added to it. */
  path: PathStep[]
}

/** Asks the providers one after the other. Throws `ChainFailure` when none answered, the signal's reason when the caller gave up. */
export async function askInTurn<T>(
  { providers, judge, retries, deadline, budgetMs, path }: Asking<T>,
  caller: AbortSignal,
): Promise<{ value: T; ttlMs: number }> {
  const end = performance.now() + budgetMs
  for (const [index, provider] of providers.entries()) {
    const step = index === 0 ? 'primary' : 'fallback'
    // What is left is shared by those still to be asked, so that a provider that hangs cannot use up the others' time.
    const share = (end - performance.now()) / (providers.length - index)
    const tried = await askProvider(provider, step, deadline, share, retries.of(provider.name), judge)
    path.push(tried.step)
    if (caller.aborted) throw caller.reason
    if (tried.answered) return { value: tried.value, ttlMs: TTL_MS[step] }
  }
  throw new ChainFailure(new AppError('provider-failed', 'None of the model providers answered.'), path)
}
