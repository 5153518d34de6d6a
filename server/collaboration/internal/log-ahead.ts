import type { EngineTime, Timer } from './engine-time.ts'
import type { StoredUpdate } from './log-entry.ts'

// A process tells at most this much after its commit what it committed: 10 ms of the bus, and the way.
const SIGNAL_MS = 15
// Signals of several processes overtake each other by a few milliseconds. Who lacks more than this reads the log anyway.
const ROWS_KEPT = 256

/**
 * What is known of a document's log beyond what has been taken in: numbers that others named, and updates that their signals
 * brought. What lies between may still be on its way, for a moment; after that it has to be read.
 */
export class LogAhead {
  readonly #time: EngineTime
  readonly #onSilence: () => void
  readonly #rows = new Map<number, StoredUpdate>()
  #named = 0
  /** Up to here no signal brings it. */
  #untold = 0
  #listening: Timer | undefined
  #isReading = false
  #namedWhileReading = false

  /** @param onSilence called when what was listened for has not come: ask `mustRead` again */
  constructor(time: EngineTime, onSilence: () => void) {
    this.#time = time
    this.#onSilence = onSilence
  }

  /** The highest number that anybody has named. */
  get named(): number {
    return this.#named
  }
  get isReading(): boolean {
    return this.#isReading
  }
  /** True while signals may bring what is missing: nothing can be appended before that is known. */
  get isListening(): boolean {
    return this.#listening !== undefined
  }

  /** The log goes up to here, and these are its newest updates; `coming` when a signal will bring them, `untold` when none will. */
  name(headSeq: number, updates: readonly StoredUpdate[] | 'coming' | 'untold'): void {
    this.#named = Math.max(this.#named, headSeq)
    this.#namedWhileReading ||= this.#isReading
    if (updates === 'untold') this.#untold = Math.max(this.#untold, headSeq)
    else if (updates !== 'coming') this.#keep(updates)
  }

  /** Gives the updates that follow this number without a gap, and forgets them and everything before them. */
  takeAfter(headSeq: number): StoredUpdate[] {
    if (this.#rows.size === 0) return []
    const following: StoredUpdate[] = []
    for (let row = this.#rows.get(headSeq + 1); row; row = this.#rows.get(row.seq + 1)) following.push(row)
    const known = headSeq + following.length
    for (const seq of this.#rows.keys()) if (seq <= known) this.#rows.delete(seq)
    return following
  }

  /**
   * Whether whoever has taken in everything up to this number has to read. If there is more and it may come, it is listened for,
   * unless somebody waits for it: a commit that was forestalled cannot go out before.
   */
  mustRead(headSeq: number, isUrgent: boolean): boolean {
    if (this.#untold > headSeq || (isUrgent && this.#named > headSeq)) return true
    if (this.#named <= headSeq) this.#stopListening()
    else
      this.#listening ??= this.#time.after(SIGNAL_MS, () => {
        this.#listening = undefined
        this.#untold = this.#named
        this.#onSilence()
      })
    return false
  }

  beginReading(): void {
    this.#isReading = true
    this.#namedWhileReading = false
    this.#stopListening()
  }

  /** A reading has ended; `headSeq` is where the log ended when it was a success. */
  endReading(headSeq?: number): void {
    this.#isReading = false
    // What was named before the reading began would have been read: whoever named more was mistaken.
    if (headSeq === undefined || this.#namedWhileReading) return
    this.#named = this.#untold = headSeq
    this.#rows.clear()
  }

  close(): void {
    this.#stopListening()
  }

  #keep(updates: readonly StoredUpdate[]): void {
    if (this.#rows.size + updates.length > ROWS_KEPT) this.#rows.clear()
    for (const row of updates) this.#rows.set(row.seq, row)
  }

  #stopListening(): void {
    this.#time.cancel(this.#listening)
    this.#listening = undefined
  }
}
