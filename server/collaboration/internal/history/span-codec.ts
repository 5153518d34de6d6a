import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { parseUpdate } from '../parse-update.ts'
import { pack, unpack } from './packing.ts'
import { type AuthorTable, type LoggedUpdate, type SegmentAuthor, verify } from './segment-codec.ts'

/** What one update brought: clocks `from` up to, without, `to` of each client, by `author`, at milliseconds since 1970. */
export type Span = {
  seq: number
  author: SegmentAuthor
  at: number
  ranges: readonly { client: number; from: number; to: number }[]
}

export type PackedSpans = {
  fromSeq: number
  authors: readonly SegmentAuthor[]
  spans: Uint8Array
  spansHash: string
}

export function spanOf(row: LoggedUpdate): Span {
  const { seq, actorKind, actorId, sessionId, at, bytes } = row
  const author = { kind: actorKind, id: actorId, sessionId }
  return { seq, author, at: at.getTime(), ranges: parseUpdate(bytes).ranges }
}

/**
 * Packs what updates brought. Before Brotli, for each update: varUint author, varInt milliseconds since the one before,
 * varUint count of ranges, then for each: varUint place of its client (a client that appears for the first time takes the
 * next place and stands behind it), varInt distance of `from` to the client's last `to`, varUint length.
 */
export function packSpans(rows: readonly LoggedUpdate[], authors: AuthorTable): Promise<Uint8Array> {
  const encoder = encoding.createEncoder()
  const places = new Map<number, number>()
  const ends = new Map<number, number>()
  let before = 0
  for (const row of rows) {
    const { at, ranges } = spanOf(row)
    encoding.writeVarUint(encoder, authors.place(row))
    encoding.writeVarInt(encoder, at - before)
    encoding.writeVarUint(encoder, ranges.length)
    for (const { client, from, to } of ranges) {
      const known = places.get(client)
      const place = known ?? places.size
      encoding.writeVarUint(encoder, place)
      if (known === undefined) encoding.writeVarUint(encoder, client)
      places.set(client, place)
      encoding.writeVarInt(encoder, from - (ends.get(client) ?? 0))
      encoding.writeVarUint(encoder, to - from)
      ends.set(client, to)
    }
    before = at
  }
  return pack(encoding.toUint8Array(encoder))
}

/** What each update of a segment brought. Throws when a byte of it has changed. */
export async function unpackSpans({ fromSeq, authors, spans, spansHash }: PackedSpans): Promise<Span[]> {
  verify(spans, spansHash, `the spans of segment ${fromSeq}`)
  const decoder = decoding.createDecoder(await unpack(spans))
  const clients: { id: number; end: number }[] = []
  const found: Span[] = []
  let at = 0
  while (decoding.hasContent(decoder)) {
    const author = authors[decoding.readVarUint(decoder)]
    if (!author) throw new Error(`segment ${fromSeq} names an author that it does not list`)
    at += decoding.readVarInt(decoder)
    const ranges = Array.from({ length: decoding.readVarUint(decoder) }, () => {
      const place = decoding.readVarUint(decoder)
      clients[place] ??= { id: decoding.readVarUint(decoder), end: 0 }
      const client = clients[place]
      const from = client.end + decoding.readVarInt(decoder)
      client.end = from + decoding.readVarUint(decoder)
      return { client: client.id, from, to: client.end }
    })
    found.push({ seq: fromSeq + found.length, author, at, ranges })
  }
  return found
}
