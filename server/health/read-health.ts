import type { Person } from '#server/contracts/actors.ts'
import type { HealthReport } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import manifest from '../../package.json' with { type: 'json' }
import { requireHealthAccess } from './health.policy.ts'
import { healthOf } from './health-of.ts'

/** Every subsystem as it was found in the last seconds; the whole is as bad as the worst of them. */
export async function readHealth(ctx: Context, actor: Person): Promise<HealthReport> {
  requireHealthAccess(actor)
  const subsystems = await healthOf(ctx).findings()
  const worst = (['down', 'degraded'] as const).find((state) =>
    subsystems.some((each) => each.state === state),
  )
  return { state: worst ?? 'up', version: manifest.version, subsystems: [...subsystems] }
}
