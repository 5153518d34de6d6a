import type { TaskCounts } from '#server/contracts/admin.ts'
import { duration } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'

// A job that waits longer than this on a working system points at too few workers.
const LONG_WAIT_SECONDS = 30

type WorkerListProps = Pick<TaskCounts, 'workers' | 'oldestPendingSeconds'>

/** Who works, on how many jobs at once, and how long the oldest job has waited. */
export function WorkerList({ workers, oldestPendingSeconds }: WorkerListProps) {
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      {workers.length === 0 ? (
        <p role="status" className="border-danger border-l-2 bg-danger-wash px-3 py-2 text-danger">
          No worker is running, so no job will be done. Start one, or look at the server's log for why it
          stopped.
        </p>
      ) : (
        <ul className="flex flex-col gap-1">
          {workers.map((worker) => (
            <li key={worker.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Slots running={worker.running} of={worker.concurrency} />
              <span className="font-mono text-xs">
                {worker.host}:{worker.pid}
              </span>
              <span className="text-muted">
                runs {worker.running} of {worker.concurrency}, since <RelativeTime at={worker.startedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {oldestPendingSeconds === null ? null : (
        <p className={oldestPendingSeconds > LONG_WAIT_SECONDS ? 'text-warning' : 'text-muted'}>
          The oldest job has waited for {duration(oldestPendingSeconds * 1_000)}.
        </p>
      )}
    </div>
  )
}

function Slots({ running, of }: { running: number; of: number }) {
  const slots = Array.from({ length: Math.min(of, 16) }, (_, slot) => slot)
  return (
    <svg aria-hidden="true" width={slots.length * 7} height="12">
      {slots.map((slot) => (
        <rect
          key={slot}
          x={slot * 7}
          width="5"
          height="12"
          rx="1"
          fill={slot < running ? 'var(--accent)' : 'var(--edge)'}
        />
      ))}
    </svg>
  )
}
