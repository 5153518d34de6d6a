import * as Y from 'yjs'
import type { Author, LogEntry } from './log-entry.ts'
import type { Query } from './query.ts'

/**
 * Runs `edit` on a document whose row is locked and returns what it changed as one log entry, or undefined for no change.
 *
 * A job, and an agent's key, writes all its edits of a document under one client id: state vectors grow by an entry per client id for good, and
 * a streaming job edits many times, an agent for years. That is safe only here, where the lock orders its edits. A person's client ids are never
 * reused: a browser may be writing under them at this moment, and two writers under one id diverge.
 */
export async function applyEdit(
  query: Query,
  documentId: string,
  author: Author,
  doc: Y.Doc,
  edit: (doc: Y.Doc) => void,
): Promise<LogEntry | undefined> {
  const owned = author.kind === 'person' ? undefined : await knownClientOf(query, documentId, author)
  if (owned !== undefined) doc.clientID = owned
  const changes: Uint8Array[] = []
  const collect = (update: Uint8Array): void => {
    changes.push(update)
  }
  const before = Y.getState(doc.store, doc.clientID)
  doc.on('update', collect)
  doc.transact(() => edit(doc))
  doc.off('update', collect)
  if (changes.length === 0) return undefined
  const bytes = changes.length === 1 && changes[0] ? changes[0] : Y.mergeUpdates(changes)
  const wrote = Y.getState(doc.store, doc.clientID) > before
  return { bytes, clientId: wrote ? doc.clientID : null, author }
}

async function knownClientOf(
  query: Query,
  documentId: string,
  { id, kind }: Author,
): Promise<number | undefined> {
  const [row] = await query<{ clientId: string }>(
    `SELECT "clientId"::text AS "clientId" FROM "DocumentClient"
      WHERE "documentId" = $1::uuid AND "actorId" = $2::uuid AND "actorKind" = $3::"ActorKind" LIMIT 1`,
    documentId,
    id,
    kind,
  )
  return row && Number(row.clientId)
}
