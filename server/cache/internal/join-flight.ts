import { unlessAborted } from '#server/platform/unless-aborted.ts'

export type Flight<A> = { promise: Promise<A>; signal: AbortSignal }

/**
 * Runs `work` for the first caller of a key and lets the others wait for the same result. Each waits on its own signal only:
 * when the first is cancelled, one of those who still wait starts anew instead of failing with a cancellation not its own.
 */
export async function joinFlight<A>(
  flights: Map<string, Flight<A>>,
  key: string,
  signal: AbortSignal,
  work: () => Promise<A>,
): Promise<{ answer: A; joined: boolean }> {
  for (;;) {
    signal.throwIfAborted()
    const flight = flights.get(key)
    if (!flight) {
      const promise = work().finally(() => flights.delete(key))
      flights.set(key, { promise, signal })
      return { answer: await promise, joined: false }
    }
    try {
      return { answer: await unlessAborted(flight.promise, signal), joined: true }
    } catch (error) {
      if (signal.aborted || !flight.signal.aborted) throw error
    }
  }
}
