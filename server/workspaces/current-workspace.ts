import type { Membership, Person } from '#server/contracts/actors.ts'
import { AppError } from '#server/platform/errors.ts'

/** The workspace in which a person acts: a key's own, else the first that the person joined. Throws `forbidden` without one. */
export function currentWorkspace(actor: Person): Membership {
  const { via, memberships } = actor
  const own = via.type === 'key' ? memberships.find((m) => m.workspaceId === via.workspaceId) : memberships[0]
  if (!own)
    throw new AppError('forbidden', 'You belong to no workspace. Ask an owner of yours for an invitation.')
  return own
}
