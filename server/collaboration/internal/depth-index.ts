import type { ParsedItem, StructId } from './parse-update.ts'

/** Elements inside elements; fifty lists in lists. Editors read a page by recursion, and thousands would end every one. */
export const DEPTH_MAX = 100

/** How deep in the page the items of a document stand: those right in the body at 1. */
export class DepthIndex {
  readonly #depths = new Map<number, Map<number, number>>()
  #deepest = 0

  /** Undefined for what was never seen, or only as remains. */
  of(id: StructId): number | undefined {
    return this.#depths.get(id.client)?.get(id.clock)
  }

  /**
   * What an item counts as whose place cannot be told, because its neighbours were deleted and cleaned away: as deep as
   * anything. Were it less, a nest could be built through such gaps.
   */
  get deepest(): number {
    return this.#deepest
  }

  /** Takes in items that follow those taken in before; `outside` knows the document that they belong to. */
  add(items: readonly ParsedItem[], outside?: () => DepthIndex): void {
    const local = new Map<string, ParsedItem>()
    for (const item of items) local.set(`${item.client}:${item.clock}`, item)
    for (const start of items) {
      const path: ParsedItem[] = []
      let depth: number | undefined
      // Two items that name each other as origin would never end.
      const seen = new Set<ParsedItem>()
      for (let item = this.of(start) === undefined ? start : undefined; item && !seen.has(item); ) {
        seen.add(item)
        path.push(item)
        if (typeof item.parent === 'string') depth = 1
        const next: StructId | undefined =
          typeof item.parent === 'string' ? undefined : (item.parent ?? item.origin)
        const base = next && (this.of(next) ?? outside?.().of(next))
        if (base !== undefined) depth = base + (typeof item.parent === 'object' ? 1 : 0)
        item = next && base === undefined ? local.get(`${next.client}:${next.clock}`) : undefined
      }
      this.#settle(path, depth ?? Math.max(this.#deepest, outside?.().deepest ?? 0))
    }
  }

  /** The last of the path stands at `depth`; each before it beside or inside the one after it. */
  #settle(path: readonly ParsedItem[], depth: number): void {
    let at = depth
    for (let index = path.length - 1; index >= 0; index--) {
      const item = path[index]
      if (!item) continue
      if (index < path.length - 1 && typeof item.parent === 'object') at++
      this.#deepest = Math.max(this.#deepest, at)
      const known = this.#depths.get(item.client)
      if (known) known.set(item.clock, at)
      else this.#depths.set(item.client, new Map([[item.clock, at]]))
    }
  }
}
