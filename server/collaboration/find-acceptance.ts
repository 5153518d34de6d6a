import { type Stretch, sumOfStretches } from '#server/document-model/stretches.ts'
import type { Context } from '#server/platform/context.ts'
import { readAcceptedWords } from './internal/accepted-words.ts'
import { readLog } from './internal/history/read-log.ts'
import { poolQuery } from './internal/query.ts'

/** Who accepted words of a source and when; `sums` says which, or null where that was not recorded. */
export type Acceptance = { userId: string | null; at: Date; sums: ReadonlySet<string> | null }

type Accepted = { id: string; after: number }

// Of what was accepted before marks were recorded with their updates, only so much of the log is looked through.
const WINDOW = 1_000
const WINDOWS = 10
// Each is worked out of the log once and kept: what a first look leaves out, the next ones find.
const WORKED_OUT_MOST = 100

/**
 * Who marked words of a page as coming from each of these tasks or contributions, and when, in the order of the log, after the update with
 * which it came into the page (`after`). Recorded with the update that did it, whoever delivered that; which words they were is read off
 * the page before and after it. Where the page is older than such records the log is searched for the first, and what is not found there
 * is left out: it was not recorded. Does not ask who reads: the caller has.
 */
export async function findAcceptances(
  ctx: Context,
  documentId: string,
  sources: readonly Accepted[],
): Promise<Map<string, Acceptance[]>> {
  const [page] = await poolQuery(ctx)<{ marksSince: number }>(
    'SELECT "marksSince" FROM "Document" WHERE id = $1::uuid',
    documentId,
  )
  if (!page) return new Map()
  const { older = [], newer = [] } = Object.groupBy(sources, ({ after }) =>
    after < page.marksSince ? 'older' : 'newer',
  )
  const found = await recorded(ctx, documentId, newer)
  if (older.length > 0)
    for (const [id, acceptance] of await searched(ctx, documentId, older)) found.set(id, [acceptance])
  return found
}

type Words = Pick<Stretch, 'letters' | 'picture'>

/**
 * Tells who accepted words of a source: the last who did, for what was undone was taken back. Of words that were changed since, everybody
 * who accepted something of the source that nobody accepted anew, the last time of each. Looks at each acceptance once, however many words
 * are asked about.
 */
export function acceptorsAmong(acceptances: readonly Acceptance[]): (words: Words) => Acceptance[] {
  const bySum = new Map<string, Acceptance>()
  const holding: Acceptance[] = []
  for (const acceptance of acceptances.toReversed()) {
    const own = [...(acceptance.sums ?? [])].filter((sum) => !bySum.has(sum))
    if (acceptance.sums === null || own.length > 0) holding.unshift(acceptance)
    for (const sum of own) bySum.set(sum, acceptance)
  }
  const others = [...new Map(holding.map((one) => [one.userId, one])).values()]
  return (words) => {
    const exact = bySum.get(sumOfStretches([words]))
    return exact ? [exact] : others
  }
}

type Row = { id: string; seq: number; userId: string | null; at: Date; sums: string[] | null }

async function recorded(
  ctx: Context,
  documentId: string,
  sources: readonly Accepted[],
): Promise<Map<string, Acceptance[]>> {
  if (sources.length === 0) return new Map()
  const query = poolQuery(ctx)
  const rows = await query<Row>(
    `SELECT m."sourceId"::text AS id, m.seq, m."actorId"::text AS "userId", m.at, m.sums
       FROM unnest($2::uuid[], $3::int[]) AS s(id, after)
       JOIN "PassageMark" m ON m."documentId" = $1::uuid AND m."sourceId" = s.id AND m.seq > s.after
      ORDER BY m.seq, m."sourceId"`,
    documentId,
    sources.map(({ id }) => id),
    sources.map(({ after }) => after),
  )
  await workOut(ctx, documentId, rows)
  return Map.groupBy(
    rows.map(({ id, userId, at, sums }) => ({ id, userId, at, sums: sums && new Set(sums) })),
    ({ id }) => id,
  )
}

/** Adds to each row which words it accepted, and keeps that with it. */
async function workOut(ctx: Context, documentId: string, rows: readonly Row[]): Promise<void> {
  const query = poolQuery(ctx)
  const open = rows.filter(({ sums }) => sums === null).slice(0, WORKED_OUT_MOST)
  if (open.length === 0) return
  const markings = open.map(({ id, seq }) => ({ sourceId: id, seq }))
  const words = await readAcceptedWords(query, documentId, ctx.log, markings)
  for (const [index, row] of open.entries()) {
    row.sums = words[index] ?? []
    await query(
      `UPDATE "PassageMark" SET sums = $4::text[] WHERE "documentId" = $1::uuid AND "sourceId" = $2::uuid AND seq = $3::int`,
      ...[documentId, row.id, row.seq, row.sums],
    )
  }
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
        if (seq > after && !found.has(id) && marks(written, id))
          found.set(id, { userId: actorId, at, sums: null })
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
