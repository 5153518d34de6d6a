import * as Y from 'yjs'
import { documentChannel, documentSignal } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { applyEdit } from './internal/apply-edit.ts'
import { appendLocked, lockHead } from './internal/locked-append.ts'
import type { Author } from './internal/log-entry.ts'
import { projectionOf, storeProjection } from './internal/projection.ts'
import { poolQuery, transactionQuery } from './internal/query.ts'
import { buildDoc, loadStored, readUpdatesAfter } from './internal/stored-document.ts'

export type { Author } from './internal/log-entry.ts'

/**
 * Changes a document from any process, as one update of `author` in its log. `edit` sees the newest committed state and
 * runs once, while nobody else can append, so a look before a write is safe. Returns the page and the update's number, or undefined when
 * `edit` changed nothing; only when it changed something does `alongside` run, in the transaction of the update.
 * Open editors receive the change after the commit. Does not ask who may: the caller has. Throws `not-found`.
 */
export async function editDocument(
  ctx: Context,
  author: Author,
  documentId: string,
  edit: (doc: Y.Doc) => void,
  alongside?: (tx: Transaction, seq: number) => Promise<void>,
): Promise<{ documentId: string; seq: number } | undefined> {
  // The bulk is read before the row is locked, so that typing waits only for the edit itself.
  const stored = await loadStored(poolQuery(ctx), documentId, ctx.log)
  if (!stored) throw notFound('page')
  const doc = buildDoc(stored)
  return await transaction(ctx, async (tx, afterCommit) => {
    const query = transactionQuery(tx)
    const head = await lockHead(query, documentId)
    if (head === undefined) throw notFound('page')
    for (const { bytes } of await readUpdatesAfter(query, documentId, stored.headSeq))
      Y.applyUpdate(doc, bytes)
    const entry = await applyEdit(query, documentId, author, doc, edit)
    if (!entry) return undefined
    const claims = entry.clientId === null ? [] : [{ clientId: entry.clientId, author }]
    const seq = await appendLocked(query, documentId, head, entry, claims)
    // Rooms project what people type; a page that nobody has open is projected here.
    const { drafts, ...projection } = projectionOf(doc)
    // Of what a job writes at this moment it knows itself.
    const others = drafts.filter((taskId) => author.kind !== 'job' || taskId !== author.id)
    await storeProjection(query, documentId, seq, { ...projection, drafts: others })
    await alongside?.(tx, seq)
    afterCommit(() => ctx.bus.notify(documentChannel(documentId), documentSignal(documentId, seq)))
    return { documentId, seq }
  })
}
