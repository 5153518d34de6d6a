import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { LogEntry, StoredUpdate } from './log-entry.ts'

// PostgreSQL carries at most 8,000 bytes in a signal; the rest is for the document and its number.
const CHARACTERS_MAX = 7_900
const KINDS = ['person', 'job', 'agent', 'system'] as const
const UUID_BYTES = 16
// Of an entry besides its own bytes: a kind, two ids with their lengths, the shortest client id and length.
const LEAST_BESIDE = 1 + 1 + UUID_BYTES + 1 + 1 + 1

/**
 * Committed updates as text for a signal, so that other processes need not read them from the log: for each a byte for the kind of
 * its author, the ids of author and session, varUint client id + 1 or 0, varUint length, bytes; base64. Undefined when they are
 * too long for one signal.
 */
export function packForSignal(entries: readonly LogEntry[]): string | undefined {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes.length + LEAST_BESIDE, 0)
  if (bytes * (4 / 3) > CHARACTERS_MAX) return undefined
  const encoder = encoding.createEncoder()
  for (const { author, clientId, bytes } of entries) {
    encoding.writeUint8(encoder, KINDS.indexOf(author.kind))
    writeId(encoder, author.id)
    writeId(encoder, author.sessionId ?? null)
    encoding.writeVarUint(encoder, clientId === null ? 0 : clientId + 1)
    encoding.writeVarUint8Array(encoder, bytes)
  }
  const packed = Buffer.from(encoding.toUint8Array(encoder)).toString('base64')
  return packed.length <= CHARACTERS_MAX ? packed : undefined
}

/** The updates of a signal whose last one has the number `headSeq`; undefined when the text is no such signal. */
export function unpackSignal(packed: string, headSeq: number): StoredUpdate[] | undefined {
  try {
    const decoder = decoding.createDecoder(new Uint8Array(Buffer.from(packed, 'base64')))
    const updates: StoredUpdate[] = []
    while (decoding.hasContent(decoder)) {
      const actorKind = KINDS[decoding.readUint8(decoder)]
      if (!actorKind) return undefined
      const actorId = readId(decoder)
      const sessionId = readId(decoder)
      const client = decoding.readVarUint(decoder)
      const bytes = decoding.readVarUint8Array(decoder).slice()
      updates.push({
        seq: 0,
        actorKind,
        actorId,
        sessionId,
        clientId: client === 0 ? null : client - 1,
        bytes,
      })
    }
    return updates.map((update, place) => ({ ...update, seq: headSeq - updates.length + 1 + place }))
  } catch {
    // Another release may say more in a signal; the log has it all.
    return undefined
  }
}

function writeId(encoder: encoding.Encoder, id: string | null): void {
  encoding.writeVarUint8Array(
    encoder,
    id === null ? new Uint8Array() : Buffer.from(id.replaceAll('-', ''), 'hex'),
  )
}

function readId(decoder: decoding.Decoder): string | null {
  const bytes = decoding.readVarUint8Array(decoder)
  if (bytes.length !== UUID_BYTES) return null
  const hex = Buffer.from(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
