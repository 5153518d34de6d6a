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
} from 'cockatiel'
import { unlessAborted } from '#server/platform/unless-aborted.ts'
import { type AttemptTime, type AttemptTimer, startAttempt } from './attempt-timer.ts'
import type { BreakerRow } from './internal/breaker-rows.ts'
import { ProviderFailure } from './provider-failure.ts'
import { waitWords } from './wait-words.ts'

// Five in a row are an outage; one or two are weather.
const FAILURES_TO_OPEN = 5
/** How long it stays open at the first, second, ... opening in a row. */
export const OPEN_MS = [15_000, 30_000, 60_000, 120_000, 300_000] as const
/**
 * The longest for which a provider is left alone because it said so. Whatever it names, it is tried again after an hour: a header
 * in a wrong unit would otherwise switch it off in every process and over restarts, and no call would find out that it answers.
 */
export const LONGEST_HOLD_MS = 3_600_000
// Calls of this process to one provider at once, and how many may wait: more would only wait for their own deadline.
const CONCURRENT = 8
const WAITING = 32

/** Until when nobody asks a provider, and why: it named the time itself, which says nothing about how it does after that. */
type Hold = { since: number; until: number; reason: string }

/** Why a call was not even tried. */
export class GateClosed extends Error {
  override readonly name = 'GateClosed'
}

/** What is tried. It calls `alive` whenever something of its answer has come, where it can tell. */
export type AttemptWork<T> = (signal: AbortSignal, alive: () => void) => Promise<T>

/** Bulkhead, breaker and attempt timeout in front of one provider. */
export interface ProviderGate {
  /** Throws `GateClosed`, `ProviderFailure`, the signal's reason, or what `work` threw. */
  run<T>(work: AttemptWork<T>, time: AttemptTime, signal: AbortSignal): Promise<T>
  /**
   * Refuses calls for so long, as the provider asked (Retry-After), at most for `LONGEST_HOLD_MS`. No opening of the breaker: afterwards it stands as before,
   * so that one failure after a second's rest is no outage of thirty.
   */
  holdFor(ms: number, reason: string): void
  /** Milliseconds until it may be asked again; 0 where it may be now. */
  closedFor(): number
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
  let hold: Hold | null = null
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

  async function attempt<T>(work: AttemptWork<T>, time: AttemptTime, signal: AbortSignal): Promise<T> {
    using timer = startAttempt(time)
    const either = AbortSignal.any([timer.signal, signal])
    try {
      const answer = await unlessAborted(work(either, timer.alive), either)
      failures = 0
      return answer
    } catch (thrown) {
      if (signal.aborted) throw signal.reason
      const late = timer.signal.aborted && (thrown === timer.signal.reason || isAbort(thrown))
      // A probe that heard nothing may not close the breaker, however short its time was.
      const fairMs = policy.state === CircuitState.HalfOpen ? 0 : time.fairMs
      const error = late ? tooLate(timer, time.ms, fairMs) : thrown
      if (error instanceof ProviderFailure && error.countsAgainstProvider) {
        failures += 1
        lastError = error.message
      }
      throw error
    }
  }

  /** The end of the hold or of the breaker's time, whichever is later. */
  function closedUntil(): number | null {
    return hold && hold.until > (retryAt ?? 0) ? hold.until : retryAt
  }

  function refuse(why: string): never {
    const until = closedUntil()
    const again = until === null ? '' : `; it is asked again in ${waitWords(until - Date.now())}`
    throw new GateClosed(`left alone after ${why}${again}`)
  }

  /** Throws `GateClosed` while a hold lasts; the first call after it tells the others that it is over. */
  function obeyHold(): void {
    if (hold === null) return
    if (Date.now() < hold.until) refuse(hold.reason)
    hold = null
    changed()
  }

  return {
    async run(work, time, signal) {
      signal.throwIfAborted()
      const call = () => {
        obeyHold()
        return policy.execute(() => attempt(work, time, signal))
      }
      try {
        return await unlessAborted(slots.execute(call, signal), signal)
      } catch (error) {
        if (error instanceof BrokenCircuitError) refuse(lastError ?? 'repeated failures')
        if (error instanceof BulkheadRejectedError) throw new GateClosed('too many calls wait for it already')
        throw error
      }
    },
    holdFor(ms, reason) {
      const since = Date.now()
      const until = since + Math.min(ms, LONGEST_HOLD_MS)
      if ((closedUntil() ?? 0) >= until) return
      hold = { since, until, reason }
      changed()
    },
    closedFor: () => Math.max(0, (closedUntil() ?? 0) - Date.now()),
    adopt(row) {
      const stored = storedUntil(row)
      if (row.epoch === epoch && stored === closedUntil()) return
      epoch = row.epoch
      failures = row.failures
      lastError = row.lastError
      tripped = row.tripped
      const since = row.openedAt?.getTime() ?? stored ?? 0
      const named = stored !== null && isHold(row)
      hold = named ? { since, until: stored, reason: lastError ?? 'it asked for a pause' } : null
      retryAt = named ? null : stored
      openedAt = retryAt === null ? null : since
      const length = retryAt === null ? 0 : retryAt - since
      openings = retryAt === null ? 0 : Math.max(1, openMs.filter((ms) => ms <= length).length)
      policy = build(retryAt === null ? undefined : { retryAt, openings })
    },
    row() {
      const until = closedUntil()
      const held = hold !== null && until === hold.until ? hold : null
      const since = held?.since ?? openedAt
      const halfOpen = held === null && policy.state === CircuitState.HalfOpen
      return {
        provider,
        state: until === null ? 'closed' : halfOpen ? 'half-open' : 'open',
        failures,
        openedAt: until === null || since === null ? null : new Date(since),
        retryAt: until === null ? null : new Date(until),
        lastError: held?.reason ?? lastError,
        epoch,
        tripped,
      }
    },
  }
}

/** Whether a provider is left alone because it named a time: a breaker that failures or a hand opened says so by its row. */
function isHold({ failures, tripped }: BreakerRow): boolean {
  return failures < FAILURES_TO_OPEN && !tripped
}

/** When a stored state ends; null of a closed one. A time that no opening lasts for was named by a provider. */
function storedUntil({ state, openedAt, retryAt, tripped }: BreakerRow): number | null {
  if (state === 'closed') return null
  const until = retryAt?.getTime() ?? 0
  return tripped || openedAt === null ? until : Math.min(until, openedAt.getTime() + LONGEST_HOLD_MS)
}

/** A silence counts against the provider where it had a fair time; an answer that was coming was cut off by us. */
function tooLate({ hasSign, ms }: AttemptTimer, givenMs: number, fairMs = 0): ProviderFailure {
  const seconds = (all: number): number => Math.round(all / 100) / 10
  return hasSign()
    ? new ProviderFailure('retry', `its answer was not whole within ${seconds(ms())} s`, {
        ...{ fault: 'timeout', countsAgainstProvider: false },
      })
    : new ProviderFailure('retry', `no answer within ${seconds(givenMs)} s`, {
        ...{ fault: 'timeout', countsAgainstProvider: givenMs >= fairMs },
      })
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
