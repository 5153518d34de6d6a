import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { Outbox, type OutboxEntry, type OutboxStore } from '#components/room/outbox.ts'
import { SYNC } from '#server/collaboration/internal/wire.ts'
import { MESSAGE, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { keepMarks } from '#server/document-model/keep-marks.ts'
import { Bystanders } from './bystanders.ts'
import { contentOf } from './committed.ts'
import { SimulatedClient } from './simulated-client.ts'

const FROM_DEVICE = Symbol('from this device')
const RETRY_BASE_MS = 500
const RETRY_MOST_MS = 4_000

/**
 * A tab of our own page: says hello, sends nothing before the server has asked, counts its frames, and keeps in the outbox -
 * the real one - what is not acknowledged. When the tab dies, what the device holds of the outbox lives on in the next.
 */
export class OutboxClient extends SimulatedClient {
  readonly #device = new Map<string, OutboxEntry>()
  #copy: Uint8Array | undefined
  #tab = 0
  readonly #entries = new Map<string, Uint8Array>()
  #outbox = this.#makeOutbox()
  #frames = 0
  #isAsked = false
  /** What the frames of this connection carried. */
  readonly #sent = new Map<number, Uint8Array>()
  #told = 0

  override get isSaved(): boolean {
    return this.#outbox.facts.unsaved === 0
  }

  /** The tab is killed and opened again: the document is gone, what the device holds is not. */
  crash(): void {
    this.note('loses its tab; its device holds', this.#device.size)
    this.world.departed.add(this.doc.clientID)
    this.drop()
    this.doc.destroy()
    this.#tab++
    this.doc = this.makeDoc()
    this.others = new Bystanders(this.doc.clientID)
    this.#outbox = this.#makeOutbox()
    const unsent = [...this.#device.values()]
    this.doc.transact(() => {
      if (this.#copy) Y.applyUpdate(this.doc, this.#copy, FROM_DEVICE)
      for (const { bytes } of unsent) Y.applyUpdate(this.doc, bytes, FROM_DEVICE)
    }, FROM_DEVICE)
    this.#outbox.adopt(unsent)
    this.world.scheduler.after(50, () => this.connect())
  }

  /** Keeps a copy of the page on the device, as a tab does a moment after a change. */
  keepCopy(): void {
    this.#copy = Y.encodeStateAsUpdate(this.doc)
  }

  protected override wrote(update: Uint8Array): void {
    const key = this.#outbox.add(update)
    this.#entries.set(key, update)
    if (!this.#isAsked || !this.isOpen || !this.mayWrite) return
    this.#deliver(SYNC.update, update)
    this.#outbox.sent(key, this.#frames)
  }

  protected override makeDoc(): Y.Doc {
    const doc = super.makeDoc()
    keepMarks(doc, () => !this.mayWrite)
    return doc
  }

  protected override asked(vector: Uint8Array): void {
    if (!this.mayWrite) return
    this.#isAsked = true
    this.#deliver(SYNC.step2, Y.encodeStateAsUpdate(this.doc, vector))
    this.#outbox.sentAll(this.#frames)
  }

  protected override greet(): void {
    this.send((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.hello)
      encoding.writeVarString(encoder, JSON.stringify({ schemaVersion: SCHEMA_VERSION }))
    })
  }

  protected override disconnected(): void {
    this.#frames = 0
    this.#told = 0
    this.#sent.clear()
    this.#isAsked = false
    this.#outbox.disconnected()
  }

  protected override retryAfter(): number {
    return this.world.scheduler.random() * Math.min(RETRY_MOST_MS, RETRY_BASE_MS * 2 ** this.attempts)
  }

  protected override heardOf(type: number, decoder: decoding.Decoder): void {
    if (type !== MESSAGE.saved) return
    const count = decoding.readVarUint(decoder) + (this.world.faults.countsAhead ? 1 : 0)
    for (let frame = this.#told + 1; frame <= count; frame++) {
      const bytes = this.#sent.get(frame)
      if (bytes) this.world.acknowledged(this.documentId, this.name, contentOf(bytes))
    }
    this.#told = Math.max(this.#told, count)
    this.#outbox.committed(count)
  }

  #deliver(kind: number, bytes: Uint8Array): void {
    this.sendSync(kind, bytes)
    this.#sent.set(++this.#frames, bytes)
  }

  #makeOutbox(): Outbox {
    const { scheduler } = this.world
    const tab = this.#tab
    const store: OutboxStore = {
      write: ({ add, remove }) =>
        new Promise((resolve) => {
          // The outbox lets go of an entry when it believes it committed: now it has to be.
          for (const key of remove) this.#letGo(key)
          scheduler.after(scheduler.between(0.5, 20), () => {
            // What a dead tab had asked for and the device had not done is lost with it.
            if (tab !== this.#tab) return
            for (const entry of add) this.#device.set(entry.key, entry)
            for (const key of remove) this.#device.delete(key)
            resolve()
          })
        }),
    }
    return new Outbox(
      store,
      () => {},
      () => scheduler.now,
    )
  }

  #letGo(key: string): void {
    const bytes = this.#entries.get(key)
    if (bytes) this.world.acknowledged(this.documentId, this.name, contentOf(bytes))
    this.#entries.delete(key)
  }
}
