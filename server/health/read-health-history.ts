import type { Person } from '#server/contracts/actors.ts'
import { HEALTH_STATES, type HealthHistory } from '#server/contracts/admin.ts'
import type { RangeQuery } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { readSeries } from '#server/platform/read-series.ts'
import { requireHealthAccess } from './health.policy.ts'
import { allProbes } from './probes.ts'

const WORST_FIRST = HEALTH_STATES.toReversed()

/** What the probers of every web process found over a range, by subsystem. */
export async function readHealthHistory(
  ctx: Context,
  actor: Person,
  { range }: RangeQuery,
): Promise<HealthHistory> {
  requireHealthAccess(actor)
  const names = allProbes(ctx.config).map(({ name }) => name)
  const { from, stepSeconds, points, lines } = await readSeries(ctx, {
    subsystem: 'health',
    metrics: names,
    range,
  })
  return {
    ...{ range, from, stepSeconds, points },
    subsystems: names.map((name) => ({
      name,
      states: Array.from(
        { length: points },
        (_, step) =>
          WORST_FIRST.find((state) =>
            lines.some(
              (line) => line.metric === name && line.label === state && (line.counts[step] ?? 0) > 0,
            ),
          ) ?? null,
      ),
    })),
  }
}
