import * as Y from 'yjs'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import type { StoredUpdate } from './log-entry.ts'
import { parseUpdate } from './parse-update.ts'
import { schemaVersionOf } from './schema-version-of.ts'

/** Runs one statement: over the pool, or inside a transaction of Prisma. */
export type Query = <Row>(sql: string, ...values: unknown[]) => Promise<Row[]>

export type StoredDocument = {
  headSeq: number
  schemaVersion: number
  /** The number that title and text were projected from. */
  projectedSeq: number
  snapshot: { seq: number; bytes: Uint8Array } | undefined
  /** What follows the snapshot, without a gap up to `headSeq`. */
  updates: StoredUpdate[]
}

export function poolQuery(ctx: Pick<Context, 'db'>): Query {
  return async <Row>(sql: string, ...values: unknown[]) =>
    (await ctx.db.pool.query(sql, values)).rows as Row[]
}

export function transactionQuery(tx: Transaction): Query {
  return <Row>(sql: string, ...values: unknown[]) => tx.$queryRawUnsafe<Row[]>(sql, ...values)
}

/** Reads a document up to its head; undefined when there is no such document. Throws when the log has a hole. */
export async function loadStored(
  query: Query,
  documentId: string,
  log: Context['log'],
): Promise<StoredDocument | undefined> {
  const [head] = await query<{ headSeq: number; schemaVersion: number; projectedSeq: number }>(
    'SELECT "headSeq", "schemaVersion", "projectedSeq" FROM "Document" WHERE id = $1::uuid',
    documentId,
  )
  if (!head) return undefined
  const snapshot = await newestGoodSnapshot(query, documentId, log)
  const updates = await readUpdatesAfter(query, documentId, snapshot?.seq ?? 0)
  const last = updates.at(-1)?.seq ?? snapshot?.seq ?? 0
  if (last < head.headSeq) throw hole(documentId, last + 1)
  // More may have been committed since the head was read: rows are only ever added, so what was read is a state that was.
  const schemaVersion = updates
    .filter(({ seq }) => seq > head.headSeq)
    .reduce(
      (version, { bytes }) => Math.max(version, schemaVersionOf(parseUpdate(bytes))),
      head.schemaVersion,
    )
  return { ...head, headSeq: last, schemaVersion, snapshot, updates }
}

/** The updates after `seq`, dense from `seq + 1` on. Throws when one is missing between two others. */
export async function readUpdatesAfter(
  query: Query,
  documentId: string,
  seq: number,
): Promise<StoredUpdate[]> {
  const rows = await query<Omit<StoredUpdate, 'clientId'> & { clientId: string | null }>(
    `SELECT seq, "clientId"::text AS "clientId", "actorId"::text AS "actorId", "actorKind"::text AS "actorKind",
            "sessionId"::text AS "sessionId", bytes
       FROM "DocumentUpdate" WHERE "documentId" = $1::uuid AND seq > $2::int ORDER BY seq`,
    documentId,
    seq,
  )
  return rows.map((row, index) => {
    if (row.seq !== seq + 1 + index) throw hole(documentId, seq + 1 + index)
    // A copy: the driver hands out slices of a shared pool, which would be kept alive, and cloned, as a whole.
    const bytes = new Uint8Array(row.bytes)
    return { ...row, bytes, clientId: row.clientId === null ? null : Number(row.clientId) }
  })
}

/** A live Yjs document of what is stored; in one transaction, since merging updates one by one is quadratic. */
export function buildDoc({ snapshot, updates }: Pick<StoredDocument, 'snapshot' | 'updates'>): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    if (snapshot) Y.applyUpdate(doc, snapshot.bytes)
    for (const { bytes } of updates) Y.applyUpdate(doc, bytes)
  })
  return doc
}

// The log keeps every row, so a snapshot that was damaged costs time, never text: an older one or the log alone serves.
async function newestGoodSnapshot(
  query: Query,
  documentId: string,
  log: Context['log'],
): Promise<StoredDocument['snapshot']> {
  for (let below = 2 ** 31 - 1; ; ) {
    const [row] = await query<{ seq: number; bytes: Uint8Array; hash: string }>(
      `SELECT seq, bytes, hash FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid AND seq < $2::int
        ORDER BY seq DESC LIMIT 1`,
      documentId,
      below,
    )
    if (!row) return undefined
    if (sha256(row.bytes) === row.hash) return { seq: row.seq, bytes: row.bytes }
    log.error({ documentId, seq: row.seq }, 'a snapshot is damaged and was passed over')
    below = row.seq
  }
}

function hole(documentId: string, seq: number): AppError {
  return new AppError('internal', 'This page cannot be read completely; an administrator has to look.', {
    cause: `update ${seq} of document ${documentId} is missing`,
  })
}
