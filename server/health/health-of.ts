import type { Context } from '#server/platform/context.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { createProber, type Prober } from './prober.ts'
import { allProbes } from './probes.ts'

const probers = processWide('health probers', () => new WeakMap<Context, Prober>())

/** The prober of this process, started by the first question. */
export function healthOf(ctx: Context): Prober {
  const known = probers.get(ctx)
  if (known) return known
  const prober = createProber(ctx, allProbes(ctx.config))
  probers.set(ctx, prober)
  return prober
}
