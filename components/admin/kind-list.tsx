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

/** Each kind of job with what waits and runs, how many may at a time, and the switch that stops it for every worker. */
export function KindList({ kinds, personCap }: KindListProps) {
  const [limited, setLimited] = useState<CapSubject | null>(null)
  const [limiting, setLimiting] = useState(false)
  const [asked, setAsked] = useState<TaskKindState | null>(null)
  const [open, setOpen] = useState(false)
  const change = usePauseKind()

  function act(kind: TaskKindState['kind'], what: 'pause' | 'resume'): void {
    const undo = what === 'pause' ? 'resume' : 'pause'
    change.mutate(
      { kind, act: what },
      {
        onSuccess: () =>
          toast.note(`${KIND_WORDS[kind]} is ${what === 'pause' ? 'paused' : 'begun again'}`, {
            action: { label: 'Undo', onClick: () => act(kind, undo) },
          }),
        onError: toastProblem,
      },
    )
  }

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
        {kinds.map((state) => {
          const busy = change.isPending && change.variables?.kind === state.kind
          return (
            <li
              key={state.kind}
              className="grid min-h-10 grid-cols-[1fr_auto_auto_auto] items-center gap-x-2 border-hairline border-b py-1 text-sm"
            >
              <span className="min-w-0">
                <span className="font-medium">{KIND_WORDS[state.kind]}</span>
                {state.pausedAt ? (
                  <span className="block text-warning text-xs">
                    Paused by {state.pausedBy ?? 'a removed person'}, <RelativeTime at={state.pausedAt} />
                  </span>
                ) : null}
                {capWords(state.cap) ? (
                  <span className="block text-muted text-xs">{capWords(state.cap)}</span>
                ) : null}
              </span>
              <span className="figures whitespace-nowrap text-muted text-xs">
                {state.waiting + state.running === 0
                  ? 'nothing waits'
                  : `${state.waiting.toLocaleString('en')} waiting, ${state.running} running`}
              </span>
              <Button
                size="sm"
                variant="quiet"
                aria-label={`Limit ${KIND_WORDS[state.kind]}`}
                onClick={() => limit({ kind: state.kind, cap: state.cap })}
              >
                <Gauge aria-hidden="true" size={12} />
                Limit
              </Button>
              {state.pausedAt ? (
                <Button
                  size="sm"
                  busy={busy}
                  aria-label={`Resume ${KIND_WORDS[state.kind]}`}
                  onClick={() => act(state.kind, 'resume')}
                >
                  <Play aria-hidden="true" size={12} />
                  Resume
                </Button>
              ) : (
                <Button
                  size="sm"
                  variant="quiet"
                  busy={busy}
                  aria-label={`Pause ${KIND_WORDS[state.kind]}`}
                  onClick={() => {
                    setAsked(state)
                    setOpen(true)
                  }}
                >
                  <Pause aria-hidden="true" size={12} />
                  Pause
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <CapDialog subject={limited} open={limiting} onOpenChange={setLimiting} />
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={asked ? `Pause ${KIND_WORDS[asked.kind]}?` : ''}
        description={asked ? pauseEffect(asked) : ''}
        action="Pause it"
        onConfirm={() => asked && act(asked.kind, 'pause')}
      />
    </>
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
