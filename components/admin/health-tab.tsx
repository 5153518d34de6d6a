'use client'

import type { HealthHistory, HealthReport, SubsystemHealth } from '#server/contracts/admin.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useHealthHistory, type useHealthReport } from '../hooks/use-admin.ts'
import { duration } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { HEALTH_WORDS, HealthDot } from './health-dot.tsx'
import { HealthStrip } from './health-strip.tsx'
import { RangePicker, useRange } from './range-picker.tsx'

const HEADLINES = {
  up: 'Everything is up',
  degraded: 'It works, with something amiss',
  down: 'Something that is needed is down',
} satisfies Record<HealthReport['state'], string>

/** Each part of the machine: how it is, how it was, its figures, and what to do where something is amiss. */
export function HealthTab({ report }: { report: ReturnType<typeof useHealthReport> }) {
  const history = useHealthHistory(useRange())
  return (
    <QueryView query={report} loading={<SkeletonRows label="Loading the health of the system" />}>
      {({ state, version, subsystems }) => (
        <>
          <div className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <div className="flex items-baseline gap-4">
              <h2 className="display text-2xl">{HEADLINES[state]}</h2>
              <p className="figures shrink-0 text-muted text-sm">Weft {version}</p>
            </div>
            <RangePicker />
          </div>
          <ul className="border-hairline border-t">
            {subsystems.map((part) => (
              <Part key={part.name} part={part} history={history.data} />
            ))}
          </ul>
        </>
      )}
    </QueryView>
  )
}

function Part({ part, history }: { part: SubsystemHealth; history: HealthHistory | undefined }) {
  const states = history?.subsystems.find(({ name }) => name === part.name)?.states
  return (
    <li className="grid grid-cols-[0.75rem_1fr] gap-x-3 gap-y-1 border-hairline border-b py-3 md:grid-cols-[0.75rem_9.5rem_1fr_minmax(9rem,14rem)]">
      <span className="pt-1">
        <HealthDot state={part.state} />
      </span>
      <span className="font-medium first-letter:uppercase">{part.name}</span>
      <div className="col-start-2 min-w-0 md:col-start-3">
        <p className="text-sm text-soft">
          {part.state === 'up' ? null : (
            <strong className="font-medium text-ink">{HEALTH_WORDS[part.state]}: </strong>
          )}
          {part.detail}
        </p>
        {part.figures.length > 0 ? (
          <dl className="mt-0.5 flex flex-wrap gap-x-4 text-xs">
            {part.figures.map(({ label, value }) => (
              <div key={label} className="flex gap-1.5">
                <dt className="text-muted">{label}</dt>
                <dd className="figures text-soft">{value}</dd>
              </div>
            ))}
          </dl>
        ) : null}
        {part.advice ? (
          <p className="mt-2 border-warning border-l-2 bg-warning-wash px-3 py-1.5 text-sm">{part.advice}</p>
        ) : null}
      </div>
      <div className="col-start-2 md:col-start-4">
        {history && states ? <HealthStrip name={part.name} states={states} history={history} /> : null}
        <p className="figures mt-1 text-2xs text-muted md:text-right">
          looked <RelativeTime at={part.checkedAt} />, in {duration(part.ms)}
        </p>
      </div>
    </li>
  )
}
