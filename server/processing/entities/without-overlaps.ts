import type { Entity } from '#server/contracts/text-kinds.ts'

/** The entities in the order of the text, without those that overlap one that stands earlier in the list given. */
export function withoutOverlaps(entities: readonly Entity[]): Entity[] {
  const ranked = entities
    .map((entity, rank) => ({ entity, rank }))
    .sort((a, b) => a.entity.start - b.entity.start)
  const kept: { entity: Entity; rank: number }[] = []
  for (const next of ranked) {
    let last = kept.at(-1)
    let displaced = true
    // A surer entity may reach over several less sure ones that began before it.
    while (last && last.entity.end > next.entity.start) {
      if (last.rank < next.rank) {
        displaced = false
        break
      }
      kept.pop()
      last = kept.at(-1)
    }
    if (displaced) kept.push(next)
  }
  return kept.map(({ entity }) => entity)
}
