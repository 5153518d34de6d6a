import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { endSessions } from './end-sessions.ts'
import { requireSession } from './require-session.ts'

/** Signs one of the person's own browsers out. Throws `not-found`. */
export async function endSession(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  sessionId: string,
): Promise<void> {
  requireSession(actor)
  const { userId } = actor
  await transaction(ctx, async (tx, afterCommit) => {
    if ((await endSessions(ctx, tx, afterCommit, { userId, only: sessionId })) === 0)
      throw notFound('session')
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'session.ended',
      subjectType: 'session',
      subjectId: sessionId,
    })
  })
}

/** Signs every other browser of the person out; the one that asks stays signed in. */
export async function endOtherSessions(ctx: Context, actor: Person, workspaceId: string): Promise<void> {
  const except = requireSession(actor)
  const { userId } = actor
  await transaction(ctx, async (tx, afterCommit) => {
    const count = await endSessions(ctx, tx, afterCommit, { userId, except })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'sessions.ended',
      subjectType: 'person',
      subjectId: userId,
      detail: { count },
    })
  })
}
