'use client'

import type { QueueShedding } from '#server/contracts/admin.ts'
import { duration } from '../jobs/job-words.ts'
import { counted } from '../number-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Badge } from '../ui/badge.tsx'

/** What is done about a queue that is too old: whether load is shed, since when, how much of it, and what would end it. */
export function QueueLoad({ shedding }: { shedding: QueueShedding }) {
  const { since, allowedSeconds } = shedding
  return (
    <section
      aria-label="Load of the queue"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-hairline border-y py-3"
    >
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-3">
          <span className="font-medium text-base">Queue</span>
          <Badge tone={since ? 'warning' : 'success'}>{since ? 'Sheds load' : 'In time'}</Badge>
        </p>
        {since ? <Shedding shedding={shedding} since={since} /> : <Calm shedding={shedding} />}
        {allowedSeconds === 0 ? null : (
          <p className="mt-0.5 text-muted text-sm">
            When a job that somebody waits for has waited {duration(allowedSeconds * 1000)}, schedules, API
            keys and whatever is tried again in numbers let people go first.
          </p>
        )}
      </div>
    </section>
  )
}

function Shedding({ shedding, since }: { shedding: QueueShedding; since: string }) {
  const { behind, cheaper, awaitedSeconds } = shedding
  return (
    <p className="mt-0.5 text-sm text-soft">
      Began <RelativeTime at={since} />: {counted(behind, 'job')} put behind, {cheaper.toLocaleString('en')}{' '}
      answered in a cheaper way; nothing is refused.
      {awaitedSeconds === null
        ? null
        : ` The oldest that somebody waits for has waited for ${duration(awaitedSeconds * 1000)}.`}{' '}
      More workers (WEFT_WORKERS, WORKER_CONCURRENCY) end it.
    </p>
  )
}

function Calm({ shedding: { allowedSeconds, behind, cheaper } }: { shedding: QueueShedding }) {
  if (allowedSeconds === 0)
    return <p className="mt-0.5 text-sm text-soft">It never sheds load (SHED_QUEUE_SECONDS is 0).</p>
  return (
    <p className="mt-0.5 text-sm text-soft">
      {behind + cheaper === 0
        ? 'No job was put behind in the last 24 hours.'
        : `${counted(behind, 'job')} put behind, ${cheaper.toLocaleString('en')} answered in a cheaper way in the last 24 hours.`}
    </p>
  )
}
