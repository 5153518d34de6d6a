import pg from 'pg'
import type { Author, Claim, LogEntry } from './internal/log-entry.ts'

/** Updates of one document that go into the log together, right after the update number `expectedSeq`, or not at all. */
export type AppendBatch = {
  documentId: string
  expectedSeq: number
  entries: readonly LogEntry[]
  /** Client ids that appear for the first time in this document. */
  claims: readonly Claim[]
  /** The version of the schema that their content needs; the document's own is raised to it with them. */
  schemaVersion: number
}

/**
 * - `appended`: committed; the first entry has the number `expectedSeq + 1`.
 * - `busy`: the document's row is locked at the moment; nothing was written.
 * - `behind`: the log has grown to `headSeq` meanwhile; nothing was written.
 * - `gone`: there is no such document.
 */
export type AppendOutcome =
  | { kind: 'appended' }
  | { kind: 'busy' }
  | { kind: 'behind'; headSeq: number }
  | { kind: 'gone' }

/** Where updates become durable. */
export interface UpdateLog {
  /**
   * Appends the batches in one transaction, each independently of the others. When it resolves, what it calls `appended`
   * survives a crash. When it rejects, each batch is in the log completely or not at all, and sending the same batch
   * again is safe: `expectedSeq` lets only one of several attempts in, and the others answer `behind`.
   */
  append(batches: readonly AppendBatch[]): Promise<AppendOutcome[]>
  close(): Promise<void>
}

/** Number of appending statements that may be under way at once; one of them is usually waiting for its disk. */
export const APPEND_LANES = 4

// An append that waits longer than this has met a stuck server: it is given up, and sent again on another connection.
const STATEMENT_TIMEOUT_MS = 5000
const CONNECT_TIMEOUT_MS = 1500

// Rows are locked in the order of ids. A row that somebody holds is skipped: waiting for it would hold up every other
// document of the statement. The head is compared after the lock was taken (PostgreSQL evaluates the condition again on the
// newest version of the row), so of two writers that expect the same number one appends and the other is told `behind`.
// A claim that meets another owner fails the whole statement by the primary key. `editedAt` is an indexed column: touching
// it in every batch would cost an index entry each time, so it moves once in two seconds.
// Updates name their document and their author by number: there are few of those, and thousands of updates.
const APPEND = `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) AS w(id, expected, added, version)
), locked AS MATERIALIZED (
  SELECT d.id FROM "Document" d JOIN wanted w ON w.id = d.id
   WHERE d."headSeq" = w.expected ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
), raised AS (
  UPDATE "Document" d
     SET "headSeq" = d."headSeq" + w.added,
         "schemaVersion" = greatest(d."schemaVersion", w.version),
         "editedAt" = CASE WHEN d."editedAt" < now() - interval '2 seconds' THEN now() ELSE d."editedAt" END
    FROM locked l JOIN wanted w ON w.id = l.id WHERE d.id = l.id AND d."headSeq" = w.expected
  RETURNING d.id, w.expected AS base
), claimed AS (
  INSERT INTO "DocumentClient" ("documentId", "clientId", "actorId", "actorKind")
  SELECT r.id, c.client, ($8::uuid[])[c.author], ($9::"ActorKind"[])[c.author]
    FROM unnest($5::int[], $6::bigint[], $7::int[]) AS c(batch, client, author) JOIN raised r ON r.id = ($1::uuid[])[c.batch]
), logged AS (
  INSERT INTO "DocumentUpdate" ("documentId", seq, "clientId", "actorId", "actorKind", "sessionId", bytes)
  SELECT r.id, r.base + u.nth, u.client, ($8::uuid[])[u.author], ($9::"ActorKind"[])[u.author], ($10::uuid[])[u.author],
         substr($17::bytea, u.at, u.size)
    FROM unnest($11::int[], $12::int[], $13::bigint[], $14::int[], $15::int[], $16::int[])
      AS u(batch, nth, client, author, at, size) JOIN raised r ON r.id = ($1::uuid[])[u.batch]
)`

// Beside it what people marked as coming from a job or a contribution: rarely, so that typing does not pay for it.
const MARKED = `, marked AS (
  INSERT INTO "PassageMark" ("documentId", "sourceId", seq, "actorId")
  SELECT r.id, m.source, r.base + m.nth, ($8::uuid[])[m.author]
    FROM unnest($18::int[], $19::int[], $20::int[], $21::uuid[]) AS m(batch, nth, author, source)
    JOIN raised r ON r.id = ($1::uuid[])[m.batch]
)`

