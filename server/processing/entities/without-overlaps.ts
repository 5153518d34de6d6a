import type { Entity } from '#server/contracts/text-kinds.ts'

/** The entities in the order of the text; of those that overlap, the one that stands earlier in the list given. */
export function withoutOverlaps(entities: readonly Entity[]): Entity[] {
  const taken: Entity[] = []
  for (const next of entities) {
    const at = firstFrom(taken, next.start)
    const [before, after] = [taken[at - 1], taken[at]]
    if (before && before.end > next.start) continue
    if (after && after.start < next.end) continue
    taken.splice(at, 0, next)
  }
  return taken
}

/** Where the first entity that begins at `start` or later stands among those in order. */
function firstFrom(taken: readonly Entity[], start: number): number {
  let low = 0
  let high = taken.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((taken[middle]?.start ?? 0) < start) low = middle + 1
    else high = middle
  }
  return low
}
