const ends: (() => unknown)[] = []

/**
 * Does this when the test file is done, the newest first, after the file's own hooks. Unlike `afterAll`, which is heeded only while a file
 * is being read, it may be asked for by a test or by `beforeAll`.
 */
export function atFileEnd(act: () => unknown): void {
  ends.push(act)
}

/** Does what was asked for, all of it, and throws what went wrong. */
export async function endFile(): Promise<void> {
  const faults: unknown[] = []
  for (let act = ends.pop(); act; act = ends.pop()) {
    try {
      await act()
    } catch (error) {
      faults.push(error)
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, 'what a test file had open could not be ended')
}
