'use client'

import type { InteractionView, RecoveryReport } from '#server/contracts/admin.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import type { StatSeries } from '#server/contracts/statistics.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useRecoveryReport, useRecoveryStatistics } from '../hooks/use-admin-recovery.ts'
import { useTaskCounts } from '../hooks/use-admin-tasks.ts'
import { duration, KIND_WORDS, OUTCOME_WORDS, STEP_WORDS } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { BreakerRow } from './breaker-row.tsx'
import { StackedBars } from './charts/stacked-bars.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { FailureHeat } from './failure-heat.tsx'
import { FailedRequestDrawer } from './failures/failed-request-drawer.tsx'
import { LiveNote } from './live/live-note.tsx'
import { useFrozen } from './live/use-frozen.ts'
import { useReading } from './live/use-reading.ts'
import { STEP_MARKS } from './marks.ts'
import { ProviderTable } from './provider-table.tsx'
import { QualityCharts } from './quality-charts.tsx'
import { QueueLoad } from './queue-load.tsx'
import { OverTimeHeading, RANGE_WORDS, useRange } from './range-picker.tsx'
import { KindStrategies } from './strategies/kind-strategies.tsx'
import { useAddress } from './use-address.ts'

const NEWEST = 20

/** Whether the providers answer, which ones are given a rest, whether the queue keeps up, who stood in, and how good the answers were. */
export function RecoveryTab() {
  const range = useRange()
  const report = useRecoveryReport()
  const statistics = useRecoveryStatistics(range)
  const counts = useTaskCounts()
  return (
    <>
      <h2 className="display mb-2 text-xl">Providers</h2>
      <QueryView query={report} loading={<SkeletonRows rows={2} label="Loading the providers" />}>
        {({ breakers }) =>
          breakers.length === 0 ? (
            <p className="border-hairline border-y py-4 text-muted">
              No provider is set up. The built-in engine needs none; others are added under Providers.
            </p>
          ) : (
            <ul className="border-hairline border-t">
              {breakers.map((breaker) => (
                <BreakerRow key={breaker.provider} breaker={breaker} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <div className="mt-6">
        <QueryView query={counts} loading={<SkeletonRows rows={1} label="Loading the load of the queue" />}>
          {({ shedding }) => <QueueLoad shedding={shedding} />}
        </QueryView>
      </div>
      <div className="mt-10">
        <OverTimeHeading />
      </div>
      <QueryView query={statistics} loading={<Skeleton className="h-40 w-full" />}>
        {(known) => (
          <>
            <StackedBars
              title="Who answered"
              note={RANGE_WORDS[range]}
              leastTop={4}
              data={{ ...known, series: stepSeries(known) }}
            />
            <ProviderTable statistics={known} />
          </>
        )}
      </QueryView>
      <FailureHeat range={range} />
      <QualityCharts range={range} />
      <KindStrategies />
      <QueryView query={report} loading={<SkeletonRows label="Loading the newest paths" />}>
        {(known) => <Newest report={known} />}
      </QueryView>
      <FailedRequestDrawer />
    </>
  )
}

function stepSeries({ lines }: StatSeries) {
  return STEP_MARKS.flatMap(({ key, label, mark }) => {
    const line = lines.find((each) => each.metric === 'step' && each.label === key)
    return line ? [{ key, label, mark, values: line.counts }] : []
  })
}

function Newest({ report }: { report: RecoveryReport }) {
  const { set } = useAddress()
  const reading = useReading(false)
  const shown = useFrozen(report.newest, reading.paused, 'newest').slice(0, NEWEST)
  const known = new Set(shown.map(({ id }) => id))
  const news = reading.paused ? report.newest.slice(0, NEWEST).filter(({ id }) => !known.has(id)).length : 0
  return (
    <section className="mt-12" aria-labelledby="newest-paths">
      <div className="mb-2 flex items-center justify-between">
        <h2 id="newest-paths" className="display text-xl">
          Newest paths
        </h2>
        <LiveNote reading={reading} news={news} />
      </div>
      <div {...reading.region}>
        {shown.length === 0 ? (
          <p className="border-hairline border-t py-6 text-muted">No question has been answered yet.</p>
        ) : (
          <DataTable
            label="Paths taken"
            columns={columns((requestId) => set({ request: requestId }))}
            rows={shown}
            keyOf={(interaction) => interaction.id}
          />
        )}
      </div>
    </section>
  )
}

function columns(follow: (requestId: string) => void): Column<InteractionView>[] {
  return [
    {
      head: 'Kind',
      cell: (item) =>
        item.requestId ? (
          <button
            type="button"
            onClick={() => item.requestId && follow(item.requestId)}
            className="whitespace-nowrap font-medium after:absolute after:inset-0"
          >
            {KIND_WORDS[item.kind]}
          </button>
        ) : (
          <span className="whitespace-nowrap font-medium">{KIND_WORDS[item.kind]}</span>
        ),
    },
    { head: 'Path', grow: true, cell: (item) => <PathLine path={item.path} /> },
    {
      head: 'Took',
      align: 'right',
      wide: true,
      cell: (item) => <span className="whitespace-nowrap">{duration(item.latencyMs)}</span>,
    },
    {
      head: 'When',
      align: 'right',
      cell: (item) => <RelativeTime at={item.createdAt} className="whitespace-nowrap text-muted" />,
    },
  ]
}

/** A chain in one line: "Cache had nothing → openai failed → local answered". */
function PathLine({ path }: { path: readonly PathStep[] }) {
  const text = path
    .map(
      (step) =>
        `${['cache', 'queue', 'partial'].includes(step.step) ? STEP_WORDS[step.step] : step.provider} ${OUTCOME_WORDS[step.outcome]}`,
    )
    .join(' → ')
  return <span title={text}>{text}</span>
}
