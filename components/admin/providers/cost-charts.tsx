'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import type { CostLine, CostReport } from '#server/contracts/cost-report.ts'
import { moneyWords } from '../../money-words.ts'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { StackedBars } from '../charts/stacked-bars.tsx'
import { RANGE_WORDS } from '../range-picker.tsx'
import { costCsv, costSeries, currenciesOf } from './cost-lines.ts'

const SORTS: readonly { value: CostLine['of']; label: string }[] = [
  { value: 'provider', label: 'By provider' },
  { value: 'kind', label: 'By kind' },
  { value: 'saved', label: 'Saved by the cache' },
]

/** What models cost day by day, a chart for each currency, and all of it to take along. */
export function CostCharts({ report }: { report: CostReport }) {
  const [sort, setSort] = useState<CostLine['of']>('provider')
  const currencies = currenciesOf(report)
  if (currencies.length === 0) return null
  return (
    <section className="mt-10" aria-labelledby="costs-by-day">
      <div className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h2 id="costs-by-day" className="display text-xl">
          Costs
        </h2>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <SegmentedControl label="Costs of what" value={sort} onChange={setSort} options={SORTS} />
          <a
            download={`weft-costs-${report.from.slice(0, 10)}.csv`}
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(costCsv(report))}`}
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-sm text-soft transition-colors hover:bg-hover hover:text-ink pointer-coarse:h-10"
          >
            <Download aria-hidden="true" size={14} />
            CSV
          </a>
        </div>
      </div>
      <div className="grid gap-10">
        {currencies.map((currency) => {
          const format = (micros: number): string => moneyWords({ micros: Math.round(micros), currency })
          return (
            <StackedBars
              key={currency}
              title={`${sort === 'saved' ? 'Saved' : 'Charged'} in ${currency}`}
              note={RANGE_WORDS[report.range]}
              format={format}
              totalOf={({ values }) => format(values.reduce<number>((sum, value) => sum + (value ?? 0), 0))}
              data={{ ...report, series: costSeries(report.lines, sort, currency) }}
            />
          )
        })}
      </div>
    </section>
  )
}
