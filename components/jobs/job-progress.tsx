import type { TaskView } from '#server/contracts/tasks.ts'

/** How far a job is. Without a figure yet, a thread runs to and fro. */
export function JobProgress({ task }: { task: Pick<TaskView, 'status' | 'progress'> }) {
  const done = task.progress?.done ?? null
  const known = task.status === 'RUNNING' && done !== null && done > 0
  const note = task.status === 'PENDING' ? 'Waiting for a free worker' : (task.progress?.note ?? 'At work')
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={known ? Math.round(done * 100) : undefined}
        className="relative h-1 overflow-hidden rounded-full bg-hairline"
      >
        {known ? (
          <svg
            aria-hidden="true"
            className="absolute inset-0 size-full"
            preserveAspectRatio="none"
            viewBox="0 0 100 1"
          >
            <rect width={done * 100} height="1" fill="var(--accent)" />
          </svg>
        ) : (
          <span className="absolute inset-y-0 w-2/5 animate-shuttle rounded-full bg-accent" />
        )}
      </div>
      <p aria-live="polite" className="mt-2 flex justify-between gap-4 text-sm text-soft">
        <span>{note}</span>
        {known ? <span className="figures text-muted">{Math.round(done * 100)} %</span> : null}
      </p>
    </div>
  )
}
