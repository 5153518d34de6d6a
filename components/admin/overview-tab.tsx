'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import type { HealthReport, TaskCounts } from '#server/contracts/admin.ts'
import type { TaskStatistics } from '#server/contracts/task-administration.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useCacheReport } from '../hooks/use-admin-cache.ts'
import { useDeadLetterGroups, type useTaskCounts, useTaskStatistics } from '../hooks/use-admin-tasks.ts'
import { duration, KIND_WORDS } from '../jobs/job-words.ts'
import { counted } from '../number-words.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import type { ChartSeries } from './charts/chart-data.ts'
import { LineChart } from './charts/line-chart.tsx'
import { StackedBars } from './charts/stacked-bars.tsx'
import { KindList } from './kind-list.tsx'
import { OUTCOME_MARKS, seriesColour } from './marks.ts'
import { OverTimeHeading, RANGE_WORDS, useRange } from './range-picker.tsx'
import { Stat, StatRow } from './stat.tsx'
import { WorkerList } from './worker-list.tsx'

type OverviewProps = {
  counts: ReturnType<typeof useTaskCounts>
  health: { data: HealthReport | undefined }
}

/** The state of everything in one look: what waits, what failed, how it went, who works. */
export function OverviewTab({ counts, health }: OverviewProps) {
  const range = useRange()
  const statistics = useTaskStatistics(range)
  return (
    <>
      <QueryView query={counts} loading={<Skeleton className="mb-10 h-72 w-full sm:h-20" />}>
        {(known) => <Figures counts={known} health={health.data} />}
      </QueryView>
      <OverTimeHeading />
      <QueryView query={statistics} loading={<Skeleton className="h-80 w-full" />}>
        {(known) => <Charts statistics={known} note={RANGE_WORDS[range]} />}
      </QueryView>
      <QueryView query={counts} loading={<Skeleton className="mt-10 h-40 w-full" />}>
        {(known) => (
          <div className="mt-12 grid gap-x-12 gap-y-10 lg:grid-cols-[1fr_2fr]">
            <Part title="Workers">
              <WorkerList workers={known.workers} oldestPendingSeconds={known.oldestPendingSeconds} />
            </Part>
            <Part title="Kinds of job">
              <KindList kinds={known.kinds} personCap={known.personCap} />
            </Part>
          </div>
        )}
      </QueryView>
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="display mb-3 text-xl">{title}</h2>
      {children}
    </section>
  )
}

function Figures({ counts, health }: { counts: TaskCounts; health: HealthReport | undefined }) {
  const dead = useDeadLetterGroups().data?.groups.reduce((all, { count }) => all + count, 0)
  const hitRate = useCacheReport().data?.hitRate
  const amiss = health?.subsystems.filter(({ state }) => state !== 'up') ?? []
  return (
    <StatRow>
      <Stat label="waiting" note={waitNote(counts)}>
        {(counts.byStatus.PENDING ?? 0).toLocaleString('en')}
      </Stat>
      <Stat
        label="running"
        note={counted(
          counts.workers.reduce((all, worker) => all + worker.concurrency, 0),
          'slot',
        )}
      >
        {(counts.byStatus.RUNNING ?? 0).toLocaleString('en')}
      </Stat>
      <Stat
        label="dead letters"
        note={
          dead ? (
            <Link href="/admin?tab=dead-letters" className="text-accent underline underline-offset-4">
              look at them
            </Link>
          ) : dead === 0 ? (
            'nothing failed for good'
          ) : (
            // The line is kept, so that nothing moves when the figure arrives.
            '\u00a0'
          )
        }
      >
        <span className={dead ? 'text-danger' : ''}>{dead?.toLocaleString('en') ?? '–'}</span>
      </Stat>
      <Stat label="from the cache" note="last 24 hours">
        {hitRate === null || hitRate === undefined ? '–' : `${Math.round(hitRate * 100)} %`}
      </Stat>
      <Stat
        label={amiss.length === 0 ? 'parts in order' : 'parts amiss'}
        note={
          <Link href="/admin?tab=health" className="text-accent underline underline-offset-4">
            {amiss.length === 0 ? 'health' : amiss.map(({ name }) => name).join(', ')}
          </Link>
        }
      >
        {health ? (amiss.length === 0 ? health.subsystems.length : amiss.length) : '–'}
      </Stat>
    </StatRow>
  )
}

function waitNote({ oldestPendingSeconds }: TaskCounts): string {
  return oldestPendingSeconds === null
    ? 'nobody waits'
    : `the oldest for ${duration(oldestPendingSeconds * 1000)}`
}

function Charts({ statistics, note }: { statistics: TaskStatistics; note: string }) {
  const { from, stepSeconds, points } = statistics
  const time = { from, stepSeconds, points }
  const settled: ChartSeries[] = OUTCOME_MARKS.flatMap(({ key, label, mark }) => {
    const line = statistics.settled.find(({ outcome }) => outcome === key)
    return line ? [{ key, label, mark, values: line.counts }] : []
  })
  const waiting = statistics.waiting.map(({ kind, means }, index) => ({
    key: kind,
    label: kindWords(kind),
    mark: seriesColour(index),
    values: means,
  }))
  const busiest = statistics.runs.toSorted((a, b) => b.count - a.count)[0]
  return (
    <div className="grid gap-x-10 gap-y-10 lg:grid-cols-2">
      <StackedBars title="Attempts ended" note={note} data={{ ...time, series: settled }} leastTop={4} />
      <LineChart title="Waiting" note={note} data={{ ...time, series: waiting }} leastTop={4} />
      <LineChart
        title="From due to begun"
        note={note}
        data={{ ...time, series: percentiles(statistics.waits) }}
        band={{ low: 'p50', high: 'p95' }}
        format={duration}
        leastTop={100}
      />
      <LineChart
        title={busiest ? `Run time of ${kindWords(busiest.kind)}` : 'Run time'}
        note={note}
        data={{ ...time, series: busiest ? percentiles(busiest) : [] }}
        band={{ low: 'p50', high: 'p95' }}
        format={duration}
        leastTop={100}
      />
    </div>
  )
}

function percentiles({ p50, p95 }: Pick<TaskStatistics['waits'], 'p50' | 'p95'>): ChartSeries[] {
  return [
    { key: 'p95', label: '95 of 100 within', mark: { colour: 'var(--accent)', dash: '4 3' }, values: p95 },
    { key: 'p50', label: 'half within', mark: { colour: 'var(--accent)' }, values: p50 },
  ]
}

function kindWords(kind: string): string {
  return Object.entries(KIND_WORDS).find(([known]) => known === kind)?.[1] ?? kind
}
