import type { Membership, Person } from '#server/contracts/actors.ts'
import { AppError } from '#server/platform/errors.ts'

/** A new page at the top of the tree is for members and owners. Throws `forbidden`. */
export function requireMayCreateAtTop(membership: Membership): void {
  if (membership.role === 'guest')
    throw new AppError('forbidden', 'Guests add pages only below a page that they may edit.')
}

/** A key that may only read changes nothing, whoever holds it. Throws `forbidden`. */
export function requireMayWrite(actor: Person): void {
  if (actor.via.type === 'key' && !actor.via.scopes.includes('write'))
    throw new AppError('forbidden', 'This API key may only read; make one with the scope write.')
}
