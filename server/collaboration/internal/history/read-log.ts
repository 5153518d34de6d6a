import { z } from 'zod'
import type { Query } from '../query.ts'
import { type LoggedUpdate, SegmentAuthor, unpackUpdates } from './segment-codec.ts'
import { type Span, spanOf, unpackSpans } from './span-codec.ts'

const NEWEST = 2 ** 31 - 1
const Authors = z.array(SegmentAuthor)

type UpdateRow = Omit<LoggedUpdate, 'clientId'> & { clientId: string | null; authors: null }
type SegmentRow = { seq: number; authors: unknown[]; bytes: Uint8Array; hash: string }

/**
 * Reads the log of a document after number `after` up to and with `upTo`, in order. One statement sees rows and segments at the
 * same moment: whatever is being packed meanwhile is seen once.
 */
export async function readLog(
  query: Query,
  documentId: string,
  after: number,
  upTo = NEWEST,
): Promise<LoggedUpdate[]> {
  const found = await readPieces(query, 'updates', documentId, after, upTo)
  const pieces = await Promise.all(
    found.map(async (piece) => {
      if (piece.authors === null) return [ownRow(piece)]
      const { seq, bytes, hash } = piece
      const packed = {
        fromSeq: seq,
        authors: Authors.parse(piece.authors),
        updates: bytes,
        updatesHash: hash,
      }
      return (await unpackUpdates(packed)).filter(({ seq }) => seq > after && seq <= upTo)
    }),
  )
  return pieces.flat()
}

/** What each update up to and with `upTo` brought, in order. */
export async function readSpans(query: Query, documentId: string, upTo: number): Promise<Span[]> {
  const found = await readPieces(query, 'spans', documentId, 0, upTo)
  const pieces = await Promise.all(
    found.map(async (piece) => {
      if (piece.authors === null) return [spanOf(ownRow(piece))]
      const { seq, bytes, hash } = piece
      const packed = { fromSeq: seq, authors: Authors.parse(piece.authors), spans: bytes, spansHash: hash }
      return (await unpackSpans(packed)).filter(({ seq }) => seq <= upTo)
    }),
  )
  return pieces.flat()
}

function readPieces(
  query: Query,
  column: 'updates' | 'spans',
  documentId: string,
  after: number,
  upTo: number,
): Promise<(UpdateRow | SegmentRow)[]> {
  return query(
    `SELECT seq, "clientId"::text AS "clientId", "actorId"::text AS "actorId", "actorKind"::text AS "actorKind",
            "sessionId"::text AS "sessionId", bytes, "createdAt" AS at, NULL::jsonb AS authors, NULL AS hash
       FROM "DocumentUpdate" WHERE "documentId" = $1::uuid AND seq > $2::int AND seq <= $3::int
     UNION ALL
     SELECT "fromSeq", NULL, NULL, NULL, NULL, ${column}, NULL, authors, "${column}Hash"
       FROM "DocumentSegment" WHERE "documentId" = $1::uuid AND "toSeq" > $2::int AND "fromSeq" <= $3::int
      ORDER BY seq`,
    documentId,
    after,
    upTo,
  )
}

function ownRow({ seq, clientId, actorId, actorKind, sessionId, bytes, at }: UpdateRow): LoggedUpdate {
  return {
    ...{ seq, actorId, actorKind, sessionId, at },
    clientId: clientId === null ? null : Number(clientId),
    // A copy: the driver hands out slices of a shared pool, which would be kept alive, and cloned, as a whole.
    bytes: new Uint8Array(bytes),
  }
}
