import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { MESSAGE } from '#server/contracts/collaboration.ts'
import { writePage } from '#server/testing/random-page.ts'
import { below, EDGES, pick, type Random, someHello, someState } from './hostile-parts.ts'
import { mutateBytes } from './mutate-bytes.ts'
import { mutateUpdate, type World } from './mutate-update.ts'
import { decodeRaw, encodeRaw } from './raw-update.ts'

const SEEDS_KEPT = 60

/** Makes frames out of real ones, so that many come far into the door before they are refused, and some are let in. */
export class HostileFrames {
  readonly #random: Random
  #author = new Y.Doc()
  readonly #seeds: Uint8Array[] = []
  readonly #frames: Uint8Array[] = [Uint8Array.of(MESSAGE.queryAwareness)]

  constructor(random: Random) {
    this.#random = random
    for (const make of FOREIGN) {
      const doc = new Y.Doc()
      make(doc)
      this.#keep(Y.encodeStateAsUpdate(doc))
    }
  }

  /** From now on edits are made of this document, under a client id of its own. */
  from(doc: Y.Doc): void {
    this.#author.destroy()
    this.#author = new Y.Doc({ guid: 'author' })
    this.#author.clientID = 1 + below(this.#random, 2 ** 32 - 2)
    Y.applyUpdate(this.#author, Y.encodeStateAsUpdate(doc))
  }

  /** The next frame; `userId` is who sends it. */
  next(world: World, userId: string): Uint8Array {
    const random = this.#random
    const chance = random()
    const frame =
      chance < 0.7
        ? this.#sync(world)
        : chance < 0.75
          ? syncFrame(0, this.#vector(world))
          : chance < 0.87
            ? this.#awareness(userId)
            : chance < 0.92
              ? helloFrame(someHello(random))
              : this.#spliced()
    this.#frames[below(random, SEEDS_KEPT)] = frame
    return random() < 0.1 ? mutateBytes(random, frame, this.#spliced()) : frame
  }

  #sync(world: World): Uint8Array {
    const random = this.#random
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array): void => void updates.push(update)
    this.#author.on('update', collect)
    for (let edits = 1 + below(random, 3); edits > 0; edits--) writePage(this.#author, random)
    this.#author.off('update', collect)
    const real = updates.length > 1 ? Y.mergeUpdates(updates) : updates[0]
    if (real) this.#keep(real)
    const chance = random()
    const seed = chance < 0.75 && real ? real : this.#seed()
    const kind = pick(random, [1, 2, 2, 2, 2, 2, 3])
    if (chance < 0.1) return syncFrame(kind, seed)
    if (chance > 0.88) return syncFrame(kind, mutateBytes(random, seed, this.#seed()))
    return syncFrame(kind, mutated(random, seed, world))
  }

  #vector({ vector }: World): Uint8Array {
    const random = this.#random
    const encoder = encoding.createEncoder()
    const known = [...vector].filter(() => random() < 0.7)
    encoding.writeVarUint(encoder, random() < 0.8 ? known.length : pick(random, EDGES))
    for (const [client, clock] of known) {
      encoding.writeVarUint(encoder, random() < 0.9 ? client : pick(random, EDGES))
      encoding.writeVarUint(
        encoder,
        random() < 0.5 ? clock : random() < 0.8 ? below(random, clock) : pick(random, EDGES),
      )
    }
    return encoding.toUint8Array(encoder)
  }

  #awareness(userId: string): Uint8Array {
    const random = this.#random
    const list = encoding.createEncoder()
    const count = random() < 0.95 ? 1 + below(random, 3) : below(random, 3000)
    encoding.writeVarUint(list, random() < 0.9 ? count : pick(random, EDGES))
    for (let n = 0; n < count; n++) {
      encoding.writeVarUint(list, random() < 0.8 ? below(random, 8) : pick(random, EDGES))
      encoding.writeVarUint(list, random() < 0.8 ? below(random, 1000) : pick(random, EDGES))
      encoding.writeVarString(list, count > 5 ? '{}' : someState(random, userId))
    }
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.awareness)
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(list))
    return encoding.toUint8Array(encoder)
  }

  /** A frame of an earlier time under another type, auth and unknown ones among them, or two frames in one. */
  #spliced(): Uint8Array {
    const random = this.#random
    const frame = this.#frames[below(random, this.#frames.length)] ?? new Uint8Array()
    const other = this.#frames[below(random, this.#frames.length)] ?? new Uint8Array()
    if (random() < 0.3) return new Uint8Array([...frame.subarray(0, below(random, frame.length)), ...other])
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, pick(random, [...TYPES, ...EDGES]))
    encoding.writeUint8Array(encoder, frame.subarray(1))
    return encoding.toUint8Array(encoder)
  }

  #seed(): Uint8Array {
    return this.#seeds[below(this.#random, this.#seeds.length)] ?? new Uint8Array([0, 0])
  }

  #keep(seed: Uint8Array): void {
    if (seed.length > 4_000) return
    this.#seeds[this.#seeds.length < SEEDS_KEPT ? this.#seeds.length : below(this.#random, SEEDS_KEPT)] = seed
  }
}

const TYPES: readonly [number, ...number[]] = [0, 1, 2, 3, 4, 99, 100, 101, 102, 103]

/** What Yjs knows and pages do not. */
const FOREIGN: readonly ((doc: Y.Doc) => void)[] = [
  (doc) => doc.getMap('body').set('__proto__', { polluted: true }),
  (doc) => doc.getMap('body').set('x', new Y.Doc()),
  (doc) => doc.getArray('body').insert(0, [new Y.Map([['a', 1]]), new Uint8Array(9), 1, 'x', null]),
  (doc) => doc.getText('title').insertEmbed(0, { image: 'x' }),
  (doc) => doc.getText('title').insert(0, 'x', { bold: {} }),
  (doc) => doc.getXmlFragment('body').insert(0, [new Y.XmlHook('hook') as unknown as Y.XmlElement]),
  (doc) => doc.getXmlFragment('body').insert(0, [new Y.XmlText('text right in the body')]),
]

function mutated(random: Random, seed: Uint8Array, world: World): Uint8Array {
  try {
    const raw = decodeRaw(seed)
    mutateUpdate(random, raw, world, random() < 0.6 ? 1 : 1 + below(random, 4))
    return encodeRaw(raw)
  } catch {
    return seed // a seed of content that pages do not have cannot be taken apart
  }
}

function syncFrame(kind: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.sync)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}

export function helloFrame(json: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.hello)
  encoding.writeVarString(encoder, json)
  return encoding.toUint8Array(encoder)
}
