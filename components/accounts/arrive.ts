import type { Arrival } from '#server/contracts/accounts.ts'

/** Goes to where an account lands. A load of a new page, so that nothing read as somebody else, or as nobody, stays in memory. */
export function arrive(arrival: Arrival): void {
  window.location.assign(arrival.documentId ? `/documents/${arrival.documentId}` : '/')
}
