'use client'

import type { InteractionView, RecoveryReport, StatPoint } from '#server/contracts/admin.ts'
import { PathStep } from '#server/contracts/processing.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useRecoveryReport } from '../hooks/use-admin.ts'
import { useNow } from '../hooks/use-now.ts'
import { duration, KIND_WORDS, OUTCOME_WORDS, STEP_WORDS } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { BreakerRow } from './breaker-row.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { type BarPart, MinuteBars } from './minute-bars.tsx'

const COLOURS: Record<string, string> = {
  cache: 'var(--field)',
  local: 'var(--success)',
  primary: 'var(--accent)',
  fallback: 'var(--warning)',
  stale: 'var(--warning)',
  degraded: 'var(--danger)',
}

/** Whether the providers answer, which ones are given a rest, and who stood in. */
export function RecoveryTab() {
  const report = useRecoveryReport()
  return (
    <QueryView query={report} loading={<SkeletonRows label="Loading the providers" />}>
      {(known) => <Report report={known} />}
    </QueryView>
  )
}

function Report({ report }: { report: RecoveryReport }) {
  const now = useNow()
  return (
    <>
      <h2 className="display mb-2 text-2xl">Providers</h2>
      {report.breakers.length === 0 ? (
        <p className="border-hairline border-t py-6 text-muted">
          No provider has been asked yet. The built-in engine needs none; others are named in WEFT_PROVIDERS.
        </p>
      ) : (
        <ul className="border-hairline border-t">
          {report.breakers.map((breaker) => (
            <BreakerRow key={breaker.provider} breaker={breaker} />
          ))}
        </ul>
      )}
      <div className="mt-12">
        {now === null ? null : (
          <MinuteBars
            label="Who answered in the last hour"
            series={report.series}
            parts={partsOf(report.series)}
            now={now}
          />
        )}
      </div>
      <AnsweredBy counts={report.answeredBy} />
      <h2 className="display mt-12 mb-2 text-2xl">Newest paths</h2>
      {report.newest.length === 0 ? (
        <p className="border-hairline border-t py-6 text-muted">No question has been answered yet.</p>
      ) : (
        <DataTable
          label="Paths taken"
          columns={COLUMNS}
          rows={report.newest}
          keyOf={(interaction) => interaction.id}
        />
      )}
    </>
  )
}

function AnsweredBy({ counts }: { counts: Record<string, number> }) {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  const total = entries.reduce((all, [, count]) => all + count, 0)
  if (total === 0) return null
  return (
    <section className="mt-10" aria-labelledby="answered-by">
      <h2 id="answered-by" className="eyebrow mb-3">
        Who answered in the last 24 hours
      </h2>
      <dl className="flex max-w-xl flex-col gap-2.5 text-sm">
        {entries.map(([step, count]) => (
          <div key={step} className="grid grid-cols-[12rem_1fr_3rem] items-center gap-4">
            <dt>{stepWords(step)}</dt>
            <dd className="col-start-3 row-start-1 text-right">
              <span className="figures text-muted">{count.toLocaleString('en')}</span>
            </dd>
            <svg
              aria-hidden="true"
              className="col-start-2 row-start-1 h-1.5 w-full"
              viewBox="0 0 100 1"
              preserveAspectRatio="none"
            >
              <rect width="100" height="1" fill="var(--hairline)" />
              <rect width={(count / total) * 100} height="1" fill={COLOURS[step] ?? 'var(--field)'} />
            </svg>
          </div>
        ))}
      </dl>
    </section>
  )
}

const COLUMNS: readonly Column<InteractionView>[] = [
  {
    head: 'Kind',
    cell: (item) => <span className="whitespace-nowrap font-medium">{KIND_WORDS[item.kind]}</span>,
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

/** A chain in one line: "Cache had nothing → openai failed → local answered". */
function PathLine({ path }: { path: readonly PathStep[] }) {
  const text = path
    .map(
      (step) => `${step.step === 'cache' ? STEP_WORDS.cache : step.provider} ${OUTCOME_WORDS[step.outcome]}`,
    )
    .join(' → ')
  return <span title={text}>{text}</span>
}

function partsOf(series: readonly StatPoint[]): BarPart[] {
  const keys = new Set(series.flatMap((point) => Object.keys(point.values)))
  const known = Object.keys(COLOURS)
  return [...keys]
    .toSorted((a, b) => known.indexOf(a) - known.indexOf(b))
    .map((key) => ({ key, label: stepWords(key), colour: COLOURS[key] ?? 'var(--muted)' }))
}

function stepWords(step: string): string {
  const known = PathStep.shape.step.safeParse(step)
  return known.success ? STEP_WORDS[known.data] : step
}
