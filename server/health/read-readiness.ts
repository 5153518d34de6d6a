import type { Readiness } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { healthOf } from './health-of.ts'

// Without these nothing can be served truthfully; the others limit what works.
const NEEDED: ReadonlySet<string> = new Set(['database', 'migrations'])

/** Whether requests should be sent here. Open to everybody, so it names no subsystem. */
export async function readReadiness(ctx: Context): Promise<Readiness> {
  const findings = await healthOf(ctx).findings()
  return { ready: findings.every(({ name, state }) => state !== 'down' || !NEEDED.has(name)) }
}
