import type { ContributingKey } from '#server/contracts/contributions.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'

/** What people are told of these keys, by id; nothing of one whose account is gone. Who may know is for the caller to ask. */
export async function describeKeys(
  ctx: Pick<Context, 'db'>,
  ids: readonly string[],
): Promise<Map<string, ContributingKey>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.prisma.apiKey.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true, revokedAt: true },
  })
  return new Map(rows.map(({ id, name, revokedAt }) => [id, { name, revoked: revokedAt !== null }]))
}

/** True while the key is not revoked; it is not revoked before the transaction ends. */
export async function holdLiveKey(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM "ApiKey" WHERE id = ${id}::uuid AND "revokedAt" IS NULL FOR SHARE`
  return rows.length === 1
}
