import * as Y from 'yjs'
import { DeleteIndex } from './delete-index.ts'
import type { StoredUpdate } from './log-entry.ts'
import { type ClientRange, type ParsedUpdate, parseUpdate } from './parse-update.ts'
import { PlaceIndex } from './place-index.ts'
import { EMPTY_STEP_2, encodeStateVector, SYNC, syncFrame, syncFrames } from './wire.ts'

/** Who owns a client id: kind and id of the author, in one word. */
export type Owner = `${string}:${string}`

const DIFFS_KEPT = 64
// Whoever asks with vectors made up would else have the document kept as often.
const DIFF_BYTES_KEPT = 4 * 1_048_576

/**
 * A document as committed, without a live Y.Doc: the bytes of its snapshot, the updates after it, and the state vector kept
 * beside them. Nothing here is ahead of the database.
 */
export class DocumentState {
  #base: Uint8Array | undefined
  #baseFrame: Buffer | undefined
  #baseSeq: number
  #tail: Uint8Array[]
  #tailBytes = 0
  readonly #vector = new Map<number, number>()
  readonly #owners: Map<number, Owner>
  #tailFrames: Buffer | undefined
  #vectorBytes: Uint8Array | undefined
  readonly #diffs = new Map<string, Buffer>()
  #diffBytes = 0
  #deletes: DeleteIndex | undefined
  #places: PlaceIndex | undefined

  constructor(
    snapshot: { seq: number; bytes: Uint8Array } | undefined,
    updates: readonly StoredUpdate[],
    owners: Map<number, Owner>,
  ) {
    this.#base = snapshot?.bytes
    this.#baseSeq = snapshot?.seq ?? 0
    this.#owners = owners
    this.#tail = []
    if (snapshot)
      for (const [client, to] of Y.parseUpdateMeta(snapshot.bytes).to) this.#vector.set(client, to)
    for (const { bytes } of updates) this.append(bytes, rangesOf(bytes))
  }

  get headSeq(): number {
    return this.#baseSeq + this.#tail.length
  }

  get baseSeq(): number {
    return this.#baseSeq
  }

  get base(): Uint8Array | undefined {
    return this.#base
  }

  get tailLength(): number {
    return this.#tail.length
  }

  get tailBytes(): number {
    return this.#tailBytes
  }

