'use client'

import { useState } from 'react'
import type { BreakerView } from '#server/contracts/admin.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useSetBreaker } from '../hooks/use-admin-recovery.ts'
import { counted } from '../number-words.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast } from '../ui/toast.tsx'

const STATES = {
  closed: { tone: 'success', word: 'In use' },
  open: { tone: 'danger', word: 'Resting' },
  'half-open': { tone: 'warning', word: 'Being tried' },
} satisfies Record<BreakerView['state'], { tone: Tone; word: string }>

const RESTS = [
  { seconds: 300, words: '5 minutes' },
  { seconds: 3600, words: 'an hour' },
  { seconds: 86_400, words: 'a day' },
] as const
type Rest = (typeof RESTS)[number]

/** One provider: in use, given a rest after failures or by hand, or being tried again. */
export function BreakerRow({ breaker }: { breaker: BreakerView }) {
  const change = useSetBreaker()
  const [rest, setRest] = useState<Rest | null>(null)
  const [open, setOpen] = useState(false)
  const { tone, word } = STATES[breaker.state]
  const { provider } = breaker

  function reset(): void {
    change.mutate(
      { provider },
      { onSuccess: () => toast.note(`${provider} is in use again`), onError: toastProblem },
    )
  }
  function trip({ seconds, words }: Rest): void {
    change.mutate(
      { provider, seconds },
      {
        onSuccess: () =>
          toast.note(`${provider} rests for ${words}`, { action: { label: 'Undo', onClick: reset } }),
        onError: toastProblem,
      },
    )
  }

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-hairline border-b py-3">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-3">
          <span className="font-medium text-base">{provider}</span>
          <Badge tone={tone}>{word}</Badge>
          {breaker.model ? (
            <code className="truncate font-mono text-muted text-xs">{breaker.model}</code>
          ) : null}
        </p>
        <p className="mt-0.5 text-sm text-soft">
          {breaker.tripped ? 'Stopped by hand' : failuresWords(breaker.failures)}
          {breaker.openedAt ? (
            <>
              , resting since <RelativeTime at={breaker.openedAt} />
            </>
          ) : null}
          {breaker.retryAt ? (
            <>
              , tried again <RelativeTime at={breaker.retryAt} />
            </>
          ) : null}
          {breaker.lastError ? (
            <span className="block text-muted">Last error: {breaker.lastError}</span>
          ) : null}
        </p>
      </div>
      {breaker.state === 'closed' && breaker.failures === 0 ? null : (
        <Button size="sm" busy={change.isPending} onClick={reset}>
          Reset
        </Button>
      )}
      {breaker.state === 'open' ? null : (
        <Menu
          trigger={
            <Button size="sm" variant="quiet" busy={change.isPending}>
              Give a rest ...
            </Button>
          }
        >
          {RESTS.map((each) => (
            <MenuItem
              key={each.seconds}
              onSelect={() => {
                setRest(each)
                setOpen(true)
              }}
            >
              For {each.words}
            </MenuItem>
          ))}
        </Menu>
      )}
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Do not ask ${provider} for ${rest?.words ?? ''}?`}
        description="Every process stops asking it at once, across restarts. The next provider of the chain answers instead, or the built-in engine; after that time it is tried again by itself."
        action="Give it a rest"
        danger
        onConfirm={() => rest && trip(rest)}
      />
    </li>
  )
}

function failuresWords(failures: number): string {
  return failures === 0 ? 'No failure in a row' : `${counted(failures, 'failure')} in a row`
}
