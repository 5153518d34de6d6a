/** One end of time for a whole chain of tries. Dispose it, or its timer lives on. */
export type Deadline = Disposable & {
  /** Aborts at the end, or when the caller gives up. */
  readonly signal: AbortSignal
  /** Milliseconds that are left; 0 when it is over. */
  remaining(): number
}

/** @param ms from now; @param caller whose giving up ends the deadline at once */
export function createDeadline(ms: number, caller: AbortSignal): Deadline {
  const end = performance.now() + ms
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new DOMException(`nothing answered within ${Math.round(ms)} ms`, 'TimeoutError')),
    ms,
  )
  return {
    signal: AbortSignal.any([controller.signal, caller]),
    remaining: () => (controller.signal.aborted ? 0 : Math.max(0, end - performance.now())),
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}
