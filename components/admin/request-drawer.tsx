'use client'

import type { ReactNode } from 'react'
import type { RequestTrace } from '#server/contracts/audit.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { RequestReference } from '../feedback/request-reference.tsx'
import { useRequestTrace } from '../hooks/use-admin.ts'
import { JobStatusBadge } from '../jobs/job-status-badge.tsx'
import { duration, KIND_WORDS } from '../jobs/job-words.ts'
import { ProviderPath } from '../jobs/provider-path.tsx'
import { RelativeTime } from '../relative-time.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { actWords } from './audit-words.ts'
import { FailedLink } from './failures/failed-link.tsx'

type RequestDrawerProps = { id: string | null; onTask: (id: string) => void; onClose: () => void }

/** Everything that came of one request: the jobs that it asked for, who was asked for them, and what is on record. */
export function RequestDrawer({ id, onTask, onClose }: RequestDrawerProps) {
  const trace = useRequestTrace(id)
  return (
    <Drawer title="Request" side="right" open={id !== null} onOpenChange={(open) => !open && onClose()}>
      <div className="px-6 pb-10">
        {id ? <RequestReference id={id} label="Id" /> : null}
        <div className="mt-6">
          <QueryView query={trace} loading={<SkeletonRows rows={3} label="Looking for the request" />}>
            {(known) => <Trace trace={known} onTask={onTask} />}
          </QueryView>
        </div>
      </div>
    </Drawer>
  )
}

function Trace({ trace, onTask }: { trace: RequestTrace; onTask: (id: string) => void }) {
  return (
    <div className="flex flex-col gap-8">
      <Part title="Tasks" count={trace.tasks.length}>
        {trace.tasks.map((task) => (
          <li key={task.id} className="flex items-center justify-between gap-3 py-2">
            <button
              type="button"
              onClick={() => onTask(task.id)}
              className="text-accent underline underline-offset-4"
            >
              {KIND_WORDS[task.kind]}
            </button>
            <span className="flex items-center gap-3 text-muted text-sm">
              <JobStatusBadge task={task} />
              <RelativeTime at={task.createdAt} />
            </span>
          </li>
        ))}
      </Part>
      <Part title="Who was asked" count={trace.interactions.length}>
        {trace.interactions.map((interaction) => (
          <li key={interaction.id} className="py-3">
            <p className="mb-2 text-sm text-soft">
              {KIND_WORDS[interaction.kind]}, in{' '}
              <span className="figures">{duration(interaction.latencyMs)}</span>
            </p>
            <ProviderPath path={interaction.path} />
            <FailedLink request={interaction} />
          </li>
        ))}
      </Part>
      <Part title="On record" count={trace.acts.length}>
        {trace.acts.map((act) => (
          <li key={act.id} className="flex items-baseline justify-between gap-3 py-2 text-sm">
            <span>
              {actWords(act.action)} <span className="text-muted">by {act.actorName ?? act.actorKind}</span>
            </span>
            <RelativeTime at={act.createdAt} className="text-muted" />
          </li>
        ))}
      </Part>
    </div>
  )
}

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null
  return (
    <section>
      <h3 className="eyebrow mb-1">{title}</h3>
      <ul className="divide-y divide-hairline border-hairline border-y">{children}</ul>
    </section>
  )
}
