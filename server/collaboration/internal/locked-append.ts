import { AppError } from '#server/platform/errors.ts'
import type { Claim, LogEntry } from './log-entry.ts'
import { markedSources } from './marked-sources.ts'
import { parseUpdate } from './parse-update.ts'
import type { Query } from './query.ts'
import { schemaVersionOf } from './schema-version-of.ts'

/**
 * Takes the document's row for the rest of the transaction: nobody else appends meanwhile. Returns the head, or undefined
 * when there is no such document. NO KEY, so that rows which merely refer to the document can still be written.
 */
export async function lockHead(query: Query, documentId: string): Promise<number | undefined> {
  const [row] = await query<{ headSeq: number }>(
    'SELECT "headSeq" FROM "Document" WHERE id = $1::uuid FOR NO KEY UPDATE',
    documentId,
  )
  return row?.headSeq
}

/**
 * Appends one update after `head` in a transaction that holds the row (`lockHead`); returns its number. Throws `conflict`
 * when another account owns one of the claimed client ids.
 */
export async function appendLocked(
  query: Query,
  documentId: string,
  head: number,
  entry: LogEntry,
  claims: readonly Claim[],
): Promise<number> {
  const { author } = entry
  const seq = head + 1
  for (const { clientId } of claims) await claim(query, documentId, clientId, entry)
  await query(
    `INSERT INTO "DocumentUpdate" ("documentId", seq, "clientId", "actorId", "actorKind", "sessionId", bytes)
     VALUES ($1::uuid, $2::int, $3::bigint, $4::uuid, $5::"ActorKind", $6::uuid, $7::bytea)`,
    documentId,
    seq,
    entry.clientId,
    author.id,
    author.kind,
    author.sessionId ?? null,
    entry.bytes,
  )
  const parsed = parseUpdate(entry.bytes)
  const marks = author.kind === 'person' ? markedSources(parsed) : []
  // A version that is restored may mark thousands, while everybody waits for the row.
  if (marks.length > 0)
    await query(
      `INSERT INTO "PassageMark" ("documentId", "sourceId", seq, "actorId")
       SELECT $1::uuid, source, $3::int, $4::uuid FROM unnest($2::uuid[]) AS m(source)`,
      documentId,
      marks,
      seq,
      author.id,
    )
  await query(
    `UPDATE "Document" SET "headSeq" = $2::int, "editedAt" = now(),
            "schemaVersion" = greatest("schemaVersion", $3::int) WHERE id = $1::uuid`,
    documentId,
    seq,
    schemaVersionOf(parsed),
  )
  return seq
}

async function claim(query: Query, documentId: string, clientId: number, entry: LogEntry): Promise<void> {
  const rows = await query(
    `INSERT INTO "DocumentClient" AS c ("documentId", "clientId", "actorId", "actorKind")
     VALUES ($1::uuid, $2::bigint, $3::uuid, $4::"ActorKind")
     ON CONFLICT ("documentId", "clientId") DO UPDATE SET "createdAt" = c."createdAt"
       WHERE c."actorId" = excluded."actorId" AND c."actorKind" = excluded."actorKind"
     RETURNING 1`,
    documentId,
    clientId,
    entry.author.id,
    entry.author.kind,
  )
  if (rows.length === 0)
    throw new AppError('conflict', 'This part of the page belongs to another author.', {
      cause: `client id ${clientId} of document ${documentId} is owned by another account`,
    })
}
