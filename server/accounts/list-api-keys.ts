import type { ApiKeyList } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { PageQuery } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage } from '#server/platform/list-page.ts'
import { apiKeyView } from './api-key.presenter.ts'

/** The person's own keys in a workspace that are not revoked, newest first. */
export async function listApiKeys(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  { cursor, limit }: PageQuery,
): Promise<ApiKeyList> {
  const own = { userId: actor.userId, workspaceId, revokedAt: null }
  return await listPage({
    ...{ cursor, limit },
    load: (after, take) =>
      ctx.db.prisma.apiKey.findMany({
        where: { ...own, ...(after && { id: { lt: after.id } }) },
        orderBy: { id: 'desc' },
        take,
      }),
    placeOf: ({ id }) => ({ id }),
    show: (rows) => rows.map(apiKeyView),
  })
}
