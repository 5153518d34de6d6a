/** Whether the server answered when it was last asked for something. */
let answered = true

export function noteReach(reached: boolean): void {
  answered = reached
}

/** True when the next request will probably get no answer. */
export function seemsAway(): boolean {
  return !answered || !navigator.onLine
}

const PROBE_MS = 3_000

/** Asks the server itself. */
export async function isReachable(): Promise<boolean> {
  const reached = await fetch('/api/health/ready', {
    cache: 'no-store',
    signal: AbortSignal.timeout(PROBE_MS),
  })
    .then(({ ok }) => ok)
    // No answer is the answer.
    .catch(() => false)
  noteReach(reached)
  return reached
}
