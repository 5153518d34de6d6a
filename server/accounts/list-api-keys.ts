import type { ApiKeyView } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { apiKeyView } from './api-key.presenter.ts'

/** The person's own keys in a workspace that are not revoked, newest first. */
export async function listApiKeys(ctx: Context, actor: Person, workspaceId: string): Promise<ApiKeyView[]> {
  const rows = await ctx.db.prisma.apiKey.findMany({
    where: { userId: actor.userId, workspaceId, revokedAt: null },
    orderBy: { id: 'desc' },
  })
  return rows.map(apiKeyView)
}
