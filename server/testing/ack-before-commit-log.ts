import { setTimeout as pause } from 'node:timers/promises'
import type { AppendBatch, UpdateLog } from '#server/collaboration/update-log.ts'

// Long enough for a kill at a random moment to find something that was promised and not yet kept.
const DELAY_MS = 200

/**
 * A log that says `appended` at once and appends later: what many servers do, and what a test of durability must catch.
 * The negative control of those tests; no configuration leads here.
 */
export function ackBeforeCommitLog(inner: UpdateLog): UpdateLog {
  const later = new Map<string, Promise<void>>()
  return {
    async append(batches) {
      for (const batch of batches) {
        const before = later.get(batch.documentId) ?? Promise.resolve()
        later.set(
          batch.documentId,
          before.then(() => keepPromise(inner, batch)),
        )
      }
      return batches.map(() => ({ kind: 'appended' }) as const)
    },
    async close() {
      await Promise.all(later.values())
      await inner.close()
    },
  }
}

async function keepPromise(inner: UpdateLog, batch: AppendBatch): Promise<void> {
  await pause(DELAY_MS)
  for (;;) {
    const outcomes = await inner.append([batch]).catch(() => [])
    if (outcomes.some(({ kind }) => kind === 'appended' || kind === 'gone' || kind === 'behind')) return
    await pause(DELAY_MS)
  }
}
