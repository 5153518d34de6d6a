/** One update made here, on its way to the database. */
export type OutboxEntry = { readonly key: string; readonly bytes: Uint8Array; readonly madeAt: number }

/** Where the outbox keeps its entries between visits. */
export interface OutboxStore {
  /** Does all of it or nothing, and resolves when it is durable. Throws when the browser refuses. */
  write(change: { add: readonly OutboxEntry[]; remove: readonly string[] }): Promise<void>
}

export type OutboxFacts = {
  unsaved: number
  stored: boolean
  storageFailed: boolean
  oldestAt: number | null
}

type Tracked = OutboxEntry & {
  /** Number of the frame on the present connection that carried it; 0 while it has not been sent there. */
  frame: number
}

/** A browser that refused once may accept later, after somebody made room. */
const RETRY_MS = 5_000

/**
 * The updates of one page that the server has not acknowledged. Each is written to the store at once, and leaves it only
 * after its acknowledgement: closing the tab, a crash or a day offline in between loses nothing.
 *
 * The server counts the update frames of a connection; `sent` and `committed` translate between its count and our entries.
 */
export class Outbox {
  readonly #store: OutboxStore
  readonly #onChange: () => void
  readonly #now: () => number
  /** By key, oldest first. */
  readonly #entries = new Map<string, Tracked>()
  /** Those that no completed transaction holds yet. */
  readonly #unwritten = new Set<Tracked>()
  readonly #toRemove = new Set<string>()
  readonly #session = Math.random().toString(36).slice(2, 10)
  #made = 0
  #writing: Promise<void> | undefined
  #failed = false
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(store: OutboxStore, onChange: () => void, now: () => number = Date.now) {
    this.#store = store
    this.#onChange = onChange
    this.#now = now
  }

  get facts(): OutboxFacts {
    const [oldest] = this.#entries.values()
    return {
      unsaved: this.#entries.size,
      stored: this.#unwritten.size === 0,
      storageFailed: this.#failed,
      oldestAt: oldest?.madeAt ?? null,
    }
  }

  /** Takes over what an earlier visit left in the store; it counts from now, since only now can it be sent. */
  adopt(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#entries.set(entry.key, { ...entry, madeAt: this.#now(), frame: 0 })
    if (entries.length > 0) this.#onChange()
  }

  /** Begins to store an update and returns its key, for `sent`. */
  add(bytes: Uint8Array): string {
    const madeAt = this.#now()
    const key = `${String(madeAt).padStart(14, '0')}-${this.#session}-${String(++this.#made).padStart(9, '0')}`
    const entry = { key, bytes, madeAt, frame: 0 }
    this.#entries.set(key, entry)
    this.#unwritten.add(entry)
    this.#write()
    this.#onChange()
    return key
  }

  /** Says that the frame of this number carried the entry. */
  sent(key: string, frame: number): void {
    const entry = this.#entries.get(key)
    if (entry) entry.frame = frame
  }

  /** Says that the frame of this number carried everything that is waiting: the answer to the server's state vector. */
  sentAll(frame: number): void {
    for (const entry of this.#entries.values()) entry.frame = frame
  }

  /** Drops what the first `count` frames of this connection carried: it is committed. */
  committed(count: number): void {
    let dropped = false
    for (const entry of this.#entries.values()) {
      if (entry.frame === 0 || entry.frame > count) continue
      this.#entries.delete(entry.key)
      this.#unwritten.delete(entry)
      this.#toRemove.add(entry.key)
      dropped = true
    }
    if (!dropped) return
    this.#write()
    this.#onChange()
  }

  /** Forgets which frames carried what: a new connection counts from its own start. */
  disconnected(): void {
    for (const entry of this.#entries.values()) entry.frame = 0
  }

  /** Gives up everything that waits, for good: the writer asked for it after the server had refused it. */
  async discard(): Promise<void> {
    for (const key of this.#entries.keys()) this.#toRemove.add(key)
    this.#entries.clear()
    this.#unwritten.clear()
    this.#write()
    this.#onChange()
    await this.settled()
  }

  /** Resolves when everything made so far is in the store, or the store refused it. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  close(): void {
    clearTimeout(this.#retry)
  }

  /** One transaction at a time takes all that gathered meanwhile: strict durability costs a flush each, not each key press. */
  #write(): void {
    if (this.#writing !== undefined) return
    const add = [...this.#unwritten]
    const remove = [...this.#toRemove]
    if (add.length === 0 && remove.length === 0) return
    clearTimeout(this.#retry)
    this.#writing = this.#store.write({ add, remove }).then(
      () => {
        for (const entry of add) this.#unwritten.delete(entry)
        for (const key of remove) this.#toRemove.delete(key)
        this.#finish(false)
        this.#write()
      },
      // Not rethrown: the failure is a state that the writer sees beside the title until a later try succeeds.
      () => {
        this.#finish(true)
        this.#retry = setTimeout(() => this.#write(), RETRY_MS)
      },
    )
  }

  #finish(failed: boolean): void {
    this.#writing = undefined
    this.#failed = failed
    this.#onChange()
  }
}
