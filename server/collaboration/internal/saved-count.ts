/**
 * How many of a connection's update frames are committed, in the order in which they came. Each frame waits for a ticket of
 * the room: the number of the last update that must be committed for the frame to be safe.
 */
export class SavedCount {
  #waiting: number[] = []
  #saved = 0

  get saved(): number {
    return this.#saved
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** A frame that is safe once `ticket` is committed. */
  add(ticket: number): void {
    this.#waiting.push(ticket)
  }

  /** A frame that was not kept because something before it is missing; only a later full sync makes it safe. */
  addGap(): void {
    this.#waiting.push(Number.POSITIVE_INFINITY)
  }

  /** A full sync came: what it brought, and so every frame before it, is safe once `ticket` is committed. */
  coverGaps(ticket: number): void {
    this.#waiting = this.#waiting.map((waiting) => (waiting === Number.POSITIVE_INFINITY ? ticket : waiting))
  }

  /** Everything up to `ticket` is committed. Returns true when the count has grown. */
  advance(ticket: number): boolean {
    let done = 0
    for (const waiting of this.#waiting) {
      if (waiting > ticket) break
      done++
    }
    if (done === 0) return false
    this.#waiting.splice(0, done)
    this.#saved += done
    return true
  }
}
