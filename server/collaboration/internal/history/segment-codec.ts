import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { z } from 'zod'
import { sha256 } from '#server/platform/ids.ts'
import type { StoredUpdate } from '../log-entry.ts'
import { pack, unpack } from './packing.ts'

/** An update with the moment of its commit. */
export type LoggedUpdate = StoredUpdate & { at: Date }

export const SegmentAuthor = z.object({
  kind: z.enum(['person', 'job', 'agent', 'system']),
  id: z.string().nullable(),
  sessionId: z.string().nullable(),
})
export type SegmentAuthor = z.infer<typeof SegmentAuthor>

/** A segment's updates, as the database holds them. */
export type PackedUpdates = {
  fromSeq: number
  authors: readonly SegmentAuthor[]
  updates: Uint8Array
  updatesHash: string
}

/**
 * Packs updates whose numbers follow each other. Before Brotli, for each update: varUint length, varUint author, varUint 0
 * or client id + 1, varInt milliseconds since the one before (negative when a clock was set back), then its bytes.
 */
export function packUpdates(rows: readonly LoggedUpdate[], authors: AuthorTable): Promise<Uint8Array> {
  const encoder = encoding.createEncoder()
  let before = 0
  for (const row of rows) {
    const at = row.at.getTime()
    encoding.writeVarUint(encoder, row.bytes.length)
    encoding.writeVarUint(encoder, authors.place(row))
    encoding.writeVarUint(encoder, row.clientId === null ? 0 : row.clientId + 1)
    encoding.writeVarInt(encoder, at - before)
    encoding.writeUint8Array(encoder, row.bytes)
    before = at
  }
  return pack(encoding.toUint8Array(encoder))
}

/** The updates as they were logged. Throws when a byte of the segment has changed. */
export async function unpackUpdates(segment: PackedUpdates): Promise<LoggedUpdate[]> {
  verify(segment.updates, segment.updatesHash, `the updates of segment ${segment.fromSeq}`)
  const decoder = decoding.createDecoder(await unpack(segment.updates))
  const rows: LoggedUpdate[] = []
  let at = 0
  while (decoding.hasContent(decoder)) {
    const length = decoding.readVarUint(decoder)
    const author = segment.authors[decoding.readVarUint(decoder)]
    const client = decoding.readVarUint(decoder)
    at += decoding.readVarInt(decoder)
    if (!author) throw new Error(`segment ${segment.fromSeq} names an author that it does not list`)
    rows.push({
      seq: segment.fromSeq + rows.length,
      clientId: client === 0 ? null : client - 1,
      actorId: author.id,
      actorKind: author.kind,
      sessionId: author.sessionId,
      // A copy: a slice would keep the whole segment in memory as long as one update is.
      bytes: decoding.readUint8Array(decoder, length).slice(),
      at: new Date(at),
    })
  }
  return rows
}

/** Throws when the bytes are not the ones that were hashed. */
export function verify(bytes: Uint8Array, hash: string, what: string): void {
  if (sha256(bytes) !== hash) throw new Error(`${what} did not read back as written`)
}

/** Numbers authors in the order of their first appearance. */
export class AuthorTable {
  readonly list: SegmentAuthor[] = []
  readonly #places = new Map<string, number>()

  place({
    actorKind,
    actorId,
    sessionId,
  }: Pick<StoredUpdate, 'actorKind' | 'actorId' | 'sessionId'>): number {
    const key = `${actorKind} ${actorId} ${sessionId}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place = this.list.push({ kind: actorKind, id: actorId, sessionId }) - 1
    this.#places.set(key, place)
    return place
  }
}
