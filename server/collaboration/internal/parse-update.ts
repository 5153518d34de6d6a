import * as decoding from 'lib0/decoding'

export type StructId = { client: number; clock: number }

/** What an item holds; a page holds nothing else. */
export type ItemContent =
  | { kind: 'deleted' | 'text' | 'shared-text' }
  | { kind: 'format'; mark: string; value: unknown }
  | { kind: 'element'; name: string }
  | { kind: 'value'; value: unknown }

export type ParsedItem = {
  client: number
  clock: number
  origin: StructId | undefined
  /** The name of a root, or the id of the element; undefined when it follows from the origin. */
  parent: string | StructId | undefined
  /** The name of the attribute that the item sets, when it says so itself. */
  key: string | undefined
  content: ItemContent
}

/** The structs of one client: clocks from `from` up to, without, `to`. */
export type ClientRange = { client: number; from: number; to: number }
export type DeletedRange = { clock: number; length: number }

export type ParsedUpdate = {
  ranges: ClientRange[]
  /** Items that are more than plain text or remains: the ones that rules are about. */
  items: ParsedItem[]
  /** For each client, the highest clock that a struct refers to. */
  needs: Map<number, number>
  deletes: Map<number, DeletedRange[]>
  /** Where in the bytes the delete set begins. */
  deletesAt: number
  /** True when the update leaves out clocks in its middle. */
  hasGap: boolean
}

/** An update that is not well formed. */
export class MalformedUpdate extends Error {
  override readonly name = 'MalformedUpdate'
}

/** An update that is well formed as far as it was read, and holds what no page may hold. */
export class ForbiddenContent extends Error {
  override readonly name = 'ForbiddenContent'
}

const CLOCK_MAX = 2 ** 31

/**
 * Reads a Yjs update (version 1) without making Yjs objects of it: `Y.applyUpdate` allocates what the bytes declare, and a
 * declared document or array costs far more than the bytes that declare it. Layout as in yjs 13.6 (`UpdateDecoderV1`,
 * `readClientsStructRefs`, `readDeleteSet`). Stricter than Yjs where the format is ambiguous: a client stands once, nothing is
 * empty, and nothing follows the end. Content that no page holds is not even read: its declared length could be the attack.
 * Throws `MalformedUpdate` or `ForbiddenContent`.
 */
export function parseUpdate(bytes: Uint8Array, structsMax = Number.MAX_SAFE_INTEGER): ParsedUpdate {
  const decoder = decoding.createDecoder(exact(bytes))
  const update: ParsedUpdate = {
    ranges: [],
    items: [],
    needs: new Map(),
    deletes: new Map(),
    deletesAt: 0,
    hasGap: false,
  }
  try {
    readStructs(decoder, update, structsMax)
    update.deletesAt = decoder.pos
    readDeletes(decoder, update)
  } catch (error) {
    if (error instanceof MalformedUpdate || error instanceof ForbiddenContent) throw error
    throw new MalformedUpdate('the bytes end early or hold text that is not UTF-8', { cause: error })
  }
  if (decoder.pos !== bytes.length) throw new MalformedUpdate('bytes after the end')
  return update
}

function readStructs(decoder: decoding.Decoder, update: ParsedUpdate, structsMax: number): void {
  const seen = new Set<number>()
  let structs = 0
  for (let clients = decoding.readVarUint(decoder); clients > 0; clients--) {
    const count = decoding.readVarUint(decoder)
    const client = decoding.readVarUint(decoder)
    let clock = decoding.readVarUint(decoder)
    if (seen.has(client) || client > 0xffff_ffff || count === 0)
      throw new MalformedUpdate('a client twice or empty')
    seen.add(client)
    structs += count
    if (structs > structsMax) throw new MalformedUpdate('too many structs')
    const from = clock
    for (let left = count; left > 0; left--) {
      const length = readStruct(decoder, update, client, clock)
      clock += length
      if (length === 0 || clock > CLOCK_MAX)
        throw new MalformedUpdate('a struct without a length, or beyond bounds')
    }
    update.ranges.push({ client, from, to: clock })
  }
}

