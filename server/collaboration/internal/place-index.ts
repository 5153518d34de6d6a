import { ROOT } from '#server/contracts/collaboration.ts'
import type { ParsedItem, ParsedUpdate, StructId } from './parse-update.ts'
import { inOrder } from './struct-order.ts'

/** Where things stand in a page: the letters of the title or of a text, the children of an element, the values of an attribute. */
export type Place =
  | { readonly kind: 'title' }
  | { readonly kind: 'text'; attributes?: Map<string, Place> }
  /** `node` is undefined for the body itself; `depth` is that of the children, 1 right in the body. */
  | {
      readonly kind: 'children'
      readonly node: string | undefined
      readonly depth: number
      attributes?: Map<string, Place>
    }
  | { readonly kind: 'attribute'; readonly node: string; readonly key: string }

const TITLE: Place = { kind: 'title' }
const BODY: Place = { kind: 'children', node: undefined, depth: 1 }

/** From each of `starts` on, up to the next, the clocks of a client stand at the place beside it. */
type Runs = { starts: number[]; places: (Place | undefined)[] }

/**
 * Where each struct of a document stands. Most structs do not say so themselves: they name a neighbour, so that what a rule
 * allows depends on everything that came before. Undefined is the place of what was cleaned away: Yjs drops what is put
 * beside or into it, in every browser, so it is seen by nobody.
 */
export class PlaceIndex {
  readonly #below: PlaceIndex | undefined
  readonly #runs = new Map<number, Runs>()
  /** Of each client its elements and texts, by their clocks, and the place in each. */
  readonly #inside = new Map<number, Runs>()
  readonly #ends = new Map<number, number>()

  /** An index over `below`, which stays as it is: for an update that may still be refused. */
  constructor(below?: PlaceIndex) {
    this.#below = below
  }

  /** The place of a struct. */
  at(id: StructId): Place | undefined {
    const runs = this.#runs.get(id.client)
    if (!runs || id.clock < (runs.starts[0] ?? Number.POSITIVE_INFINITY)) return this.#below?.at(id)
    return runs.places[lastUpTo(runs.starts, id.clock)]
  }

  /** The place of what stands in an element or in a text. */
  inside(id: StructId): Place | undefined {
    const own = this.#inside.get(id.client)
    const index = own ? lastUpTo(own.starts, id.clock) : 0
    return own?.starts[index] === id.clock ? own.places[index] : this.#below?.inside(id)
  }

  /** The place that an item gives itself, as Yjs decides it: by its left neighbour, else its right one, else its parent. */
  placeOf({ origin, right, parent, key }: ParsedItem): Place | undefined {
    if (origin) return this.at(origin)
    if (right) return this.at(right)
    if (parent === ROOT.title) return TITLE
    if (parent === ROOT.body) return BODY
    const inside = typeof parent === 'object' ? this.inside(parent) : undefined
    return key === undefined ? inside : inside && attributeOf(inside, key)
  }

  /** Takes in one item that stands at `place`; its client's structs come in the order of their clocks. */
  put(item: ParsedItem, place: Place | undefined): void {
    const { client, clock, content } = item
    const runs = this.#runs.get(client)
    if (!runs) this.#runs.set(client, { starts: [clock], places: [place] })
    else if (runs.places.at(-1) !== place) {
      runs.starts.push(clock)
      runs.places.push(place)
    }
    if (!place || (content.kind !== 'element' && content.kind !== 'shared-text')) return
    const depth = place.kind === 'children' ? place.depth + 1 : 1
    const inside: Place =
      content.kind === 'element' ? { kind: 'children', node: content.name, depth } : { kind: 'text' }
    const known = this.#inside.get(client)
    if (known) {
      known.starts.push(clock)
      known.places.push(inside)
    } else this.#inside.set(client, { starts: [clock], places: [inside] })
  }

  /** Takes in an update of the log, which follows those taken in before. What is known already is passed over, as Yjs does. */
  add(update: ParsedUpdate): void {
    for (const item of inOrder(update) ?? update.items) {
      const end = this.#ends.get(item.client) ?? 0
      if (item.clock >= end) this.put(item, this.placeOf(item))
    }
    for (const { client, to } of update.ranges)
      this.#ends.set(client, Math.max(this.#ends.get(client) ?? 0, to))
  }
}

/** The index of the last of these ascending clocks that is not above `clock`; 0 when all are. */
function lastUpTo(clocks: readonly number[], clock: number): number {
  let low = 0
  let high = clocks.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((clocks[middle] ?? 0) <= clock) low = middle
    else high = middle - 1
  }
  return low
}

function attributeOf(inside: Place, key: string): Place | undefined {
  if (inside.kind !== 'children' && inside.kind !== 'text') return undefined
  inside.attributes ??= new Map()
  const known = inside.attributes.get(key)
  if (known) return known
  const node = inside.kind === 'text' ? '#text' : (inside.node ?? '#body')
  const place: Place = { kind: 'attribute', node, key }
  inside.attributes.set(key, place)
  return place
}
