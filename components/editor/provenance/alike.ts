import type { GeneratedPassage } from '#server/contracts/provenance.ts'

export type Alike = [GeneratedPassage, ...GeneratedPassage[]]

/** Passages of which the same is to be said, together: of one source, judged alike and accepted by the same people. */
export function alike(passages: readonly GeneratedPassage[]): Alike[] {
  const groups = new Map<string, Alike>()
  for (const passage of passages) {
    const { taskId, text, job, contribution } = passage
    const key = JSON.stringify([taskId, text, (job ?? contribution)?.accepted])
    const group = groups.get(key)
    if (group) group.push(passage)
    else groups.set(key, [passage])
  }
  return [...groups.values()]
}
