import type { Context } from '#server/platform/context.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { SharedTurns } from '#server/platform/shared-turns.ts'
import { type AuthoredText, attributeTexts } from './internal/history/attribute-texts.ts'
import { AttributionIndex } from './internal/history/attribution-index.ts'
import { readSpans } from './internal/history/read-log.ts'
import { poolQuery } from './internal/query.ts'
import { buildDoc, newestGoodSnapshot, readUpdatesAfter } from './internal/stored-document.ts'

export type { AuthoredText } from './internal/history/attribute-texts.ts'

/** Of the version after update number `seq`. */
type Attributed = { seq: number; texts: AuthoredText[] }

/**
 * Who wrote each character of a page as it stood after update number `seq`, or stands now, and when: by the connections
 * that delivered the updates, never by what the bytes claim. Nothing of it is kept beside the log; the same number always
 * gives the same answer. Does not ask who reads: the caller has. Throws `not-found`, `invalid-input` for a
 * number that the page has not reached, and `unavailable` while too many are being read in this process.
 */
export async function readAttribution(
  ctx: Context,
  documentId: string,
  { seq, withinMs }: { seq: number | undefined; withinMs: number },
): Promise<Attributed> {
  const query = poolQuery(ctx)
  const [head] = await query<{ headSeq: number }>(
    'SELECT "headSeq" FROM "Document" WHERE id = $1::uuid',
    documentId,
  )
  if (!head) throw notFound('page')
  const upTo = seq ?? head.headSeq
  if (upTo > head.headSeq)
    throw new AppError(
      'invalid-input',
      `This page has versions up to ${head.headSeq}; ${upTo} is none of them.`,
    )
  const answer = { documentId, upTo, withinMs }
  return await turns().take(`${documentId} ${upTo} ${withinMs}`, () => attribute(ctx, answer))
}

// A long history takes seconds of a thread and hundreds of megabytes: asked for at once by many, it would take the pages of
// everybody with it.
const OPEN_MOST = 8

function turns(): SharedTurns<Attributed> {
  return processWide('turns of attribution', () => new SharedTurns<Attributed>(OPEN_MOST))
}

async function attribute(
  ctx: Context,
  { documentId, upTo, withinMs }: { documentId: string; upTo: number; withinMs: number },
): Promise<Attributed> {
  const query = poolQuery(ctx)
  const [spans, stored] = await Promise.all([
    readSpans(query, documentId, upTo),
    newestGoodSnapshot(query, documentId, ctx.log, upTo).then(async (snapshot) => ({
      snapshot,
      updates: await readUpdatesAfter(query, documentId, snapshot?.seq ?? 0, upTo),
    })),
  ])
  return { seq: upTo, texts: attributeTexts(buildDoc(stored), new AttributionIndex(spans), withinMs) }
}
