import type { CreateApiKey, NewApiKey } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId, newSecret, sha256 } from '#server/platform/ids.ts'
import { apiKeyView } from './api-key.presenter.ts'
import { requireSession } from './require-session.ts'

const DAY_MS = 86_400_000
const PREFIX_SHOWN = 12
// Enough for every device and script of a person; a runaway script cannot fill the table.
const KEYS_MAX = 50

/** Makes a key that acts as its maker in one workspace. The key itself is in this answer and nowhere else. */
export async function createApiKey(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  input: CreateApiKey,
): Promise<NewApiKey> {
  requireSession(actor)
  const key = `weft_${newSecret()}`
  const { name, scopes, expiresInDays } = input
  return await transaction(ctx, async (tx) => {
    // Two at once may not both be the last one.
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${actor.userId}::uuid FOR UPDATE`
    const live = await tx.apiKey.count({ where: { userId: actor.userId, revokedAt: null } })
    if (live >= KEYS_MAX)
      throw new AppError('conflict', `You have ${KEYS_MAX} keys, the limit. Revoke one first.`)
    const row = await tx.apiKey.create({
      data: {
        id: newId(),
        userId: actor.userId,
        workspaceId,
        name,
        prefix: key.slice(0, PREFIX_SHOWN),
        hash: sha256(key),
        scopes: [...new Set(scopes)],
        expiresAt: expiresInDays ? new Date(ctx.clock.now() + expiresInDays * DAY_MS) : null,
      },
    })
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'api-key.created',
      subjectType: 'api-key',
      subjectId: row.id,
    })
    return { ...apiKeyView(row), key }
  })
}
