import type { SegmentAuthor } from './segment-codec.ts'
import type { Span } from './span-codec.ts'

/** Who brought something, by which update, at milliseconds since 1970. */
export type Origin = { author: SegmentAuthor; at: number; seq: number }

type Lane = { ends: number[]; origins: Origin[] }

/**
 * Tells of every clock of every Yjs client which update brought it first. An update that repeats what was known brings
 * nothing of it: authorship is the delivering connection's, and the first delivery counts.
 */
export class AttributionIndex {
  readonly #lanes = new Map<number, Lane>()

  /** @param spans in the order of their numbers, from the first on */
  constructor(spans: Iterable<Span>) {
    for (const { ranges, author, at, seq } of spans) {
      const origin = { author, at, seq }
      for (const { client, to } of ranges) {
        const lane = this.#lane(client)
        if (to <= (lane.ends.at(-1) ?? 0)) continue
        lane.ends.push(to)
        lane.origins.push(origin)
      }
    }
  }

  /**
   * The origins of `length` clocks from `clock` on, in order; each with how many of them it brought. Undefined for clocks that
   * no update brought.
   */
  *origins(client: number, clock: number, length: number): Generator<[Origin | undefined, number]> {
    const lane = this.#lanes.get(client)
    const end = clock + length
    for (let place = lane ? firstAbove(lane.ends, clock) : 0; clock < end; place++) {
      const next = Math.min(end, lane?.ends[place] ?? end)
      yield [lane?.origins[place], next - clock]
      clock = next
    }
  }

  #lane(client: number): Lane {
    const known = this.#lanes.get(client)
    if (known) return known
    const lane: Lane = { ends: [], origins: [] }
    this.#lanes.set(client, lane)
    return lane
  }
}

/** The first place whose number is above `clock`; the numbers rise. */
function firstAbove(ends: readonly number[], clock: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) > clock) high = middle
    else low = middle + 1
  }
  return low
}
