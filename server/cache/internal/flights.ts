import { unlessAborted } from '#server/platform/unless-aborted.ts'

type Flight<A> = {
  promise: Promise<A>
  /** Aborted when nobody waits any more. */
  ending: AbortController
  /** The signal of who began it. */
  leader: AbortSignal
  about: FlightSubject
  waiting: number
}

export type FlightSubject = { key: string; workspaceId: string; kind: string; tags: readonly string[] }

/** Computations of a process that are under way, each shared by all who ask for the same key. */
export type Flights<A> = {
  /**
   * Runs `work` for the first caller of a key and lets the others wait for the same result. Each waits on its own signal
   * only; `work` is told to stop when all have gone. Work that failed because it was bound to the first caller's own signal
   * is begun anew by one of those who still wait.
   */
  join(
    about: FlightSubject,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<A>,
  ): Promise<{ answer: A; joined: boolean }>
  /** Whoever asks from now on no longer joins the flights that are meant; those who wait already get their answer. */
  detach(meant: (about: FlightSubject) => boolean): void
}

export function createFlights<A>(): Flights<A> {
  const open = new Map<string, Flight<A>>()

  function close(flight: Flight<A>): void {
    if (open.get(flight.about.key) === flight) open.delete(flight.about.key)
  }

  function begin(
    about: FlightSubject,
    leader: AbortSignal,
    work: (signal: AbortSignal) => Promise<A>,
  ): Flight<A> {
    const ending = new AbortController()
    const flight: Flight<A> = { promise: work(ending.signal), ending, leader, about, waiting: 0 }
    open.set(about.key, flight)
    // The rejection is for those who wait; this copy only ends the flight.
    flight.promise.then(
      () => close(flight),
      () => close(flight),
    )
    return flight
  }

  async function wait(flight: Flight<A>, signal: AbortSignal): Promise<A> {
    flight.waiting += 1
    try {
      return await unlessAborted(flight.promise, signal)
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) {
        close(flight)
        flight.ending.abort(signal.reason)
      }
    }
  }

  return {
    async join(about, signal, work) {
      for (;;) {
        signal.throwIfAborted()
        const known = open.get(about.key)
        const flight = known ?? begin(about, signal, work)
        try {
          return { answer: await wait(flight, signal), joined: known !== undefined }
        } catch (error) {
          if (signal.aborted || known === undefined || !known.leader.aborted) throw error
          // A failed flight is closed in a later turn; whoever begins the next one must not meet it again.
          close(known)
        }
      }
    },
    detach(meant) {
      for (const [key, flight] of open) if (meant(flight.about)) open.delete(key)
    },
  }
}
