import type { Person } from '#server/contracts/actors.ts'
import { AppError } from '#server/platform/errors.ts'

/** Keys are managed from a session only: a key that leaked must not be able to make itself successors. */
export function requireSession(actor: Person): void {
  if (actor.via.type !== 'session')
    throw new AppError('forbidden', 'API keys are managed in the browser, not with another key.')
}
