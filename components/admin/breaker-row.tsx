'use client'

import type { BreakerView } from '#server/contracts/admin.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useResetBreaker } from '../hooks/use-admin.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'

const STATES = {
  closed: { tone: 'success', word: 'In use' },
  open: { tone: 'danger', word: 'Resting' },
  'half-open': { tone: 'warning', word: 'Being tried' },
} satisfies Record<BreakerView['state'], { tone: Tone; word: string }>

/** One provider: in use, given a rest after failures, or being tried again. */
export function BreakerRow({ breaker }: { breaker: BreakerView }) {
  const reset = useResetBreaker()
  const { tone, word } = STATES[breaker.state]
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-hairline border-b py-4">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-3">
          <span className="font-medium text-base">{breaker.provider}</span>
          <Badge tone={tone}>{word}</Badge>
          {breaker.model ? (
            <code className="truncate font-mono text-muted text-xs">{breaker.model}</code>
          ) : null}
        </p>
        <p className="mt-1 text-sm text-soft">
          {breaker.failures === 0 ? 'No failure in a row' : `${breaker.failures} failures in a row`}
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
        <Button
          size="sm"
          busy={reset.isPending}
          onClick={() =>
            reset.mutate(breaker.provider, {
              onSuccess: () => toast.note(`${breaker.provider} is in use again`),
              onError: toastProblem,
            })
          }
        >
          Reset
        </Button>
      )}
    </li>
  )
}
