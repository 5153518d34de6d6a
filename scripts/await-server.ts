import type { ChildProcess } from 'node:child_process'

const READY_MS = 120_000

/** Resolves when the server at `base` is ready. Throws when it ends first, or is not ready within two minutes. */
export async function untilReady(base: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS
  for (;;) {
    const answer = await fetch(`${base}/api/health/ready`).catch(() => undefined) // not listening yet
    if (answer?.ok) return
    if (Date.now() > deadline || server.exitCode !== null) throw new Error('the server did not start')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
