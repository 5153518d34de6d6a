import type pg from 'pg'
import { poolTransaction } from '#server/platform/database/pool-transaction.ts'
import { sha256 } from '#server/platform/ids.ts'
import { AuthorTable, type LoggedUpdate, packUpdates } from './segment-codec.ts'
import { packSpans } from './span-codec.ts'

const SEGMENT_UPDATES = 2048
const SEGMENT_BYTES = 1_048_576
// Packing less than this would make many small segments; it waits for more.
const LEAST_UPDATES = 512
const LEAST_BYTES = 262_144
// A long backlog is packed over several occasions.
const SEGMENTS_AT_ONCE = 16

type Row = Omit<LoggedUpdate, 'clientId'> & { clientId: string | null }

/**
 * Moves updates that a snapshot covers from rows of their own into segments: a row costs the database some 200 bytes, a
 * keystroke in a segment about two. What is read of the log stays the same, byte for byte; rows go in the transaction that
 * stores the segment, after the segment was read back. Nothing is moved while another process is at it. Returns how many
 * segments were made.
 */
export async function sealHistory(pool: pg.Pool, documentId: string): Promise<number> {
  for (let sealed = 0; sealed < SEGMENTS_AT_ONCE; sealed++)
    if (!(await sealNext(pool, documentId))) return sealed
  return SEGMENTS_AT_ONCE
}

async function sealNext(pool: pg.Pool, documentId: string): Promise<boolean> {
  return await poolTransaction(pool, async (client) => {
    const rows = await takeRows(client, documentId)
    if (rows) await seal(client, documentId, rows)
    return rows !== undefined
  })
}

/** The oldest rows that are covered by a snapshot, if they are enough for a segment and nobody else packs this document. */
async function takeRows(client: pg.ClientBase, documentId: string): Promise<LoggedUpdate[] | undefined> {
  const { rows: locks } = await client.query<{ taken: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('seal:' || $1::text, 0)) AS taken`,
    [documentId],
  )
  if (!locks[0]?.taken) return undefined
  const { rows } = await client.query<Row>(
    `SELECT u.seq, u."clientId"::text AS "clientId", u."actorId"::text AS "actorId", u."actorKind"::text AS "actorKind",
            u."sessionId"::text AS "sessionId", u.bytes, u."createdAt" AS at
       FROM "DocumentUpdate" u JOIN "Document" d ON d.id = u."documentId"
      WHERE u."documentId" = $1::uuid AND u.seq <= d."snapshotSeq" ORDER BY u.seq LIMIT ${SEGMENT_UPDATES}`,
    [documentId],
  )
  let bytes = 0
  const taken = rows.filter((row, place) => {
    if (row.seq !== (rows[0]?.seq ?? 0) + place) throw new Error(`update ${row.seq - 1} is missing`)
    const fits = bytes < SEGMENT_BYTES
    bytes += row.bytes.length
    return fits
  })
  if (taken.length < LEAST_UPDATES && bytes < LEAST_BYTES) return undefined
  return taken.map((row) => ({ ...row, clientId: row.clientId === null ? null : Number(row.clientId) }))
}

async function seal(client: pg.ClientBase, documentId: string, rows: readonly LoggedUpdate[]): Promise<void> {
  const [first, last] = [rows[0]?.seq, rows.at(-1)?.seq]
  const authors = new AuthorTable()
  const [updates, spans] = await Promise.all([packUpdates(rows, authors), packSpans(rows, authors)])
  const hashes = [sha256(updates), sha256(spans)]
  const { rows: stored } = await client.query<{ updates: string; spans: string }>(
    `INSERT INTO "DocumentSegment"
       ("documentId", "fromSeq", "toSeq", authors, updates, spans, "updatesHash", "spansHash")
     VALUES ($1::uuid, $2::int, $3::int, $4::jsonb, $5::bytea, $6::bytea, $7::text, $8::text)
     RETURNING encode(sha256(updates), 'hex') AS updates, encode(sha256(spans), 'hex') AS spans`,
    [documentId, first, last, JSON.stringify(authors.list), updates, spans, ...hashes],
  )
  const { rowCount } = await client.query(
    'DELETE FROM "DocumentUpdate" WHERE "documentId" = $1::uuid AND seq BETWEEN $2::int AND $3::int',
    [documentId, first, last],
  )
  if (stored[0]?.updates !== hashes[0] || stored[0]?.spans !== hashes[1] || rowCount !== rows.length)
    throw new Error(`segment ${first} of document ${documentId} was not stored as it was packed`)
}
