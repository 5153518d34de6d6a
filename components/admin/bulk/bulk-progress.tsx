'use client'

import type { BulkView } from '#server/contracts/task-administration.ts'
import { toastProblem } from '../../feedback/problem-toast.ts'
import { useStopBulk } from '../../hooks/use-admin-tasks.ts'
import { Button } from '../../ui/button.tsx'
import { ACT_WORDS } from './bulk-words.ts'

/** How far an act on many tasks is, at the foot of the page, with a way to stop it. */
export function BulkProgress({ bulk }: { bulk: BulkView }) {
  const stop = useStopBulk()
  const reached = bulk.done + bulk.skipped
  const share = bulk.total === 0 ? 1 : reached / bulk.total
  return (
    <div className="fixed inset-x-0 bottom-4 z-30 flex justify-center px-4">
      <div className="flex w-[min(32rem,100%)] items-center gap-4 rounded-lg border border-hairline bg-raised py-2.5 pr-2.5 pl-4 shadow-float">
        <div className="min-w-0 flex-1">
          <p className="flex justify-between gap-3 text-sm">
            <span>{ACT_WORDS[bulk.action].doing}</span>
            <span className="figures text-muted">
              {reached.toLocaleString('en')} of {bulk.total.toLocaleString('en')}
            </span>
          </p>
          <div
            role="progressbar"
            aria-label={ACT_WORDS[bulk.action].doing}
            aria-valuemin={0}
            aria-valuemax={bulk.total}
            aria-valuenow={reached}
            className="mt-1.5 h-1 overflow-hidden rounded-full bg-hairline"
          >
            <svg aria-hidden="true" className="size-full" preserveAspectRatio="none" viewBox="0 0 100 1">
              <rect width={share * 100} height="1" fill="var(--accent)" />
            </svg>
          </div>
        </div>
        <Button
          size="sm"
          variant="quiet"
          busy={stop.isPending}
          onClick={() => stop.mutate(bulk.id, { onError: toastProblem })}
        >
          Stop
        </Button>
      </div>
    </div>
  )
}
