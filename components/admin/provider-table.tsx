'use client'

import type { StatSeries } from '#server/contracts/statistics.ts'
import { duration } from '../jobs/job-words.ts'
import { type Column, DataTable } from './data-table.tsx'

type Tried = {
  provider: string
  asked: number
  answered: number
  failed: number
  rejected: number
  ms: number
}

/** Each provider over the range: how often it was asked and answered, and how long a try took on average. */
export function ProviderTable({ statistics }: { statistics: StatSeries }) {
  const rows = triedOf(statistics)
  if (rows.length === 0) return null
  return (
    <div className="mt-8">
      <DataTable
        label="Providers over this time"
        columns={COLUMNS}
        rows={rows}
        keyOf={(row) => row.provider}
      />
    </div>
  )
}

function triedOf({ lines }: StatSeries): Tried[] {
  const byName = new Map<string, Tried>()
  for (const { metric, label, count, sum } of lines) {
    if (metric !== 'provider') continue
    const at = label.lastIndexOf(':')
    const [provider, outcome] = [label.slice(0, at), label.slice(at + 1)]
    const row = byName.get(provider) ?? { provider, asked: 0, answered: 0, failed: 0, rejected: 0, ms: 0 }
    byName.set(provider, row)
    // What was skipped was not asked.
    if (outcome === 'skipped') continue
    row.asked += count
    row.ms += sum
    if (outcome === 'answered' || outcome === 'failed' || outcome === 'rejected') row[outcome] += count
  }
  return [...byName.values()].filter(({ asked }) => asked > 0).toSorted((a, b) => b.asked - a.asked)
}

const COLUMNS: readonly Column<Tried>[] = [
  { head: 'Provider', grow: true, cell: ({ provider }) => <span className="font-medium">{provider}</span> },
  { head: 'Asked', align: 'right', cell: ({ asked }) => asked.toLocaleString('en') },
  {
    head: 'Answered',
    align: 'right',
    cell: ({ asked, answered }) => `${Math.round((answered / asked) * 100)} %`,
  },
  { head: 'Failed', align: 'right', wide: true, cell: ({ failed }) => failed.toLocaleString('en') },
  {
    head: 'Not good enough',
    align: 'right',
    wide: true,
    cell: ({ rejected }) => rejected.toLocaleString('en'),
  },
  { head: 'Mean time', align: 'right', cell: ({ asked, ms }) => duration(ms / asked) },
]
