import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import { doorIsClosed } from './read-door.ts'

/**
 * The invitation that a link's token opens. Throws `not-found` for a token that never was, and `gone` for one that was
 * used, revoked or has expired: its holder is told to ask for another. `forbidden` while the workspace is closed.
 */
export async function findOpenInvitation(tx: Transaction, clock: Context['clock'], token: string) {
  const row = await tx.invitation.findUnique({
    where: { tokenHash: sha256(token) },
    include: { workspace: { select: { name: true, registration: true } } },
  })
  if (!row) throw notFound('invitation')
  if (row.acceptedAt || row.revokedAt || row.expiresAt.getTime() <= clock.now()) throw invitationIsOver()
  if (row.workspace.registration === 'closed') throw doorIsClosed()
  return row
}

export function invitationIsOver(): AppError {
  return new AppError('gone', 'This invitation is no longer valid. Ask for a new one.')
}
