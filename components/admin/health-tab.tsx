'use client'

import type { HealthReport } from '#server/contracts/admin.ts'
import { QueryView } from '../feedback/query-view.tsx'
import type { useHealthReport } from '../hooks/use-admin.ts'
import { duration } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { HEALTH_WORDS, HealthDot } from './health-dot.tsx'

const HEADLINES = {
  up: 'Everything is up',
  degraded: 'It works, with something amiss',
  down: 'Something that is needed is down',
} satisfies Record<HealthReport['state'], string>

/** Each part of the machine, as the background prober last saw it. */
export function HealthTab({ report }: { report: ReturnType<typeof useHealthReport> }) {
  return (
    <QueryView query={report} loading={<SkeletonRows label="Loading the health of the system" />}>
      {({ state, version, subsystems }) => (
        <>
          <div className="mb-6 flex items-baseline justify-between gap-4">
            <h2 className="display text-2xl">{HEADLINES[state]}</h2>
            <p className="figures shrink-0 text-muted text-sm">Weft {version}</p>
          </div>
          <ul className="border-hairline border-t">
            {subsystems.map((part) => (
              <li
                key={part.name}
                className="grid grid-cols-[0.75rem_1fr_auto] items-baseline gap-x-3 border-hairline border-b py-3.5 sm:grid-cols-[0.75rem_9rem_1fr_auto]"
              >
                <HealthDot state={part.state} />
                <span className="font-medium first-letter:uppercase">{part.name.replaceAll('-', ' ')}</span>
                <span className="col-start-2 row-start-2 text-sm text-soft sm:col-start-3 sm:row-start-1">
                  {part.state === 'up' ? null : (
                    <strong className="font-medium">{HEALTH_WORDS[part.state]}: </strong>
                  )}
                  {part.detail}
                </span>
                <span className="figures text-right text-muted text-xs">
                  {duration(part.ms)}, <RelativeTime at={part.checkedAt} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </QueryView>
  )
}
