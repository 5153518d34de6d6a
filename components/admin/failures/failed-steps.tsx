'use client'

import type { FailedStep, ListFailedSteps } from '#server/contracts/failed-requests.ts'
import { QueryView } from '../../feedback/query-view.tsx'
import { useFailedSteps } from '../../hooks/use-failed-requests.ts'
import { duration, KIND_WORDS } from '../../jobs/job-words.ts'
import { counted } from '../../number-words.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { useAddress } from '../use-address.ts'

/** The newest steps that a provider failed at in one way, each leading to what is kept of it. */
export function FailedSteps(filter: ListFailedSteps) {
  const failed = useFailedSteps(filter)
  const { set } = useAddress()
  return (
    // It stays in sight while the table that it stands in is moved sideways, as wide as the screen is.
    <div className="sticky left-4 mt-3 w-[min(100%,calc(100vw-4.5rem))]">
      <QueryView query={failed} loading={<SkeletonRows rows={2} label="Loading the newest of them" />}>
        {({ steps }) => (
          <ul aria-label="The newest of them" className="divide-y divide-hairline border-hairline border-t">
            {steps.map((step) => (
              <li key={`${step.interactionId} ${step.step}`}>
                <button
                  type="button"
                  onClick={() => set({ failure: step.interactionId, step: String(step.step) })}
                  className="flex w-full flex-wrap items-baseline gap-x-3 rounded-sm py-2 text-left hover:bg-hover"
                >
                  <span className="font-medium text-accent underline underline-offset-4">
                    {KIND_WORDS[step.kind]}
                  </span>
                  <span className="min-w-0 flex-1 basis-48 text-soft">{outcomeWords(step)}</span>
                  <RelativeTime at={step.at} className="text-muted text-xs" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </div>
  )
}

function outcomeWords({ ms, answeredBy, replays }: FailedStep): string {
  const then = answeredBy === null ? 'nobody answered' : `${answeredBy} answered`
  const again = replays === 0 ? '' : `; asked again ${counted(replays, 'time')}`
  return `after ${duration(ms)}, then ${then}${again}`
}
