import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** A Yjs update (version 1) taken apart, so that it can be put together wrongly. */
export type RawId = { client: number; clock: number }
export type RawContent =
  | { ref: 1; length: number }
  | { ref: 4; text: string }
  | { ref: 6; mark: string; json: string }
  | { ref: 7; type: number; name: string | undefined }
  | { ref: 8; values: unknown[] }
  /** Anything else, as its bytes. */
  | { ref: number; bytes: Uint8Array; length: number }
export type RawStruct =
  | { kind: 'gone' | 'skip'; length: number }
  | {
      kind: 'item'
      origin?: RawId | undefined
      right?: RawId | undefined
      parent?: string | RawId | undefined
      key?: string | undefined
      content: RawContent
    }
/** `count` is what the bytes declare, when that is not the truth. */
export type RawClient = { client: number; clock: number; structs: RawStruct[]; count?: number }
export type RawDeletes = { client: number; ranges: { clock: number; length: number }[]; count?: number }
export type RawUpdate = { clients: RawClient[]; deletes: RawDeletes[]; clientCount?: number }

export function lengthOf(struct: RawStruct): number {
  if (struct.kind !== 'item') return struct.length
  const { content } = struct
  if ('text' in content) return content.text.length
  if ('values' in content) return content.values.length
  return 'length' in content ? content.length : 1
}

export function encodeRaw({ clients, deletes, clientCount }: RawUpdate): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clientCount ?? clients.length)
  for (const { client, clock, structs, count } of clients) {
    encoding.writeVarUint(encoder, count ?? structs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    for (const struct of structs) writeStruct(encoder, struct)
  }
  encoding.writeVarUint(encoder, deletes.length)
  for (const { client, ranges, count } of deletes) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, count ?? ranges.length)
    for (const { clock, length } of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}

function writeStruct(encoder: encoding.Encoder, struct: RawStruct): void {
  if (struct.kind !== 'item') {
    encoding.writeUint8(encoder, struct.kind === 'gone' ? 0 : 10)
    encoding.writeVarUint(encoder, struct.length)
    return
  }
  const { origin, right, parent, key, content } = struct
  encoding.writeUint8(
    encoder,
    content.ref | (origin ? 128 : 0) | (right ? 64 : 0) | (key === undefined ? 0 : 32),
  )
  if (origin) writeId(encoder, origin)
  if (right) writeId(encoder, right)
  if (!origin && !right) {
    encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
    if (typeof parent === 'string') encoding.writeVarString(encoder, parent)
    else writeId(encoder, parent ?? { client: 0, clock: 0 })
    if (key !== undefined) encoding.writeVarString(encoder, key)
  }
  writeContent(encoder, content)
}

function writeId(encoder: encoding.Encoder, { client, clock }: RawId): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

function writeContent(encoder: encoding.Encoder, content: RawContent): void {
  if ('bytes' in content) encoding.writeUint8Array(encoder, content.bytes)
  else if ('text' in content) encoding.writeVarString(encoder, content.text)
  else if ('mark' in content) {
    encoding.writeVarString(encoder, content.mark)
    encoding.writeVarString(encoder, content.json)
  } else if ('type' in content) {
    encoding.writeVarUint(encoder, content.type)
    if (content.name !== undefined) encoding.writeVarString(encoder, content.name)
  } else if ('values' in content) {
    encoding.writeVarUint(encoder, content.values.length)
    for (const value of content.values) encoding.writeAny(encoder, value as never)
  } else encoding.writeVarUint(encoder, content.length)
}

/** Takes a well formed update of a page apart. Throws on anything else. */
export function decodeRaw(bytes: Uint8Array): RawUpdate {
  const decoder = decoding.createDecoder(bytes)
  const clients = repeat(decoder, () => {
    const count = decoding.readVarUint(decoder)
    const client = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    return { client, clock, structs: Array.from({ length: count }, () => readStruct(decoder)) }
  })
  const deletes = repeat(decoder, () => ({
    client: decoding.readVarUint(decoder),
    ranges: repeat(decoder, () => ({
      clock: decoding.readVarUint(decoder),
      length: decoding.readVarUint(decoder),
    })),
  }))
  return { clients, deletes }
}

function repeat<T>(decoder: decoding.Decoder, read: () => T): T[] {
  return Array.from({ length: decoding.readVarUint(decoder) }, read)
}

function readStruct(decoder: decoding.Decoder): RawStruct {
  const info = decoding.readUint8(decoder)
  if (info === 0 || info === 10)
    return { kind: info === 0 ? 'gone' : 'skip', length: decoding.readVarUint(decoder) }
  const origin = info & 128 ? readId(decoder) : undefined
  const right = info & 64 ? readId(decoder) : undefined
  const stands = origin || right ? {} : readParent(decoder, (info & 32) !== 0)
  return { kind: 'item', origin, right, ...stands, content: readContent(decoder, info & 31) }
}

function readParent(decoder: decoding.Decoder, hasKey: boolean): { parent: string | RawId; key?: string } {
  const parent = decoding.readVarUint(decoder) === 1 ? decoding.readVarString(decoder) : readId(decoder)
  return hasKey ? { parent, key: decoding.readVarString(decoder) } : { parent }
}

function readId(decoder: decoding.Decoder): RawId {
  return { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) }
}

function readContent(decoder: decoding.Decoder, ref: number): RawContent {
  switch (ref) {
    case 1:
      return { ref, length: decoding.readVarUint(decoder) }
    case 4:
      return { ref, text: decoding.readVarString(decoder) }
    case 6:
      return { ref, mark: decoding.readVarString(decoder), json: decoding.readVarString(decoder) }
    case 7: {
      const type = decoding.readVarUint(decoder)
      return { ref, type, name: type === 3 || type === 5 ? decoding.readVarString(decoder) : undefined }
    }
    case 8:
      return { ref, values: repeat(decoder, () => decoding.readAny(decoder)) }
    default:
      throw new Error(`content ${ref}`)
  }
}
