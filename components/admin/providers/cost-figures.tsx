import type { CostReport } from '#server/contracts/cost-report.ts'
import { costWords, moneyWords } from '../../money-words.ts'
import { Stat, StatRow } from '../stat.tsx'

/** What the models cost together, and what the cache spared, over the last 30 days. */
export function CostFigures({ report: { providers, saved } }: { report: CostReport }) {
  const totals = new Map<string, number>()
  for (const { micros, currency } of providers.flatMap(({ costs }) => costs))
    totals.set(currency, (totals.get(currency) ?? 0) + micros)
  const unpriced = providers.reduce((sum, each) => sum + each.unpriced, 0)
  if (totals.size === 0 && unpriced === 0 && saved.length === 0) return null
  const costs = [...totals].map(([currency, micros]) => ({ currency, micros }))
  return (
    <section className="mt-10" aria-label="Costs of the last 30 days">
      <StatRow>
        <Stat
          label="charged in 30 days"
          note={unpriced === 0 ? 'from tokens and prices' : `beside ${costWords([], unpriced)}`}
        >
          {costs.length === 0 ? '–' : costs.map(moneyWords).join(' ')}
        </Stat>
        <Stat label="saved by the cache" note="answers that were there already">
          {saved.length === 0 ? '–' : saved.map(moneyWords).join(' ')}
        </Stat>
      </StatRow>
    </section>
  )
}
