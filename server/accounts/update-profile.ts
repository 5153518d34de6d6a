import type { Person } from '#server/contracts/actors.ts'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import type { UpdateProfile } from '#server/contracts/profile.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'

/** Changes how others see the person; open pages show it within a second. */
export async function updateProfile(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  { name, hue }: UpdateProfile,
): Promise<void> {
  const { userId } = actor
  await transaction(ctx, async (tx, afterCommit) => {
    await tx.user.update({
      where: { id: userId },
      data: { ...(name === undefined ? {} : { name }), ...(hue === undefined ? {} : { hue }) },
    })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'profile.changed',
      subjectType: 'person',
      subjectId: userId,
      detail: { name: name !== undefined, hue: hue ?? null },
    })
    afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, userId))
  })
}
