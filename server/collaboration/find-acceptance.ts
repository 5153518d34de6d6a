import type { Context } from '#server/platform/context.ts'
import { readLog } from './internal/history/read-log.ts'
import { poolQuery } from './internal/query.ts'

export type Acceptance = { userId: string | null; at: Date }

type Accepted = { id: string; after: number }

// Of what was accepted before marks were recorded with their updates, only so much of the log is looked through.
const WINDOW = 1_000
const WINDOWS = 10

/**
 * Who first marked words of a page as coming from each of these tasks or contributions, and when, after the update with which it came
 * into the page (`after`). Recorded with the update that did it, whoever delivered that, so it is exact however long ago that was. Where
 * the page is older than such records the log is searched, and what is not found there is left out: it was not recorded. Does not
 * ask who reads: the caller has.
 */
export async function findAcceptances(
  ctx: Context,
  documentId: string,
  sources: readonly Accepted[],
): Promise<Map<string, Acceptance>> {
  const found = await recorded(ctx, documentId, sources)
  const missing = sources.filter(({ id }) => !found.has(id))
  if (missing.length > 0)
    for (const [id, acceptance] of await searched(ctx, documentId, missing)) found.set(id, acceptance)
  return found
}

async function recorded(
  ctx: Context,
  documentId: string,
  sources: readonly Accepted[],
): Promise<Map<string, Acceptance>> {
  const rows = await poolQuery(ctx)<{ id: string; userId: string | null; at: Date }>(
    `SELECT DISTINCT ON (m."sourceId") m."sourceId"::text AS id, m."actorId"::text AS "userId", m.at
       FROM unnest($2::uuid[], $3::int[]) AS s(id, after)
       JOIN "Document" d ON d.id = $1::uuid AND s.after >= d."marksSince"
       JOIN "PassageMark" m ON m."documentId" = d.id AND m."sourceId" = s.id AND m.seq > s.after
      ORDER BY m."sourceId", m.seq`,
    documentId,
    sources.map(({ id }) => id),
    sources.map(({ after }) => after),
  )
  return new Map(rows.map(({ id, userId, at }) => [id, { userId, at }]))
}

async function searched(
  ctx: Context,
  documentId: string,
  tasks: readonly Accepted[],
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
