'use client'

import { Gauge, Pause, Play } from 'lucide-react'
import { useState } from 'react'
import type { PersonCap, TaskKindState } from '#server/contracts/admin.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { usePauseKind } from '../hooks/use-admin-tasks.ts'
import { KIND_WORDS } from '../jobs/job-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'
import { CapDialog, type CapSubject } from './cap-dialog.tsx'
import { capWords } from './cap-words.ts'

type KindListProps = { kinds: readonly TaskKindState[]; personCap: PersonCap }

type Asked = { state: TaskKindState; pause: () => void }

/** Each kind of job with what waits and runs, how many may at a time, and the switch that stops it for every worker. */
export function KindList({ kinds, personCap }: KindListProps) {
  const [limited, setLimited] = useState<CapSubject | null>(null)
  const [limiting, setLimiting] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [open, setOpen] = useState(false)

  function limit(subject: CapSubject): void {
    setLimited(subject)
    setLimiting(true)
  }

  return (
    <>
      <p className="mb-3 flex flex-wrap items-center gap-x-3 text-sm">
        <span className="text-soft">
          {capWords({ total: null, ...personCap }) ?? 'No limit to the jobs of a person at a time'}
        </span>
        <Button
          size="sm"
          variant="quiet"
          aria-label="Limit each person"
          onClick={() => limit({ kind: null, cap: { total: null, ...personCap } })}
        >
          <Gauge aria-hidden="true" size={12} />
          Limit
        </Button>
      </p>
      <ul aria-label="Kinds of job" className="grid gap-x-10 border-hairline border-t md:grid-cols-2">
        {kinds.map((state) => (
          <KindRow
            key={state.kind}
            state={state}
            onLimit={() => limit({ kind: state.kind, cap: state.cap })}
            onPause={(pause) => {
              setAsked({ state, pause })
              setOpen(true)
            }}
          />
        ))}
      </ul>
      <CapDialog subject={limited} open={limiting} onOpenChange={setLimiting} />
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={asked ? `Pause ${KIND_WORDS[asked.state.kind]}?` : ''}
        description={asked ? pauseEffect(asked.state) : ''}
        action="Pause it"
        onConfirm={() => asked?.pause()}
      />
    </>
  )
}

type KindRowProps = { state: TaskKindState; onLimit: () => void; onPause: (pause: () => void) => void }

/** Each with a request of its own: several kinds may be on their way to a pause at a time. */
function KindRow({ state, onLimit, onPause }: KindRowProps) {
  const { kind, cap, pausedAt, pausedBy, waiting, running } = state
  const change = usePauseKind()
  const limits = capWords(cap)

  function act(what: 'pause' | 'resume'): void {
    const undo = what === 'pause' ? 'resume' : 'pause'
    change.mutate(
      { kind, act: what },
      {
        onSuccess: () =>
          toast.note(`${KIND_WORDS[kind]} is ${what === 'pause' ? 'paused' : 'begun again'}`, {
            action: { label: 'Undo', onClick: () => act(undo) },
          }),
        onError: toastProblem,
      },
    )
  }

  return (
    <li className="grid min-h-10 grid-cols-[1fr_auto_auto] items-center gap-x-2 border-hairline border-b py-1 text-sm">
      <span className="min-w-0">
        <span className="font-medium">{KIND_WORDS[kind]}</span>
        {pausedAt ? (
          <span className="block text-warning text-xs">
            Paused by {pausedBy ?? 'a removed person'}, <RelativeTime at={pausedAt} />
          </span>
        ) : null}
        {limits ? <span className="block text-muted text-xs">{limits}</span> : null}
        <span className="figures block text-muted text-xs">
          {waiting + running === 0
            ? 'nothing waits'
            : `${waiting.toLocaleString('en')} waiting, ${running.toLocaleString('en')} running`}
        </span>
      </span>
      <Button size="sm" variant="quiet" aria-label={`Limit ${KIND_WORDS[kind]}`} onClick={onLimit}>
        <Gauge aria-hidden="true" size={12} />
        Limit
      </Button>
      <Button
        size="sm"
        variant={pausedAt ? 'outline' : 'quiet'}
        busy={change.isPending}
        aria-label={`${pausedAt ? 'Resume' : 'Pause'} ${KIND_WORDS[kind]}`}
        onClick={() => (pausedAt ? act('resume') : onPause(() => act('pause')))}
      >
        {pausedAt ? <Play aria-hidden="true" size={12} /> : <Pause aria-hidden="true" size={12} />}
        {pausedAt ? 'Resume' : 'Pause'}
      </Button>
    </li>
  )
}

function pauseEffect({ running, waiting }: TaskKindState): string {
  const runs =
    running === 0
      ? 'None runs now'
      : running === 1
        ? 'The one that runs finishes'
        : `The ${running} that run finish`
  const waits =
    waiting === 0
      ? 'whatever is asked for waits'
      : `${waiting === 1 ? 'the one that waits goes' : `the ${waiting.toLocaleString('en')} that wait go`} on waiting, and so does whatever is asked for`
  return `${runs}; ${waits}, on every worker and across restarts, until somebody resumes the kind. People see that their job is paused.`
}