/** Reads one struct and returns how many clocks it takes. */
function readStruct(decoder: decoding.Decoder, update: ParsedUpdate, client: number, clock: number): number {
  const info = decoding.readUint8(decoder)
  if (info === 10) {
    update.hasGap = true
    return decoding.readVarUint(decoder)
  }
  if ((info & 31) === 0) return decoding.readVarUint(decoder)
  const origin = info & 128 ? need(update, readId(decoder)) : undefined
  if (info & 64) need(update, readId(decoder))
  let parent: ParsedItem['parent']
  let key: string | undefined
  if ((info & 192) === 0) {
    parent =
      decoding.readVarUint(decoder) === 1 ? decoding.readVarString(decoder) : need(update, readId(decoder))
    if (info & 32) key = decoding.readVarString(decoder)
  }
  const { content, length } = readContent(decoder, info & 31)
  // Plain text that follows other text is by far the most there is, and no rule speaks of it.
  const plain = content.kind === 'text' || content.kind === 'deleted'
  if (!plain || parent !== undefined) update.items.push({ client, clock, origin, parent, key, content })
  return length
}

function readId(decoder: decoding.Decoder): StructId {
  return { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) }
}

function need(update: ParsedUpdate, id: StructId): StructId {
  const known = update.needs.get(id.client)
  if (known === undefined || known < id.clock) update.needs.set(id.client, id.clock)
  return id
}

const XML_TEXT = 6
const XML_ELEMENT = 3

function readContent(decoder: decoding.Decoder, ref: number): { content: ItemContent; length: number } {
  switch (ref) {
    case 1:
      return { content: { kind: 'deleted' }, length: decoding.readVarUint(decoder) }
    case 4:
      return { content: { kind: 'text' }, length: decoding.readVarString(decoder).length }
    case 6: {
      const mark = decoding.readVarString(decoder)
      return { content: { kind: 'format', mark, value: readJson(decoder) }, length: 1 }
    }
    case 7: {
      const type = decoding.readVarUint(decoder)
      if (type === XML_ELEMENT)
        return { content: { kind: 'element', name: decoding.readVarString(decoder) }, length: 1 }
      if (type === XML_TEXT) return { content: { kind: 'shared-text' }, length: 1 }
      throw new ForbiddenContent(`shared type ${type}`)
    }
    case 8: {
      const length = decoding.readVarUint(decoder)
      // Attributes are single values; a list is a shared array, which pages do not have.
      if (length !== 1) throw new ForbiddenContent(`${length} values`)
      return { content: { kind: 'value', value: decoding.readAny(decoder) }, length }
    }
    default:
      throw new ForbiddenContent(`content ${ref}`)
  }
}

function readJson(decoder: decoding.Decoder): unknown {
  const text = decoding.readVarString(decoder)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MalformedUpdate('a format that is not JSON', { cause: error })
  }
}

function readDeletes(decoder: decoding.Decoder, update: ParsedUpdate): void {
  for (let clients = decoding.readVarUint(decoder); clients > 0; clients--) {
    const client = decoding.readVarUint(decoder)
    const count = decoding.readVarUint(decoder)
    if (update.deletes.has(client) || client > 0xffff_ffff)
      throw new MalformedUpdate('a client twice among the deletions')
    const ranges: DeletedRange[] = []
    for (let left = count; left > 0; left--) {
      const clock = decoding.readVarUint(decoder)
      const length = decoding.readVarUint(decoder)
      if (length === 0 || clock + length > CLOCK_MAX) throw new MalformedUpdate('a deletion beyond bounds')
      ranges.push({ clock, length })
    }
    if (ranges.length > 0) update.deletes.set(client, ranges)
  }
}

/** A copy that owns its buffer, where the view does not: lib0 checks lengths against the buffer below, not the view. */
function exact(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}
