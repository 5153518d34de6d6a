import type { BreakerView } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { readBreakers } from './internal/breaker-rows.ts'

export type BreakerStanding = Omit<BreakerView, 'provider' | 'model'>

const NEVER_OPENED: BreakerStanding = {
  ...{ state: 'closed', failures: 0, tripped: false, openedAt: null, retryAt: null, lastError: null },
}

/** How the breaker of each provider stands, asked by name; closed where it never opened. */
export async function knownBreakers(
  ctx: Pick<Context, 'db'>,
): Promise<(provider: string) => BreakerStanding> {
  const rows = new Map((await readBreakers(ctx.db)).map((row) => [row.provider, row]))
  return (provider) => {
    const row = rows.get(provider)
    if (!row) return NEVER_OPENED
    return {
      state: row.state,
      failures: row.failures,
      tripped: row.tripped,
      openedAt: row.openedAt?.toISOString() ?? null,
      retryAt: row.retryAt?.toISOString() ?? null,
      lastError: row.lastError,
    }
  }
}
