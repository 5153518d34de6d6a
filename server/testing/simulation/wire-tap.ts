import * as decoding from 'lib0/decoding'
import { SYNC } from '#server/collaboration/internal/wire.ts'
import { MESSAGE } from '#server/contracts/collaboration.ts'
import type { Checker } from './checker.ts'
import { payloadsOf, type Tap } from './simulated-socket.ts'

/** Listens to one connection at the server's end and holds what passes against the rules. */
export class WireTap implements Tap {
  readonly #checker: Checker
  readonly #documentId: string
  readonly #who: string
  readonly #seen: WeakMap<Buffer, true>
  /** The update frames of the client, as its *saved* counts them. */
  readonly #frames: Uint8Array[] = []
  #saved = 0

  /** `seen`: buffers found committed already; one is written to all of a room, and what is committed stays so. */
  constructor(checker: Checker, documentId: string, who: string, seen: WeakMap<Buffer, true>) {
    this.#checker = checker
    this.#documentId = documentId
    this.#who = who
    this.#seen = seen
  }

  received(payload: Uint8Array): void {
    if (payload[0] !== MESSAGE.sync || payload[1] === SYNC.step1) return
    const decoder = decoding.createDecoder(payload)
    decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    this.#frames.push(decoding.readVarUint8Array(decoder).slice())
  }

  written(bytes: Buffer): void {
    if (this.#seen.has(bytes)) return
    let isShared = true
    for (const payload of payloadsOf(bytes)) if (!this.#examine(payload)) isShared = false
    if (isShared) this.#seen.set(bytes, true)
  }

  /** False for what means something else on another connection. */
  #examine(payload: Uint8Array): boolean {
    const decoder = decoding.createDecoder(payload)
    const type = decoding.readVarUint(decoder)
    if (type === MESSAGE.sync) {
      if (decoding.readVarUint(decoder) !== SYNC.step1)
        this.#checker.shown(this.#documentId, decoding.readVarUint8Array(decoder).slice(), this.#who)
      return true
    }
    if (type === MESSAGE.hello) {
      const { headSeq } = JSON.parse(decoding.readVarString(decoder)) as { headSeq: number }
      this.#checker.greeted(this.#documentId, headSeq, this.#who)
    }
    if (type === MESSAGE.saved) {
      const count = decoding.readVarUint(decoder)
      this.#checker.saved(this.#documentId, this.#frames, { from: this.#saved, to: count }, this.#who)
      this.#saved = count
    }
    return false
  }
}
