import type { Context } from '#server/platform/context.ts'
import type { Owner } from './document-state.ts'
import type { StoredUpdate } from './log-entry.ts'
import { poolQuery } from './query.ts'
import { loadStored, readUpdatesAfter, type StoredDocument } from './stored-document.ts'

/** A document as a room needs it: with who owns which of its client ids. */
export type StoredPage = StoredDocument & { owners: Map<number, Owner> }

export type DocumentHead = { id: string; headSeq: number; projectedSeq: number }

/** Where rooms read committed documents. */
export interface DocumentStore {
  /** A document up to its head; undefined when there is no such document. Throws when the log has a hole. */
  load(documentId: string): Promise<StoredPage | undefined>
  /** The updates after `seq`, dense from `seq + 1` on. Throws when one is missing between two others. */
  updatesAfter(documentId: string, seq: number): Promise<StoredUpdate[]>
  /** The numbers of the newest updates of those documents that exist, and up to which their titles and texts are. */
  heads(documentIds: readonly string[]): Promise<DocumentHead[]>
  /** At most `most` documents whose titles and texts are behind their logs, those edited last first. */
  unprojected(most: number): Promise<string[]>
}

export function createDocumentStore(ctx: Pick<Context, 'db' | 'log'>): DocumentStore {
  const query = poolQuery(ctx)
  return {
    async load(documentId) {
      const stored = await loadStored(query, documentId, ctx.log)
      if (!stored) return undefined
      const owners = await query<{ clientId: string; owner: Owner }>(
        `SELECT "clientId"::text AS "clientId", "actorKind" || ':' || COALESCE("actorId"::text, '') AS owner
           FROM "DocumentClient" WHERE "documentId" = $1::uuid`,
        documentId,
      )
      return {
        ...stored,
        owners: new Map(owners.map(({ clientId, owner }) => [Number(clientId), owner])),
      }
    },
    updatesAfter: (documentId, seq) => readUpdatesAfter(query, documentId, seq),
    heads: (documentIds) =>
      query<DocumentHead>(
        'SELECT id::text AS id, "headSeq", "projectedSeq" FROM "Document" WHERE id = ANY($1::uuid[])',
        documentIds,
      ),
    async unprojected(most) {
      const rows = await query<{ id: string }>(
        'SELECT id::text AS id FROM "Document" WHERE "projectedSeq" < "headSeq" ORDER BY "editedAt" DESC LIMIT $1',
        most,
      )
      return rows.map(({ id }) => id)
    },
  }
}
