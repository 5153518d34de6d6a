import type { Person } from '#server/contracts/actors.ts'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { requireSession } from './require-session.ts'

/** Ends a key of the person's own, for requests within a second and for open sockets by a signal. Throws `not-found`. */
export async function revokeApiKey(ctx: Context, actor: Person, id: string): Promise<void> {
  requireSession(actor)
  await transaction(ctx, async (tx, afterCommit) => {
    const [revoked] = await tx.apiKey.updateManyAndReturn({
      where: { id, userId: actor.userId, revokedAt: null },
      data: { revokedAt: new Date(ctx.clock.now()) },
      select: { workspaceId: true },
    })
    if (!revoked) throw notFound('key')
    const { workspaceId } = revoked
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'api-key.revoked',
      subjectType: 'api-key',
      subjectId: id,
    })
    afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, actor.userId))
  })
}
