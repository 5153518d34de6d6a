import type { ContributingKey } from '#server/contracts/contributions.ts'

/** Who wrote as agent: the name that the owner of the key gave it, and whether it may still write. */
export function keyWords(key: ContributingKey | null): string {
  if (!key) return 'by an agent whose owner has left'
  return key.revoked ? `by ${key.name}, an agent whose key was revoked since` : `by ${key.name}, an agent`
}
