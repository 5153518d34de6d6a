import { authenticate } from '#server/accounts/authenticate.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { sha256 } from '#server/platform/ids.ts'
import { createKey, type TestPerson } from './factories.ts'

export type TestAgent = { key: string; keyId: string; actor: Person }

/** A key of a person that writes as agent, under a name, and who acts when it is used. */
export async function createAgent(
  ctx: Context,
  { userId, workspaceId }: TestPerson,
  name = 'Nightly notes',
): Promise<TestAgent> {
  const key = await createKey(ctx, userId, workspaceId, ['read', 'agent'])
  const { id: keyId } = await ctx.db.prisma.apiKey.update({ where: { hash: sha256(key) }, data: { name } })
  const actor = await authenticate(ctx, { authorization: `Bearer ${key}` })
  if (actor.kind !== 'person') throw new Error('the key is nobody')
  return { key, keyId, actor }
}
