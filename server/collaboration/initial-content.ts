import * as Y from 'yjs'
import { fillPage, type TextBlock } from '#server/document-model/page-content.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { applyEdit } from './internal/apply-edit.ts'
import { appendLocked } from './internal/locked-append.ts'
import type { Author } from './internal/log-entry.ts'
import { projectionOf, storeProjection } from './internal/projection.ts'
import { transactionQuery } from './internal/query.ts'

/**
 * Writes the first update of a document whose row was made in the same transaction: its title and blocks, or one empty
 * paragraph. The server does it, and before anybody can open the page, because every editor would otherwise add its own.
 */
export async function appendInitialContent(
  tx: Transaction,
  author: Author,
  documentId: string,
  { title = '', blocks = [] }: { title?: string; blocks?: readonly TextBlock[] } = {},
): Promise<void> {
  const query = transactionQuery(tx)
  const doc = new Y.Doc()
  const entry = await applyEdit(query, documentId, author, doc, () => fillPage(doc, title, blocks))
  if (!entry?.clientId) return
  const seq = await appendLocked(query, documentId, 0, entry, [{ clientId: entry.clientId, author }])
  await storeProjection(query, documentId, seq, projectionOf(doc))
}