const OUTCOMES = `
SELECT (r.id IS NOT NULL) AS appended, d."headSeq"
  FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, place)
  LEFT JOIN raised r ON r.id = w.id LEFT JOIN "Document" d ON d.id = w.id
 ORDER BY w.place`

type Row = { appended: boolean; headSeq: number | null }

/** The log in PostgreSQL, on connections of its own whose commits wait for the disk whatever the server's default is. */
export function createUpdateLog(url: string, onIdleError: (error: Error) => void): UpdateLog {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'weft update log',
    max: APPEND_LANES,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    options: `-c synchronous_commit=on -c statement_timeout=${STATEMENT_TIMEOUT_MS}`,
    // The server's own limit comes first; this one is for a server that does not answer at all.
    query_timeout: STATEMENT_TIMEOUT_MS + 1000,
  })
  pool.on('error', onIdleError)
  return {
    async append(batches) {
      const { rows } = await pool.query<Row>({
        ...(hasMarks(batches)
          ? { name: 'append-marked-updates', text: APPEND + MARKED + OUTCOMES }
          : { name: 'append-updates', text: APPEND + OUTCOMES }),
        values: parameters(batches),
      })
      return batches.map((batch, index) => outcomeOf(batch, rows[index]))
    },
    close: () => pool.end(),
  }
}

/** True when an append failed because a client id that it claims has just been given to another account. */
export function isClaimConflict(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'DocumentClient_pkey'
}

function hasMarks(batches: readonly AppendBatch[]): boolean {
  return batches.some(({ entries }) => entries.some(({ marks }) => marks !== undefined))
}

function outcomeOf(batch: AppendBatch, row: Row | undefined): AppendOutcome {
  if (row?.appended) return { kind: 'appended' }
  if (row === undefined || row.headSeq === null) return { kind: 'gone' }
  return row.headSeq === batch.expectedSeq ? { kind: 'busy' } : { kind: 'behind', headSeq: row.headSeq }
}

/** All bytes travel as one binary parameter: an array of them would be sent as text, twice as long. */
function parameters(batches: readonly AppendBatch[]): unknown[] {
  const authors = new Map<Author, number>()
  const placeOf = (author: Author): number => {
    const place = authors.get(author) ?? authors.size + 1
    authors.set(author, place)
    return place
  }
  const claims = { batch: column(), client: column(), author: column() }
  const updates = { batch: column(), nth: column(), client: column(), author: column(), at: column() }
  const marked = { batch: column(), nth: column(), author: column(), source: column() }
  const bytes: Uint8Array[] = []
  let end = 1
  for (const [index, batch] of batches.entries()) {
    for (const { clientId, author } of batch.claims) {
      claims.batch.push(index + 1)
      claims.client.push(clientId)
      claims.author.push(placeOf(author))
    }
    for (const [place, entry] of batch.entries.entries()) {
      updates.batch.push(index + 1)
      updates.nth.push(place + 1)
      updates.client.push(entry.clientId)
      updates.author.push(placeOf(entry.author))
      updates.at.push(end)
      for (const source of entry.marks ?? []) {
        marked.batch.push(index + 1)
        marked.nth.push(place + 1)
        marked.author.push(placeOf(entry.author))
        marked.source.push(source)
      }
      bytes.push(entry.bytes)
      end += entry.bytes.length
    }
  }
  const people = [...authors.keys()]
  return [
    listed(batches.map(({ documentId }) => documentId)),
    listed(batches.map(({ expectedSeq }) => expectedSeq)),
    listed(batches.map(({ entries }) => entries.length)),
    listed(batches.map(({ schemaVersion }) => schemaVersion)),
    listed(claims.batch),
    listed(claims.client),
    listed(claims.author),
    listed(people.map(({ id }) => id)),
    listed(people.map(({ kind }) => kind)),
    listed(people.map(({ sessionId }) => sessionId ?? null)),
    listed(updates.batch),
    listed(updates.nth),
    listed(updates.client),
    listed(updates.author),
    listed(updates.at),
    listed(bytes.map(({ length }) => length)),
    Buffer.concat(bytes),
    ...(hasMarks(batches)
      ? [listed(marked.batch), listed(marked.nth), listed(marked.author), listed(marked.source)]
      : []),
  ]
}

type Column = (string | number | null)[]

function column(): Column {
  return []
}

/** An array as PostgreSQL reads it, of numbers, ids and words: the driver would look into each for what to escape. */
function listed(values: Column): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`
}
