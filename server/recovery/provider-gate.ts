import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  IterableBackoff,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel'
import { unlessAborted } from '#server/platform/unless-aborted.ts'
import type { BreakerRow } from './internal/breaker-rows.ts'
import { ProviderFailure } from './provider-failure.ts'
import { waitWords } from './wait-words.ts'

// Five in a row are an outage; one or two are weather.
const FAILURES_TO_OPEN = 5
/** How long it stays open at the first, second, ... opening in a row. */
export const OPEN_MS = [15_000, 30_000, 60_000, 120_000, 300_000] as const
// Calls of this process to one provider at once, and how many may wait: more would only wait for their own deadline.
const CONCURRENT = 8
const WAITING = 32

/** Why a call was not even tried. */
export class GateClosed extends Error {
  override readonly name = 'GateClosed'
}

/** Bulkhead, breaker and attempt timeout in front of one provider. */
export interface ProviderGate {
  /** Throws `GateClosed`, `ProviderFailure`, the signal's reason, or what `work` threw. */
  run<T>(work: (signal: AbortSignal) => Promise<T>, attemptMs: number, signal: AbortSignal): Promise<T>
  /** Refuses calls until then, as the provider asked (Retry-After). */
  holdFor(ms: number, reason: string): void
  /** Takes over a state that another process, an earlier start or a reset has stored. */
  adopt(row: BreakerRow): void
  row(): BreakerRow
}

type Policy = CircuitBreakerPolicy

/** @param changed called after each change of state that happened here; the caller stores it */
export function createProviderGate(
  provider: string,
  changed: () => void,
  openMs: readonly number[] = OPEN_MS,
): ProviderGate {
  const slots = bulkhead(CONCURRENT, WAITING)
  let epoch = 0
  let failures = 0
  let openedAt: number | null = null
  let openings = 0
  let retryAt: number | null = null
  let lastError: string | null = null
  let tripped = false
  let policy = build()

  function build(open?: { retryAt: number; openings: number }): Policy {
    const next: Policy = circuitBreaker(
      // A probe that was cancelled says nothing, yet cockatiel closes on every error that it is not told to count.
      handleWhen((error) =>
        error instanceof ProviderFailure ? error.countsAgainstProvider : next.state === CircuitState.HalfOpen,
      ),
      {
        breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
        halfOpenAfter: new IterableBackoff([...openMs]),
        ...(open && { initialState: openState(open.retryAt, open.openings) }),
      },
    )
    next.onStateChange((state) => {
      if (next !== policy) return
      // A probe after the owner's time decides: from there on the state is what calls made it.
      if (state !== CircuitState.HalfOpen) tripped = false
      if (state === CircuitState.Open) {
        openings += 1
        openedAt = Date.now()
        retryAt = openedAt + durationOf(openings)
      } else if (state === CircuitState.Closed) {
        openings = 0
        openedAt = null
        retryAt = null
        failures = 0
      }
      changed()
    })
    return next
  }

  function durationOf(opening: number): number {
    return openMs[Math.min(opening, openMs.length) - 1] ?? 0
  }

  /** What `toJSON` of an open breaker says, with the start moved so that it ends when the stored state ends. */
  function openState(until: number, opening: number): unknown {
    return {
      ownState: { value: CircuitState.Open, openedAt: until - durationOf(opening), attemptNo: opening },
      breakerState: FAILURES_TO_OPEN,
    }
  }

  async function attempt<T>(
    work: (signal: AbortSignal) => Promise<T>,
    attemptMs: number,
    signal: AbortSignal,
  ): Promise<T> {
    let own: AbortSignal | undefined
    try {
      const answer = await timeout(attemptMs, TimeoutStrategy.Aggressive).execute((context) => {
        own = context.signal
        return work(own)
      }, signal)
      failures = 0
      return answer
    } catch (thrown) {
      if (signal.aborted) throw signal.reason
      // Work that throws its signal's reason at once is heard before the policy that gave the signal. The policy aborts the
      // signal after every end, so that alone says nothing.
      const late = own?.aborted && (thrown === own.reason || isAbort(thrown))
      const error =
        late || thrown instanceof TaskCancelledError
          ? new ProviderFailure('retry', `no answer within ${Math.round(attemptMs / 100) / 10} s`, {
              fault: 'timeout',
            })
          : thrown
      if (error instanceof ProviderFailure && error.countsAgainstProvider) {
        failures += 1
        lastError = error.message
      }
      throw error
    }
  }

  return {
    async run(work, attemptMs, signal) {
      signal.throwIfAborted()
      try {
        return await unlessAborted(
          slots.execute(() => policy.execute(() => attempt(work, attemptMs, signal)), signal),
          signal,
        )
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          const again = retryAt === null ? '' : `; it is asked again in ${waitWords(retryAt - Date.now())}`
          throw new GateClosed(`left alone after ${lastError ?? 'repeated failures'}${again}`)
        }
        if (error instanceof BulkheadRejectedError) throw new GateClosed('too many calls wait for it already')
        throw error
      }
    },
    holdFor(ms, reason) {
      const until = Date.now() + ms
      if (retryAt !== null && retryAt >= until) return
      openedAt = Date.now()
      openings = Math.max(1, openings)
      retryAt = until
      lastError = reason
      policy = build({ retryAt: until, openings })
      changed()
    },
    adopt(row) {
      const stored = row.state === 'closed' ? null : (row.retryAt?.getTime() ?? 0)
      if (row.epoch === epoch && stored === retryAt) return
      epoch = row.epoch
      failures = row.failures
      lastError = row.lastError
      openedAt = row.openedAt?.getTime() ?? null
      retryAt = stored
      tripped = row.tripped
      const length = stored === null ? 0 : stored - (openedAt ?? stored)
      openings = stored === null ? 0 : Math.max(1, openMs.filter((ms) => ms <= length).length)
      policy = build(stored === null ? undefined : { retryAt: stored, openings })
    },
    row() {
      const halfOpen = policy.state === CircuitState.HalfOpen
      return {
        provider,
        state: retryAt === null ? 'closed' : halfOpen ? 'half-open' : 'open',
        failures,
        openedAt: openedAt === null ? null : new Date(openedAt),
        retryAt: retryAt === null ? null : new Date(retryAt),
        lastError,
        epoch,
        tripped,
      }
    },
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
