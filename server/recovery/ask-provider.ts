import { setTimeout as pause } from 'node:timers/promises'
import type { Cost } from '#server/contracts/cost.ts'
import type { StrategyOf } from '#server/contracts/kind-strategies.ts'
import type { Fault, PathStep, Tokens } from '#server/contracts/processing.ts'
import type { Deadline } from './deadline.ts'
import { ProviderFailure } from './provider-failure.ts'
import { type AttemptWork, GateClosed, type ProviderGate } from './provider-gate.ts'
import type { RetryBudget } from './retry-budgets.ts'
import { waitWords } from './wait-words.ts'

export type Candidate<T> = {
  name: string
  model: string | null
  gate: ProviderGate
  answer: AttemptWork<T>
  /** Why it cannot answer, where that is known without asking it: then it is passed by, which costs neither a call nor a retry. */
  unfit?: () => ProviderFailure | undefined
  /** The longest that one attempt may take, where it is not the usual time. */
  attemptMs?: number
  /** A shorter silence is not held against it; any is where this is not said. */
  fairMs?: number
  /** What an answer was charged for, where the provider said so. */
  tokensOf?: (value: T) => Tokens | undefined
  /** What that cost, where the price is known. */
  costOf?: (value: T) => Cost | undefined
}

export type Try<T> = {
  step: 'primary' | 'fallback'
  deadline: Deadline
  /** The time for this provider; never more than the deadline leaves. */
  shareMs: number
  /** The time for it where its answer is coming; `shareMs` where it is not said. */
  mostMs?: number
  retries: RetryBudget
  /** A reason to reject the answer (a hard signal of quality), else undefined. */
  judge: Judge<T>
  /** Without it the first failure is the last. */
  retry?: StrategyOf<'retry'>
}

export type Judge<T> = (value: T) => string | undefined
export type Tried<T> = { answered: true; value: T; step: PathStep } | { answered: false; step: PathStep }

// The longest that one attempt may take even when there is plenty of time: a small model on a processor needs half a minute for
// a long text, and what has not answered after this hangs.
const ATTEMPT_MS = 45_000
// An answer that is coming may take so many times as long, and no longer than this: what drips for ever is no answer.
const COMING_TIMES = 4
const COMING_MOST_MS = 600_000
// With less than this left a call could only be cut off.
const LEAST_MS = 250

/**
 * Asks one provider, the only place with retries: full jitter (Brooker, "Exponential backoff and jitter", 2015), the
 * provider's own Retry-After where it fits into `shareMs`, else the provider is left alone for that long. Never throws for a
 * failure; throws the signal's reason when the caller gives up.
 */
export async function askProvider<T>(
  candidate: Candidate<T>,
  { step, deadline, shareMs, mostMs = shareMs, retries, judge, retry }: Try<T>,
): Promise<Tried<T>> {
  const start = performance.now()
  const leftOf = (ms: number): number => Math.min(deadline.remaining(), ms - (performance.now() - start))
  const left = (): number => leftOf(shareMs)
  const done = (
    outcome: PathStep['outcome'],
    attempts: number,
    reason: string | null,
    fault?: Fault,
  ): PathStep => ({
    step,
    provider: candidate.name,
    model: candidate.model,
    outcome,
    attempts,
    ms: Math.round(performance.now() - start),
    reason,
    ...(fault && { fault }),
  })
  const failed = (attempts: number, reason: string, fault: Fault): Tried<T> => ({
    answered: false,
    step: done('failed', attempts, reason, fault),
  })
  const unfit = candidate.unfit?.()
  if (unfit) return { answered: false, step: done('skipped', 0, unfit.message, unfit.fault) }
  retries.earn()
  for (let attempt = 1; ; attempt += 1) {
    if (left() < LEAST_MS) return failed(attempt - 1, 'no time was left', 'no-time')
    try {
      const attemptMs = candidate.attemptMs ?? ATTEMPT_MS
      const ms = Math.min(attemptMs, left())
      const comingMs = Math.min(COMING_MOST_MS, attemptMs * COMING_TIMES, leftOf(mostMs))
      const time = { ms, mostMs: Math.max(ms, comingMs), fairMs: candidate.fairMs ?? 0 }
      const value = await candidate.gate.run(candidate.answer, time, deadline.signal)
      const fault = judge(value)
      const tokens = candidate.tokensOf?.(value)
      const cost = candidate.costOf?.(value)
      const charged = { ...(tokens && { tokens }), ...(cost && { cost }) }
      return fault === undefined
        ? { answered: true, value, step: { ...done('answered', attempt, null), ...charged } }
        : { answered: false, step: { ...done('rejected', attempt, fault, 'poor-answer'), ...charged } }
    } catch (error) {
      if (deadline.signal.aborted) return failed(attempt, 'the time was over', 'timeout')
      if (error instanceof GateClosed)
        return {
          answered: false,
          step: done(attempt === 1 ? 'skipped' : 'failed', attempt - 1, error.message, 'left-alone'),
        }
      if (!(error instanceof ProviderFailure)) throw error
      const wait = waitBefore(error, attempt, retry)
      if (wait === undefined || wait + LEAST_MS > left())
        return failed(attempt, held(candidate.gate, error), error.fault)
      if (!(await retries.spend())) {
        const reason = held(candidate.gate, error, 'its retries are used up, so the next job asks it again')
        return failed(attempt, reason, error.fault)
      }
      // The wait ends with the deadline; the loop's next look at the time then says so.
      await pause(wait, undefined, { signal: deadline.signal }).catch(() => {})
    }
  }
}

/** Leaves a provider alone for as long as it asked for, for everybody; the reason says when it is asked again. */
function held(gate: ProviderGate, { message, retryAfterMs }: ProviderFailure, otherwise?: string): string {
  if (retryAfterMs === undefined) return otherwise === undefined ? message : `${message}; ${otherwise}`
  gate.holdFor(retryAfterMs, message)
  return `${message}; it is asked again in ${waitWords(retryAfterMs)}`
}

/** Milliseconds to wait before the next attempt; undefined when there should be none. */
function waitBefore(
  failure: ProviderFailure,
  attempt: number,
  retry: Try<never>['retry'],
): number | undefined {
  if (failure.action === 'stop') throw failure
  if (failure.action === 'next-provider' || !retry || attempt >= retry.attempts) return undefined
  const jitter = Math.random() * Math.min(retry.capMs, retry.baseMs * 2 ** (attempt - 1))
  return failure.action === 'retry-after' && failure.retryAfterMs !== undefined
    ? failure.retryAfterMs + jitter
    : jitter
}
