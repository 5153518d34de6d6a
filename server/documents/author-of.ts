import type { Person } from '#server/contracts/actors.ts'

/** How a person stands in the update log: the account, and the session or key that delivered the edit. */
export function authorOf(actor: Person): { kind: 'person'; id: string; sessionId: string } {
  const { via } = actor
  return { kind: 'person', id: actor.userId, sessionId: via.type === 'key' ? via.keyId : via.sessionId }
}