  /** Bytes of everything that a newcomer is sent. */
  get bytes(): number {
    return (this.#base?.length ?? 0) + this.#tailBytes
  }

  get vector(): ReadonlyMap<number, number> {
    return this.#vector
  }

  ownerOf(client: number): Owner | undefined {
    return this.#owners.get(client)
  }

  own(client: number, owner: Owner): void {
    this.#owners.set(client, owner)
  }

  /** Takes in the next committed update. */
  append(bytes: Uint8Array, ranges: readonly ClientRange[]): void {
    this.#tail.push(bytes)
    this.#tailBytes += bytes.length
    for (const { client, to } of ranges)
      if (to > (this.#vector.get(client) ?? 0)) this.#vector.set(client, to)
    this.#changed()
  }

  /** The updates after number `seq`; undefined when the oldest of them are only in the snapshot. */
  updatesAfter(seq: number): readonly Uint8Array[] | undefined {
    return seq < this.#baseSeq ? undefined : this.#tail.slice(seq - this.#baseSeq)
  }

  /** Puts a snapshot in the place of what it covers. */
  rebase(seq: number, bytes: Uint8Array): void {
    if (seq <= this.#baseSeq || seq > this.headSeq) return
    this.#tail = this.#tail.slice(seq - this.#baseSeq)
    this.#tailBytes = this.#tail.reduce((sum, update) => sum + update.length, 0)
    this.#base = bytes
    this.#baseSeq = seq
    this.#baseFrame = undefined
    this.#changed()
  }

  /** The state vector, encoded. */
  vectorBytes(): Uint8Array {
    this.#vectorBytes ??= encodeStateVector(this.#vector)
    return this.#vectorBytes
  }

  /** Frames that bring a client with this encoded state vector up to date, the last of them a step 2. */
  answer(vector: Uint8Array): readonly Buffer[] {
    if (vector.length <= 1) return this.#wholeState()
    return [this.#difference(vector), EMPTY_STEP_2]
  }

  /** What is deleted, built at the first question and kept up by whoever takes updates in. `pending` is not asked again. */
  deletes(pending: () => readonly ParsedUpdate[]): DeleteIndex {
    if (!this.#deletes) {
      this.#deletes = new DeleteIndex()
      if (this.#base) this.#deletes.add(deletesOfSnapshot(this.#base))
      for (const update of this.#tail) this.#deletes.add(parseUpdate(update).deletes)
      for (const update of pending()) this.#deletes.add(update.deletes)
    }
    return this.#deletes
  }

  /** Where each struct stands; built at the first question as well. */
  places(pending: () => readonly ParsedUpdate[]): PlaceIndex {
    if (!this.#places) {
      this.#places = new PlaceIndex()
      if (this.#base) this.#places.add(parseUpdate(this.#base))
      for (const update of this.#tail) this.#places.add(parseUpdate(update))
      for (const update of pending()) this.#places.add(update)
    }
    return this.#places
  }

  /** Lets go of the indexes: what was let in and told to them has been given up again. */
  forgetIndexes(): void {
    this.#deletes = undefined
    this.#places = undefined
  }

  /** Tells the indexes, those that exist, of an update that was let in or came from another process. */
  index(update: ParsedUpdate): void {
    this.#deletes?.add(update.deletes)
    this.#places?.add(update)
  }

  #changed(): void {
    this.#tailFrames = undefined
    this.#vectorBytes = undefined
    this.#forgetDiffs()
  }

  #forgetDiffs(): void {
    if (this.#diffs.size === 0) return
    this.#diffs.clear()
    this.#diffBytes = 0
  }

  // Nothing is merged for a newcomer: snapshot and updates follow each other as they are, framed once for all who come.
  #wholeState(): readonly Buffer[] {
    if (this.#base) this.#baseFrame ??= syncFrame(SYNC.update, this.#base)
    this.#tailFrames ??= updateFrames(this.#tail)
    return [...(this.#baseFrame ? [this.#baseFrame] : []), this.#tailFrames, EMPTY_STEP_2]
  }

  #difference(vector: Uint8Array): Buffer {
    const key = Buffer.from(vector.buffer, vector.byteOffset, vector.length).toString('latin1')
    const known = this.#diffs.get(key)
    if (known) return known
    const has = Y.decodeStateVector(vector)
    const frames = updateFrames(this.#tail.flatMap((update) => missingOf(update, has, vector)))
    const base = this.#base && syncFrame(SYNC.update, Y.diffUpdate(this.#base, vector))
    const difference = base ? Buffer.concat([base, frames]) : frames
    const bytes = key.length + difference.length
    if (bytes > DIFF_BYTES_KEPT) return difference
    if (this.#diffs.size >= DIFFS_KEPT || this.#diffBytes + bytes > DIFF_BYTES_KEPT) this.#forgetDiffs()
    this.#diffs.set(key, difference)
    this.#diffBytes += bytes
    return difference
  }
}

export function updateFrames(updates: readonly Uint8Array[]): Buffer {
  return syncFrames(SYNC.update, updates)
}

export function rangesOf(bytes: Uint8Array): readonly ClientRange[] {
  return parseUpdate(bytes).ranges
}

// Finding what is new in an update costs more than sending this much of it.
const SENT_WHOLE = 1024

/**
 * What of an update somebody lacks who has these clocks. A deletion may or may not be known: it is sent, and means nothing the
 * second time, but it brings nothing along.
 */
function missingOf(update: Uint8Array, has: ReadonlyMap<number, number>, vector: Uint8Array): Uint8Array[] {
  const { ranges, deletes, deletesAt } = parseUpdate(update)
  const isNew = ({ client, to }: ClientRange): boolean => to > (has.get(client) ?? 0)
  if (ranges.some(isNew)) {
    const isWhole = ranges.every(({ client, from }) => from >= (has.get(client) ?? 0))
    return [isWhole || update.length <= SENT_WHOLE ? update : Y.diffUpdate(update, vector)]
  }
  // No structs, and the deletions as they stand.
  return deletes.size === 0 ? [] : [Buffer.concat([Uint8Array.of(0), update.subarray(deletesAt)])]
}

function deletesOfSnapshot(base: Uint8Array): ReturnType<typeof parseUpdate>['deletes'] {
  return parseUpdate(base).deletes
}
