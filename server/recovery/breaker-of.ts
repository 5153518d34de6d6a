import type { BreakerView } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { readBreakers } from './internal/breaker-rows.ts'

/** How a provider's breaker stands; closed where it never opened. */
export async function breakerOf(
  ctx: Pick<Context, 'db'>,
  provider: string,
): Promise<Pick<BreakerView, 'state' | 'lastError'>> {
  const [row] = await readBreakers(ctx.db, provider)
  return row ?? { state: 'closed', lastError: null }
}
