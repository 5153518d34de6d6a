import type { Contribution } from '#prisma/client.ts'
import { describeKeys } from '#server/accounts/describe-keys.ts'
import type { ContributionView } from '#server/contracts/contributions.ts'
import type { Context } from '#server/platform/context.ts'

/** A contribution as it leaves the house; the key is told by the name that its owner gave it. */
export async function presentContribution(
  ctx: Pick<Context, 'db'>,
  { id, documentId, keyId, userId, createdAt }: Contribution,
  state: ContributionView['state'],
): Promise<ContributionView> {
  const key = keyId === null ? undefined : (await describeKeys(ctx, [keyId])).get(keyId)
  return { id, documentId, key: key ?? null, userId, createdAt: createdAt.toISOString(), state }
}
