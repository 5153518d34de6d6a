import * as Y from 'yjs'
import { keepMarks } from '#server/document-model/keep-marks.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import { readLog } from './history/read-log.ts'
import type { StoredUpdate } from './log-entry.ts'
import { parseUpdate } from './parse-update.ts'
import type { Query } from './query.ts'
import { schemaVersionOf } from './schema-version-of.ts'

export type StoredDocument = {
  headSeq: number
  schemaVersion: number
  /** The number that title and text were projected from. */
  projectedSeq: number
  snapshot: { seq: number; bytes: Uint8Array } | undefined
  /** What follows the snapshot, without a gap up to `headSeq`. */
  updates: StoredUpdate[]
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

/** The updates after `seq`, dense from `seq + 1` on, at most up to `upTo`. Throws when one is missing between two others. */
export async function readUpdatesAfter(
  query: Query,
  documentId: string,
  seq: number,
  upTo?: number,
): Promise<StoredUpdate[]> {
  const updates = await readLog(query, documentId, seq, upTo)
  const missing = updates.findIndex((update, index) => update.seq !== seq + 1 + index)
  if (missing >= 0) throw hole(documentId, seq + 1 + missing)
  return updates
}

/** A live Yjs document of what is stored; in one transaction, since merging updates one by one is quadratic. */
export function buildDoc({ snapshot, updates }: Pick<StoredDocument, 'snapshot' | 'updates'>): Y.Doc {
  const doc = new Y.Doc()
  keepMarks(doc)
  doc.transact(() => {
    if (snapshot) Y.applyUpdate(doc, snapshot.bytes)
    for (const { bytes } of updates) Y.applyUpdate(doc, bytes)
  })
  return doc
}

/** The newest snapshot up to and with number `upTo` that is whole; undefined when there is none. */
// The log keeps every update, so a snapshot that was damaged costs time, never text: an older one or the log alone serves.
export async function newestGoodSnapshot(
  query: Query,
  documentId: string,
  log: Context['log'],
  upTo = 2 ** 31 - 2,
): Promise<StoredDocument['snapshot']> {
  for (let below = upTo + 1; ; ) {
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
