import type { Person } from '#server/contracts/actors.ts'
import type { Cost } from '#server/contracts/cost.ts'
import type { CostLine, CostReport } from '#server/contracts/cost-report.ts'
import type { StatLine, StatRange } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { readSeries } from '#server/platform/read-series.ts'
import { listProviders } from '#server/providers/list-providers.ts'
import { COST_METRICS, COST_SUBSYSTEM } from './count-costs.ts'

/** What each provider of the workspace cost over a range, from the counters. Throws `not-found` for others than owners. */
export async function readCosts(ctx: Context, actor: Person, range: StatRange): Promise<CostReport> {
  // First, because it decides whether the actor may see any of this.
  const { providers } = await listProviders(ctx, actor)
  const { from, stepSeconds, points, lines } = await readSeries(ctx, {
    subsystem: COST_SUBSYSTEM,
    metrics: COST_METRICS,
    range,
  })
  const of = (metric: (typeof COST_METRICS)[number]): StatLine[] =>
    lines.filter((line) => line.metric === metric)
  const names = [...new Set(providers.map(({ name }) => name))]
  return {
    ...{ range, from },
    providers: names.map((name) => ({
      name,
      lastAnswerAt: providers.find((one) => one.name === name)?.running.lastAnswerAt ?? null,
      costs: of('charged').flatMap((line) => {
        const [provider, currency = ''] = line.label.split(':')
        return provider === name ? [costOf(line, currency)] : []
      }),
      unpriced: of('unpriced').find(({ label }) => label === name)?.count ?? 0,
    })),
    saved: of('saved').map((line) => costOf(line, line.label)),
    ...{ stepSeconds, points },
    lines: [
      ...added(
        of('charged'),
        ([name = '', currency]) => names.includes(name) && { of: 'provider', name, currency },
      ),
      ...added(
        of('charged-kind'),
        ([provider = '', currency, name = '']) => names.includes(provider) && { of: 'kind', name, currency },
      ),
      ...added(of('saved-kind'), ([name = '', currency]) => ({ of: 'saved', name, currency })),
    ],
  }
}

type Name = Pick<CostLine, 'of' | 'name'> & { currency: string | undefined }

/** Lines by what their labels name, those of one name added up. */
function added(lines: readonly StatLine[], nameOf: (label: string[]) => Name | false): CostLine[] {
  const found = new Map<string, CostLine>()
  for (const { label, sums } of lines) {
    const name = nameOf(label.split(':'))
    if (!name) continue
    const { currency = '' } = name
    const key = `${name.name} ${currency}`
    const known = found.get(key)?.micros
    found.set(key, { ...name, currency, micros: sums.map((sum, at) => Math.round(sum) + (known?.[at] ?? 0)) })
  }
  return [...found.values()]
}

function costOf({ sum }: StatLine, currency: string): Cost {
  return { micros: Math.round(sum), currency }
}
