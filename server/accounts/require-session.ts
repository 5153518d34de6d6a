import type { Person } from '#server/contracts/actors.ts'
import { AppError } from '#server/platform/errors.ts'

/**
 * Keys, sessions and passwords are managed from a session only: a key that leaked must not be able to make itself successors
 * or put its owner out. Returns the id of the session. Throws `forbidden` for a key.
 */
export function requireSession(actor: Person): string {
  if (actor.via.type === 'session') return actor.via.sessionId
  throw new AppError(
    'forbidden',
    'This is done in the browser, not with an API key: sign in and open your profile.',
  )
}
