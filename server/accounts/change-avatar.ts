import type { Person } from '#server/contracts/actors.ts'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { sha256 } from '#server/platform/ids.ts'
import { encodeAvatar } from './encode-avatar.ts'

const HASH_SHOWN = 16

/** Gives the person a picture, or with undefined takes it away again; open pages show it within a second. */
export async function changeAvatar(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  picture: AsyncIterable<Uint8Array> | undefined,
): Promise<void> {
  const encoded = picture && new Uint8Array(await encodeAvatar(picture))
  const hash = encoded ? sha256(encoded).slice(0, HASH_SHOWN) : null
  const { userId } = actor
  await transaction(ctx, async (tx, afterCommit) => {
    await tx.user.update({ where: { id: userId }, data: { image: hash } })
    if (encoded && hash)
      await tx.avatar.upsert({
        where: { userId },
        create: { userId, hash, bytes: encoded },
        update: { hash, bytes: encoded },
      })
    else await tx.avatar.deleteMany({ where: { userId } })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: encoded ? 'avatar.changed' : 'avatar.removed',
      subjectType: 'person',
      subjectId: userId,
    })
    afterCommit(() => ctx.bus.notify(ACCESS_CHANNEL, userId))
  })
}
