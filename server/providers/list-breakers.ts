import type { Person } from '#server/contracts/actors.ts'
import type { BreakerView } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { knownBreakers } from '#server/recovery/known-breakers.ts'
import { requireRecoveryAccess } from '#server/recovery/recovery.policy.ts'
import { knownProviders } from './known-providers.ts'

/** The breaker of each provider of the workspace, in the order in which they are asked. Names and models only, never a key. */
export async function listBreakers(ctx: Context, actor: Person): Promise<BreakerView[]> {
  const workspaceId = requireRecoveryAccess(actor)
  const [providers, standing] = await Promise.all([knownProviders(ctx, workspaceId), knownBreakers(ctx)])
  return providers.map(({ name, model }) => ({ provider: name, model, ...standing(name) }))
}

/** One of them. Throws `not-found` for a provider that is not configured, or not in this workspace. */
export async function requireBreaker(ctx: Context, actor: Person, provider: string): Promise<BreakerView> {
  const view = (await listBreakers(ctx, actor)).find((breaker) => breaker.provider === provider)
  if (!view) throw notFound('provider')
  return view
}
