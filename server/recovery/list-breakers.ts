import type { Person } from '#server/contracts/actors.ts'
import type { BreakerView } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { readBreakers } from './internal/breaker-rows.ts'
import { requireRecoveryAccess } from './recovery.policy.ts'

/** The breaker of each configured provider, in the order in which they are asked. Names and models only, never a key. */
export async function listBreakers(ctx: Context, actor: Person): Promise<BreakerView[]> {
  requireRecoveryAccess(actor)
  const rows = new Map((await readBreakers(ctx.db)).map((row) => [row.provider, row]))
  return ctx.config.providers.map(({ name, model }) => {
    const row = rows.get(name)
    return {
      provider: name,
      model,
      state: row?.state ?? 'closed',
      failures: row?.failures ?? 0,
      tripped: row?.tripped ?? false,
      openedAt: row?.openedAt?.toISOString() ?? null,
      retryAt: row?.retryAt?.toISOString() ?? null,
      lastError: row?.lastError ?? null,
    }
  })
}
