import type { DeletedRange } from './parse-update.ts'

// Put in one by one, each range moves all that follow: a frame of many in no good order would take minutes.
const MERGED_FROM = 16

type Deletes = ReadonlyMap<number, readonly DeletedRange[]>

/**
 * What of a document is deleted, as sorted disjoint ranges for each client. A step 2 always carries its sender's whole
 * delete set: without this, every reconnect of every client would add kilobytes to the log that say nothing new.
 */
export class DeleteIndex {
  readonly #ranges = new Map<number, DeletedRange[]>()

  /** The part of `deletes` that is not deleted yet. */
  unknownPart(deletes: Deletes): Map<number, DeletedRange[]> {
    const unknown = new Map<number, DeletedRange[]>()
    for (const [client, ranges] of deletes) {
      const rest = ranges.flatMap((range) => this.#unknownOf(client, range))
      if (rest.length > 0) unknown.set(client, rest)
    }
    return unknown
  }

  /** True when some of `deletes` is deleted already. */
  knowsSome(deletes: Deletes): boolean {
    for (const [client, ranges] of deletes)
      for (const { clock, length } of ranges) {
        const known = this.#ranges.get(client)
        const next = known?.[firstEndingAfter(known, clock)]
        if (next && next.clock < clock + length) return true
      }
    return false
  }

  add(deletes: Deletes): void {
    for (const [client, ranges] of deletes)
      if (ranges.length > MERGED_FROM) this.#merge(client, ranges)
      else for (const range of ranges) this.#insert(client, range)
  }

  #merge(client: number, added: readonly DeletedRange[]): void {
    const merged: DeletedRange[] = []
    for (const { clock, length } of [...(this.#ranges.get(client) ?? []), ...added].sort(byClock)) {
      const last = merged.at(-1)
      if (last && clock <= last.clock + last.length)
        last.length = Math.max(last.length, clock + length - last.clock)
      else merged.push({ clock, length })
    }
    this.#ranges.set(client, merged)
  }

  #unknownOf(client: number, { clock, length }: DeletedRange): DeletedRange[] {
    const known = this.#ranges.get(client)
    const end = clock + length
    const rest: DeletedRange[] = []
    let at = clock
    for (let i = known ? firstEndingAfter(known, clock) : 0; known && i < known.length; i++) {
      const range = known[i]
      if (!range || range.clock >= end) break
      if (range.clock > at) rest.push({ clock: at, length: range.clock - at })
      at = Math.max(at, range.clock + range.length)
    }
    if (at < end) rest.push({ clock: at, length: end - at })
    return rest
  }

  #insert(client: number, { clock, length }: DeletedRange): void {
    const known = this.#ranges.get(client)
    if (!known) {
      this.#ranges.set(client, [{ clock, length }])
      return
    }
    // Ranges that touch become one, so that a word deleted letter by letter is one range.
    const first = firstEndingAfter(known, clock - 1)
    let from = clock
    let to = clock + length
    let after = first
    for (let range = known[after]; range && range.clock <= to; range = known[++after]) {
      from = Math.min(from, range.clock)
      to = Math.max(to, range.clock + range.length)
    }
    known.splice(first, after - first, { clock: from, length: to - from })
  }
}

function byClock(a: DeletedRange, b: DeletedRange): number {
  return a.clock - b.clock
}

/** Index of the first range that ends after `clock`; the length when there is none. */
function firstEndingAfter(ranges: readonly DeletedRange[], clock: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const range = ranges[middle]
    if (range && range.clock + range.length > clock) high = middle
    else low = middle + 1
  }
  return low
}
