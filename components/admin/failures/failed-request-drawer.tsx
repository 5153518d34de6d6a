'use client'

import type { ReactNode } from 'react'
import type { FailedRequest } from '#server/contracts/failed-requests.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { QueryView } from '../../feedback/query-view.tsx'
import { RequestReference } from '../../feedback/request-reference.tsx'
import { useFailedRequest } from '../../hooks/use-failed-requests.ts'
import { JobActions } from '../../jobs/job-actions.tsx'
import { JobStatusBadge } from '../../jobs/job-status-badge.tsx'
import { duration, KIND_WORDS } from '../../jobs/job-words.ts'
import { ProviderPath } from '../../jobs/provider-path.tsx'
import { counted } from '../../number-words.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { Drawer } from '../../ui/drawer.tsx'
import { Select } from '../../ui/select.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { PageOfTask } from '../page-of-task.tsx'
import { useAddress } from '../use-address.ts'
import { AskAgain } from './ask-again.tsx'
import { failedPlaces, faultWords } from './failed-words.ts'

/** Everything that is kept of a request that a provider failed at, and a way to ask again. Never its text: the page may be closed to the owner. */
export function FailedRequestDrawer() {
  const { get, set } = useAddress()
  const id = get('failure') ?? null
  const failed = useFailedRequest(id)
  const close = (): void => set({ failure: undefined, step: undefined })
  return (
    <Drawer
      title={failed.data ? `${KIND_WORDS[failed.data.request.kind]}: what failed` : 'What failed'}
      side="right"
      open={id !== null}
      onOpenChange={(open) => !open && close()}
    >
      <div className="px-6 pb-10">
        <QueryView query={failed} loading={<SkeletonRows rows={4} label="Loading what is kept of it" />}>
          {(known) => (
            <Known
              known={known}
              asked={get('step')}
              onStep={(step) => set({ step })}
              onTask={(task) => set({ failure: undefined, step: undefined, tab: 'tasks', task })}
            />
          )}
        </QueryView>
      </div>
    </Drawer>
  )
}

type KnownProps = {
  known: FailedRequest
  asked: string | undefined
  onStep: (step: string) => void
  onTask: (id: string) => void
}

function Known({ known, asked, onStep, onTask }: KnownProps) {
  const { request } = known
  const places = failedPlaces(request.path)
  const place = places.find((one) => String(one) === asked) ?? places[0]
  const step = place === undefined ? undefined : request.path[place]
  if (step === undefined || place === undefined) return <p className="text-muted">No step of it failed.</p>
  return (
    <div className="flex flex-col gap-8">
      <div>
        {places.length > 1 ? (
          <Select
            label="Which step"
            value={String(place)}
            onChange={onStep}
            options={places.flatMap((one) => {
              const each = request.path[one]
              return each ? [{ value: String(one), label: stepWords(each) }] : []
            })}
          />
        ) : null}
        <Facts known={known} step={step} onTask={onTask} />
        {request.requestId ? (
          <div className="mt-4">
            <RequestReference id={request.requestId} />
          </div>
        ) : null}
      </div>
      <AskAgain key={place} known={known} place={place} step={step} />
      <JobAgain known={known} onMade={onTask} />
      <section>
        <h3 className="eyebrow mb-3">Who was asked then</h3>
        <ProviderPath path={request.path} />
      </section>
    </div>
  )
}

function stepWords({ provider, part, ...step }: PathStep): string {
  const of = part === undefined ? '' : part === 0 ? ', putting the parts together' : `, part ${part}`
  return `${provider}: ${faultWords(step)}${of}`
}

type FactsProps = { known: FailedRequest; step: PathStep; onTask: (id: string) => void }

function Facts({ known, step, onTask }: FactsProps) {
  const { request, task, said, attempt } = known
  return (
    <dl className="grid grid-cols-[7rem_1fr] gap-y-2 text-sm sm:grid-cols-[9rem_1fr]">
      <Fact name="Provider">
        {step.provider}{' '}
        {step.model ? <code className="ml-1 font-mono text-muted text-xs">{step.model}</code> : null}
      </Fact>
      <Fact name="Cause">
        {faultWords(step)}
        {step.reason ? <span className="text-soft">: {step.reason}</span> : null}
      </Fact>
      <Fact name="Took">
        {duration(step.ms)} in {counted(step.attempts, 'try', 'tries')}
      </Fact>
      <Fact name="When">
        <RelativeTime at={request.createdAt} />
        {attempt === null ? '' : `, in run ${attempt} of the job`}
      </Fact>
      <Fact name="Said">{said ? `“${said}”` : 'nothing of it'}</Fact>
      {task ? (
        <>
          <Fact name="Job">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <JobStatusBadge task={task} />
              asked by {task.userName ?? 'a removed person'}
              <button
                type="button"
                onClick={() => onTask(task.id)}
                className="text-accent underline underline-offset-4"
              >
                Open the job
              </button>
            </span>
          </Fact>
          <Fact name="Page">
            <PageOfTask task={task} linked />
          </Fact>
        </>
      ) : (
        <Fact name="Job">kept no longer</Fact>
      )}
    </dl>
  )
}

/** A job that failed for good can be run again as a whole, which answers whoever asked. */
function JobAgain({ known: { task }, onMade }: { known: FailedRequest; onMade: (id: string) => void }) {
  if (task?.status !== 'FAILED' && !task?.partial) return null
  return (
    <section>
      <h3 className="eyebrow mb-2">Run the job again</h3>
      <p className="mb-3 text-sm text-soft">
        Asking again answers nobody. The job run again does, with all its ways to an answer.
      </p>
      <JobActions onlyAgain task={task} size="sm" onMade={(made) => onMade(made.id)} />
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="figures min-w-0 break-words">{children}</dd>
    </>
  )
}
