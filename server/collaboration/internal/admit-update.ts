import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { LIMITS } from '#server/contracts/collaboration.ts'
import { checkContent, checkJoinedValues } from './content-rules.ts'
import type { DocumentState, Owner } from './document-state.ts'
import { type DeletedRange, ForbiddenContent, type ParsedUpdate, parseUpdate } from './parse-update.ts'
import { schemaVersionOf } from './schema-version-of.ts'
import { inOrder } from './struct-order.ts'
import { encodeStateVector } from './wire.ts'

/** An update that was let in, on its way to the log. */
export type Admitted = {
  parsed: ParsedUpdate
  /** What it deletes that was not deleted before. */
  deletes: ParsedUpdate['deletes']
  bytes: Uint8Array
  clientId: number | null
  /** Client ids that this update brings into the document. */
  claims: number[]
  /** The version of the schema that its content needs. */
  schemaVersion: number
}

/**
 * - `admitted`: carries something new, and everything that it refers to is there.
 * - `known`: carries nothing new.
 * - `gap`: refers to what neither the document nor its pending updates hold; stored, it would hide in Yjs' pending structs.
 * - `foreign`: has more under the client id of another account, by what is written or by who is there. Either it is forged, or
 *   this process has not yet read what the client was shown by another one.
 */
export type Admission =
  | { kind: 'admitted'; update: Admitted }
  | { kind: 'known' }
  | { kind: 'gap' }
  | { kind: 'foreign' }

export type Clocks = { get(client: number): number | undefined }

/** What an update is measured against: the committed state, and what is on its way. */
export type Standing = {
  state: DocumentState
  /** Client id to first unknown clock, pending updates included. */
  vector: Clocks
  ownerOf(client: number): Owner | undefined
  /** Whose cursor is shown under this client id now. */
  speakerOf(client: number): string | undefined
  pending: () => readonly ParsedUpdate[]
}

// A struct or a deleted range takes two bytes, and some hundred times as long as a letter. A page of 260,000 edits has some tens
// of thousands in all; a frame of more only serves to keep us busy for longer than the tenth of a second that one may take.
const STRUCTS_MAX = 100_000
const RANGES_MAX = 200_000

/**
 * The door in front of the log: decides what an update from a client is, without applying it to anything. Throws
 * `MalformedUpdate`, or `ForbiddenContent` for content that pages do not hold.
 */
export function admitUpdate(standing: Standing, bytes: Uint8Array, author: Owner): Admission {
  const whole = parseUpdate(bytes, STRUCTS_MAX, RANGES_MAX)
  const { state, vector } = standing
  const fresh = whole.ranges.filter(({ client, to }) => to > (vector.get(client) ?? 0))
  const claims: number[] = []
  for (const { client } of fresh) {
    const owner = standing.ownerOf(client)
    if (owner === undefined) claims.push(client)
    // Cursors tell everybody the id that a colleague is going to write with: who took it first would shut them out.
    if ((owner ?? standing.speakerOf(client) ?? author) !== author) return { kind: 'foreign' }
  }
  if (claims.length > LIMITS.newClients)
    throw new ForbiddenContent(`${claims.length} new client ids, at most ${LIMITS.newClients}`)
  if (fresh.length === 0 && whole.deletes.size === 0) return { kind: 'known' }
  if (hasGap(whole, vector)) return { kind: 'gap' }
  const { parsed, trimmed } = withoutKnown(whole, bytes, vector)
  const items = inOrder(parsed)
  if (!items) return { kind: 'gap' }
  checkJoinedValues(items, parsed.deletes)
  checkContent(items, () => state.places(standing.pending))
  const deletes =
    parsed.deletes.size === 0 ? parsed.deletes : state.deletes(standing.pending).unknownPart(parsed.deletes)
  if (fresh.length === 0 && deletes.size === 0) return { kind: 'known' }
  return {
    kind: 'admitted',
    update: {
      parsed,
      deletes,
      bytes: withDeletes(trimmed, parsed, deletes),
      clientId: fresh[0]?.client ?? null,
      claims,
      schemaVersion: schemaVersionOf(parsed),
    },
  }
}

/**
 * The update without structs that the document has. Yjs passes over those when they come after the ones it has, so nobody may
 * judge or merge them later as though they counted; and a step 2 of a whole page does not go into the log for one letter.
 */
function withoutKnown(
  parsed: ParsedUpdate,
  bytes: Uint8Array,
  vector: Clocks,
): { parsed: ParsedUpdate; trimmed: Uint8Array } {
  const known = new Map<number, number>()
  for (const { client, from } of parsed.ranges) {
    const clock = vector.get(client) ?? 0
    if (from < clock) known.set(client, clock)
  }
  if (known.size === 0) return { parsed, trimmed: bytes }
  const trimmed = Y.diffUpdate(bytes, encodeStateVector(known))
  return { parsed: parseUpdate(trimmed), trimmed }
}

function hasGap({ ranges, needs, deletes, hasGap }: ParsedUpdate, vector: Clocks): boolean {
  if (hasGap) return true
  const after = new Map<number, number>()
  for (const { client, from, to } of ranges) {
    const known = vector.get(client) ?? 0
    if (from > known) return true
    after.set(client, Math.max(known, to))
  }
  const end = (client: number): number => after.get(client) ?? vector.get(client) ?? 0
  for (const [client, clock] of needs ?? []) if (clock >= end(client)) return true
  for (const [client, list] of deletes)
    for (const { clock, length } of list) if (clock + length > end(client)) return true
  return false
}

/** The update with only the deletions that are new; the structs before them stay byte for byte. */
function withDeletes(
  bytes: Uint8Array,
  parsed: ParsedUpdate,
  deletes: ReadonlyMap<number, readonly DeletedRange[]>,
): Uint8Array {
  if (deletes.size === parsed.deletes.size && sizeOf(deletes) === sizeOf(parsed.deletes)) return bytes
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, bytes.subarray(0, parsed.deletesAt))
  encoding.writeVarUint(encoder, deletes.size)
  for (const [client, list] of deletes) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, list.length)
    for (const { clock, length } of list) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}

function sizeOf(deletes: ReadonlyMap<number, readonly DeletedRange[]>): number {
  let clocks = 0
  for (const list of deletes.values()) for (const { length } of list) clocks += length
  return clocks
}
