import type * as Y from 'yjs'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { poolQuery } from './internal/query.ts'
import { buildDoc, loadStored } from './internal/stored-document.ts'

/**
 * A copy of the document as committed, with the number of its newest update. Changing the copy changes nothing else.
 * Does not ask who reads: the caller has. Throws `not-found`.
 */
export async function readDocument(ctx: Context, documentId: string): Promise<{ doc: Y.Doc; seq: number }> {
  const stored = await loadStored(poolQuery(ctx), documentId, ctx.log)
  if (!stored) throw notFound('page')
  return { doc: buildDoc(stored), seq: stored.headSeq }
}
