/** The time of one attempt, in milliseconds. */
export type AttemptTime = {
  /** Without any sign of an answer by then it is cut off. */
  ms: number
  /** An answer that is coming may take so long; `ms` where it is not said. */
  mostMs?: number
  /** A silence that is shorter says nothing about who is asked: it was cut off because our own time was short. */
  fairMs?: number
}

export type AttemptTimer = Disposable & {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal
  /** Tells that something of the answer came. */
  alive: () => void
  /** Whether anything came by now. */
  hasSign: () => boolean
  /** How long it has been running, in milliseconds. */
  ms: () => number
}

// Between two words of an answer that is coming: more than the longest pause after which a stream counts as stalled.
const QUIET_MS = 15_000

/** Begins the time of an attempt. Dispose it, or its timer lives on. */
export function startAttempt({ ms, mostMs = ms }: AttemptTime): AttemptTimer {
  const controller = new AbortController()
  const start = performance.now()
  let lastSign: number | undefined
  let timer = setTimeout(look, ms)

  function look(): void {
    const now = performance.now()
    const quietAt = lastSign === undefined ? now : lastSign + QUIET_MS
    const left = Math.min(start + mostMs, quietAt) - now
    if (left > 0) timer = setTimeout(look, left)
    else controller.abort(new DOMException('the time of the attempt is over', 'TimeoutError'))
  }

  return {
    signal: controller.signal,
    alive() {
      lastSign = performance.now()
    },
    hasSign: () => lastSign !== undefined,
    ms: () => performance.now() - start,
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}
