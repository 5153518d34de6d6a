import type { Person } from '#server/contracts/actors.ts'
import type { RecoveryReport } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { series, sumSince } from '#server/platform/statistics.ts'
import { listBreakers } from '#server/providers/list-breakers.ts'
import { listInteractions } from './list-interactions.ts'

const HOUR_MS = 3_600_000
const STEPS = { subsystem: 'recovery', metric: 'step' }

/** How requests were answered lately, and the state of each provider's breaker. The counters are of the installation. */
export async function readRecoveryReport(ctx: Context, actor: Person): Promise<RecoveryReport> {
  const now = ctx.clock.now()
  // First, because it decides whether the actor may see any of this.
  const breakers = await listBreakers(ctx, actor)
  const [totals, points, newest] = await Promise.all([
    sumSince(ctx.db, { ...STEPS, since: new Date(now - 24 * HOUR_MS) }),
    series(ctx.db, { ...STEPS, since: new Date(now - HOUR_MS) }),
    listInteractions(ctx, actor),
  ])
  const answeredBy = Object.fromEntries(Object.entries(totals).map(([step, { count }]) => [step, count]))
  return { breakers, answeredBy, series: points, newest }
}
