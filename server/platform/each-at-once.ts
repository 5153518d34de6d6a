export type AtOnce = {
  /** The work is for each number from 0 up to this. */
  count: number
  atOnce: number
  /** Passed on to all work, which has to end when it aborts. */
  signal: AbortSignal
}

/**
 * Does work that belongs together, begun in its order, some at a time. When some of it fails no more is begun, what is under way is told
 * by its signal, and the error is thrown when that has ended: nothing goes on behind the back of whoever asked.
 */
export async function eachAtOnce(
  { count, atOnce, signal }: AtOnce,
  work: (index: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController()
  const ending = AbortSignal.any([signal, failed.signal])
  let next = 0
  async function turns(): Promise<void> {
    while (next < count && !failed.signal.aborted) {
      const index = next
      next += 1
      await work(index, ending)
    }
  }
  const working = Array.from({ length: atOnce }, turns)
  try {
    await Promise.all(working)
  } catch (error) {
    failed.abort(error)
    await Promise.allSettled(working)
    throw error
  }
}
