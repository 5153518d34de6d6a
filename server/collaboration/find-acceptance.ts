import type { Context } from '#server/platform/context.ts'
import { readLog } from './internal/history/read-log.ts'
import { poolQuery } from './internal/query.ts'

export type Acceptance = { userId: string | null; at: Date }

// A result is mostly judged soon after it came; what was accepted later than so many updates is not looked for.
const WINDOW = 1_000
const WINDOWS = 10

/**
 * Who first marked words of a page as coming from each of these tasks, and when: by the log, after the update with which the task
 * wrote (`after`). The mark is in the bytes of an update as it was written there; who delivered it is recorded beside them. Does not
 * ask who reads: the caller has.
 */
export async function findAcceptances(
  ctx: Context,
  documentId: string,
  tasks: readonly { id: string; after: number }[],
): Promise<Map<string, Acceptance>> {
  const found = new Map<string, Acceptance>()
  let from = Math.min(...tasks.map(({ after }) => after))
  for (let window = 0; window < WINDOWS && found.size < tasks.length; window++) {
    const updates = await readLog(poolQuery(ctx), documentId, from, from + WINDOW)
    for (const { seq, actorKind, actorId, bytes, at } of updates) {
      if (actorKind !== 'person') continue
      const written = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (const { id, after } of tasks)
        if (seq > after && !found.has(id) && marks(written, id)) found.set(id, { userId: actorId, at })
    }
    if (updates.length === 0) break
    from += WINDOW
  }
  return found
}

/** The value of the `provenance` mark, or the attribute of what takes no marks. */
function marks(written: Buffer, taskId: string): boolean {
  return (
    written.includes(`{"taskId":"${taskId}"}`) || (written.includes('fromTask') && written.includes(taskId))
  )
}
