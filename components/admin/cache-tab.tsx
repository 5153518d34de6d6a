'use client'

import type { CacheReport } from '#server/contracts/admin.ts'
import type { CacheStatistics } from '#server/contracts/cache.ts'
import type { CostReport } from '#server/contracts/cost-report.ts'
import { byteWords } from '../byte-words.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useCacheReport, useCacheStatistics } from '../hooks/use-admin-cache.ts'
import { useProviderCosts } from '../hooks/use-providers.ts'
import { duration } from '../jobs/job-words.ts'
import { moneyWords } from '../money-words.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { CacheEntries } from './cache-entries.tsx'
import { CacheKinds } from './cache-kinds.tsx'
import { StackedBars } from './charts/stacked-bars.tsx'
import { CACHE_MARKS } from './marks.ts'
import { OverTimeHeading, RANGE_WORDS, useRange } from './range-picker.tsx'
import { Stat, StatRow } from './stat.tsx'

/** What was answered without asking anybody again, what that saved, and what is kept for it. */
export function CacheTab() {
  const range = useRange()
  const report = useCacheReport()
  const statistics = useCacheStatistics(range)
  const costs = useProviderCosts(range)
  return (
    <>
      <QueryView query={report} loading={<Skeleton className="mb-8 h-16 w-full" />}>
        {(known) => <Figures report={known} statistics={statistics.data} costs={costs.data} />}
      </QueryView>
      <OverTimeHeading />
      <QueryView query={statistics} loading={<Skeleton className="h-40 w-full" />}>
        {(known) => (
          <>
            <StackedBars
              title="Look-ups"
              note={RANGE_WORDS[range]}
              leastTop={4}
              data={{
                ...known.series,
                series: CACHE_MARKS.flatMap(({ key, label, mark }) => {
                  const line = known.series.lines.find((each) => each.label === key)
                  return line && line.count > 0 ? [{ key, label, mark, values: line.counts }] : []
                }),
              }}
            />
            <Leavings statistics={known} />
          </>
        )}
      </QueryView>
      <CacheKinds />
      <CacheEntries />
    </>
  )
}

type FiguresProps = {
  report: CacheReport
  statistics: CacheStatistics | undefined
  costs: CostReport | undefined
}

function Figures({ report, statistics, costs }: FiguresProps) {
  return (
    <StatRow>
      <Stat label="answered from the cache" note="last 24 hours">
        {report.hitRate === null ? '–' : `${Math.round(report.hitRate * 100)} %`}
      </Stat>
      <Stat label="of computing saved" note={statistics ? RANGE_WORDS[statistics.range] : null}>
        {statistics ? duration(statistics.savedMs) : '–'}
      </Stat>
      {costs && costs.saved.length > 0 ? (
        <Stat label="of charges saved" note={RANGE_WORDS[costs.range]}>
          {costs.saved.map(moneyWords).join(' ')}
        </Stat>
      ) : null}
      <Stat label="answers kept">{report.entries.toLocaleString('en')}</Stat>
      <Stat label={`of ${byteWords(report.maxBytes)} used`}>{byteWords(report.bytes)}</Stat>
    </StatRow>
  )
}

const LEAVINGS = {
  'memory:size': 'left memory for room',
  'memory:expired': 'left memory by age',
  'database:size': 'left the database for room',
  'database:expired': 'left the database by age',
} as const

/** Why answers left; without a word where none did. */
function Leavings({ statistics }: { statistics: CacheStatistics }) {
  const parts = [
    ...Object.entries(LEAVINGS).map(([key, words]) => ({ words, count: statistics.evicted[key] ?? 0 })),
    {
      words: 'forgotten by hand or by changes',
      count: Object.values(statistics.invalidated).reduce((all, count) => all + count, 0),
    },
  ].filter(({ count }) => count > 0)
  if (parts.length === 0) return null
  return (
    <p className="mt-3 text-muted text-sm">
      {parts.map(({ words, count }) => `${count.toLocaleString('en')} ${words}`).join(' · ')}
    </p>
  )
}
