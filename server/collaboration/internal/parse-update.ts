import * as decoding from 'lib0/decoding'

export type StructId = { client: number; clock: number }

/** What a struct holds; a page holds nothing else. `gone` is what was cleaned away with all that was around it. */
export type ItemContent =
  | { kind: 'gone' | 'deleted' | 'text' | 'shared-text' }
  | { kind: 'format'; mark: string; value: unknown }
  | { kind: 'element'; name: string }
  /** Of an attribute, one after the other: Yjs joins those that were overwritten when it keeps what is deleted. */
  | { kind: 'values'; values: unknown[] }

export type ParsedItem = {
  client: number
  clock: number
  /** How many clocks it takes. */
  length: number
  origin: StructId | undefined
  /** What it was put in front of. */
  right: StructId | undefined
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
  /** Its structs, those left out that go on with the plain text or the remains before them: they stand where those do. */
  items: ParsedItem[]
  /** For each client, the highest clock that a struct of another one refers to. */
  needs: Map<number, number> | undefined
  deletes: ReadonlyMap<number, DeletedRange[]>
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
// A letter deletes nothing, and thousands of letters may wait for their commit.
const NO_DELETES: ParsedUpdate['deletes'] = new Map()

/**
 * Reads a Yjs update (version 1) without making Yjs objects of it: `Y.applyUpdate` allocates what the bytes declare, and a
 * declared document or array costs far more than the bytes that declare it. Layout as in yjs 13.6 (`UpdateDecoderV1`,
 * `readClientsStructRefs`, `readDeleteSet`). Stricter than Yjs where the format is ambiguous: a client stands once, nothing is
 * empty, and nothing follows the end. Content that no page holds is not even read: its declared length could be the attack.
 * Throws `MalformedUpdate` or `ForbiddenContent`.
 */
export function parseUpdate(
  bytes: Uint8Array,
  structsMax = Number.MAX_SAFE_INTEGER,
  rangesMax = Number.MAX_SAFE_INTEGER,
): ParsedUpdate {
  const decoder = decoding.createDecoder(bytes)
  const update: ParsedUpdate = {
    ranges: [],
    items: [],
    needs: undefined,
    deletes: NO_DELETES,
    deletesAt: 0,
    hasGap: false,
  }
  try {
    readStructs(decoder, update, structsMax)
    update.deletesAt = decoder.pos
    readDeletes(decoder, update, rangesMax)
  } catch (error) {
    if (error instanceof MalformedUpdate || error instanceof ForbiddenContent) throw error
    throw new MalformedUpdate('the bytes end early or hold text that is not UTF-8', { cause: error })
  }
  if (decoder.pos !== bytes.length) throw new MalformedUpdate('bytes after the end')
  return update
}

function readStructs(decoder: decoding.Decoder, update: ParsedUpdate, structsMax: number): void {
  let structs = 0
  let clients = decoding.readVarUint(decoder)
  const seen = clients > 1 ? new Set<number>() : undefined
  for (; clients > 0; clients--) {
    const count = decoding.readVarUint(decoder)
    const client = decoding.readVarUint(decoder)
    let clock = decoding.readVarUint(decoder)
    if (seen?.has(client) || client > 0xffff_ffff || count === 0)
      throw new MalformedUpdate('a client twice or empty')
    seen?.add(client)
    structs += count
    if (structs > structsMax) throw new ForbiddenContent(`${structs} structs, at most ${structsMax}`)
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
  const item: ParsedItem = {
    client,
    clock,
    length: 0,
    origin: undefined,
    right: undefined,
    parent: undefined,
    key: undefined,
    content: GONE,
  }
  if ((info & 31) === 0) item.length = decoding.readVarUint(decoder)
  else {
    if (info & 128) item.origin = need(update, readId(decoder), item)
    if (info & 64) item.right = need(update, readId(decoder), item)
    if ((info & 192) === 0) {
      item.parent =
        decoding.readVarUint(decoder) === 1
          ? decoding.readVarString(decoder)
          : need(update, readId(decoder), item)
      if (info & 32) item.key = decoding.readVarString(decoder)
    }
    readContent(decoder, info & 31, item)
  }
  if (!continues(item, update.items.at(-1))) update.items.push(item)
  return item.length
}

/** True for letters or remains that stand right behind letters or remains: by far the most there is. */
function continues(
  { client, clock, origin, right, content }: ParsedItem,
  last: ParsedItem | undefined,
): boolean {
  if (last?.client !== client) return false
  if (content.kind === 'gone') return last.content.kind === 'gone'
  return (
    (content.kind === 'text' || content.kind === 'deleted') &&
    (last.content.kind === 'text' || content.kind === last.content.kind) &&
    origin?.client === client &&
    origin.clock === clock - 1 &&
    right === undefined
  )
}

function readId(decoder: decoding.Decoder): StructId {
  return { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) }
}

function need(update: ParsedUpdate, id: StructId, { client, clock }: StructId): StructId {
  // Yjs looks for it among what it has at that moment, and throws.
  if (id.client === client && id.clock >= clock)
    throw new MalformedUpdate('a struct that refers to itself or to what follows it')
  // What its own client wrote before stands in the update, or in front of it, which is looked at for each range.
  if (id.client === client) return id
  update.needs ??= new Map()
  const known = update.needs.get(id.client)
  if (known === undefined || known < id.clock) update.needs.set(id.client, id.clock)
  return id
}

const GONE: ItemContent = { kind: 'gone' }
const DELETED: ItemContent = { kind: 'deleted' }
const TEXT: ItemContent = { kind: 'text' }
const SHARED_TEXT: ItemContent = { kind: 'shared-text' }
const XML_TEXT = 6
const XML_ELEMENT = 3

function readContent(decoder: decoding.Decoder, ref: number, item: ParsedItem): void {
  item.length = 1
  switch (ref) {
    case 1:
      item.content = DELETED
      item.length = decoding.readVarUint(decoder)
      return
    case 4:
      item.content = TEXT
      item.length = readTextLength(decoder)
      return
    case 6: {
      const mark = decoding.readVarString(decoder)
      item.content = { kind: 'format', mark, value: readJson(decoder) }
      return
    }
    case 7: {
      const type = decoding.readVarUint(decoder)
      if (type === XML_ELEMENT) item.content = { kind: 'element', name: decoding.readVarString(decoder) }
      else if (type === XML_TEXT) item.content = SHARED_TEXT
      else throw new ForbiddenContent(`shared type ${type}`)
      return
    }
    case 8: {
      item.length = decoding.readVarUint(decoder)
      if (item.length > VALUES_MAX) throw new ForbiddenContent(`${item.length} values`)
      item.content = { kind: 'values', values: Array.from({ length: item.length }, () => readValue(decoder)) }
      return
    }
    default:
      throw new ForbiddenContent(`content ${ref}`)
  }
}

/** Characters, in UTF-16, of a text that is passed over. Only of one that is not ASCII a string is made, to find what is not UTF-8. */
function readTextLength(decoder: decoding.Decoder): number {
  const from = decoder.pos
  const length = decoding.readVarUint(decoder)
  const end = decoder.pos + length
  while (decoder.pos < end) {
    const byte = decoder.arr[decoder.pos] ?? NOT_ASCII
    if (byte >= NOT_ASCII) {
      decoder.pos = from
      return decoding.readVarString(decoder).length
    }
    decoder.pos++
  }
  return length
}

const NOT_ASCII = 0x80

/** How often one client may have set one attribute, as one struct. */
const VALUES_MAX = 10_000
/** Characters of a mark's value; the longest is a link with its title. */
const FORMAT_MAX = 8_192

function readJson(decoder: decoding.Decoder): unknown {
  const text = decoding.readVarString(decoder)
  if (text.length > FORMAT_MAX) throw new ForbiddenContent(`a mark of ${text.length} characters`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MalformedUpdate('a format that is not JSON', { cause: error })
  }
}

// lib0's numbers for what `readAny` reads.
const ANY_BYTES = 116
const ANY_LIST = 117
const ANY_OBJECT = 118
const LIST_MAX = 1_000

/** A value of an attribute: something simple, or a short list of such. Nothing that nests is even built. */
function readValue(decoder: decoding.Decoder): unknown {
  if (decoder.arr[decoder.pos] !== ANY_LIST) return readSimple(decoder)
  decoder.pos++
  const length = decoding.readVarUint(decoder)
  if (length > LIST_MAX) throw new ForbiddenContent(`a list of ${length}`)
  return Array.from({ length }, () => readSimple(decoder))
}

function readSimple(decoder: decoding.Decoder): unknown {
  const type = decoder.arr[decoder.pos]
  if (type === ANY_BYTES || type === ANY_LIST || type === ANY_OBJECT)
    throw new ForbiddenContent('a value that is not simple')
  return decoding.readAny(decoder)
}

function readDeletes(decoder: decoding.Decoder, update: ParsedUpdate, rangesMax: number): void {
  let all = 0
  let clients = decoding.readVarUint(decoder)
  if (clients === 0) return
  const deletes = new Map<number, DeletedRange[]>()
  update.deletes = deletes
  for (; clients > 0; clients--) {
    const client = decoding.readVarUint(decoder)
    const count = decoding.readVarUint(decoder)
    if (deletes.has(client) || client > 0xffff_ffff)
      throw new MalformedUpdate('a client twice among the deletions')
    all += count
    if (all > rangesMax) throw new ForbiddenContent(`${all} deleted ranges, at most ${rangesMax}`)
    const ranges: DeletedRange[] = []
    for (let left = count; left > 0; left--) {
      const clock = decoding.readVarUint(decoder)
      const length = decoding.readVarUint(decoder)
      if (length === 0 || clock + length > CLOCK_MAX) throw new MalformedUpdate('a deletion beyond bounds')
      ranges.push({ clock, length })
    }
    if (ranges.length > 0) deletes.set(client, ranges)
  }
}
