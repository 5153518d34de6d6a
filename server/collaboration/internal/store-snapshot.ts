import { SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { sha256 } from '#server/platform/ids.ts'
import type { Query } from './query.ts'

// Should the newest be damaged, an older one shortens the way through the log, which itself is never cut.
const SNAPSHOTS_KEPT = 3
// Of each so many updates one stays for good, so that any version is few updates away from a snapshot.
const VERSIONS_APART = 16_384

/**
 * Stores a snapshot that covers the log up to `seq`, reads it back and compares. Throws when what was read is not what was
 * written; the document is then served from an older snapshot and the log, as before.
 */
export async function storeSnapshot(
  query: Query,
  documentId: string,
  seq: number,
  bytes: Uint8Array,
): Promise<void> {
  const hash = sha256(bytes)
  await query(
    `INSERT INTO "DocumentSnapshot" ("documentId", seq, bytes, hash, "schemaVersion")
     VALUES ($1::uuid, $2::int, $3::bytea, $4::text, $5::int) ON CONFLICT DO NOTHING`,
    documentId,
    seq,
    bytes,
    hash,
    SCHEMA_VERSION,
  )
  const [row] = await query<{ bytes: Uint8Array; hash: string }>(
    'SELECT bytes, hash FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid AND seq = $2::int',
    documentId,
    seq,
  )
  // Another process may have been first with the same number; its bytes may be ordered differently and are as good.
  if (!row || sha256(row.bytes) !== row.hash) {
    await query(
      'DELETE FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid AND seq = $2::int',
      documentId,
      seq,
    )
    throw new Error(`the snapshot ${seq} of document ${documentId} did not read back as it was written`)
  }
  await query(
    'UPDATE "Document" SET "snapshotSeq" = $2::int WHERE id = $1::uuid AND "snapshotSeq" < $2::int',
    documentId,
    seq,
  )
  await query(
    `DELETE FROM "DocumentSnapshot" s USING (
       SELECT seq, row_number() OVER (ORDER BY seq DESC) AS age,
              row_number() OVER (PARTITION BY seq / ${VERSIONS_APART} ORDER BY seq DESC) AS age_within
         FROM "DocumentSnapshot" WHERE "documentId" = $1::uuid) AS ranked
      WHERE s."documentId" = $1::uuid AND s.seq = ranked.seq AND age > ${SNAPSHOTS_KEPT} AND age_within > 1`,
    documentId,
  )
}
