'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import type { KindStrategies } from '#server/contracts/kind-strategies.ts'
import { ProblemMessage } from '../../feedback/problem-message.tsx'
import { useChangeStrategies } from '../../hooks/use-strategies.ts'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import { STRATEGY_HINTS, STRATEGY_WORDS } from '../../jobs/strategy-words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Switch } from '../../ui/switch.tsx'
import { toast } from '../../ui/toast.tsx'
import { changeTo, countWords, type Draft, isLastResort, mayMove, moved, switched } from './strategy-draft.ts'

type StrategyDialogProps = { report: KindStrategies; open: boolean; onOpenChange: (open: boolean) => void }

/** Switches ways of a kind off, and orders what is left when no provider answered. */
export function StrategyDialog({ report, open, onOpenChange }: StrategyDialogProps) {
  return (
    <Dialog
      wide
      title={`${KIND_WORDS[report.kind]}: ways to an answer`}
      description="Counts from the next job that begins, in this workspace. What is switched off is not tried; what is left when no provider answered can stand in another order."
      open={open}
      onOpenChange={onOpenChange}
    >
      <WaysInOrder report={report} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function WaysInOrder({ report, onDone }: { report: KindStrategies; onDone: () => void }) {
  const [draft, setDraft] = useState<Draft>(report.strategies)
  const change = useChangeStrategies()
  const counts = new Map(report.strategies.map((way) => [way.strategy, countWords(way)]))

  function save(to: Draft | null): void {
    change.mutate(
      { kind: report.kind, change: to && changeTo(to) },
      {
        onSuccess: () => {
          toast.note(`${KIND_WORDS[report.kind]} goes by ${to ? 'these' : 'the usual'} ways`)
          onDone()
        },
      },
    )
  }

  return (
    <>
      <ol aria-label="Ways in their order" className="border-hairline border-t">
        {draft.map(({ strategy, on }, index) => (
          <li
            key={strategy}
            className="grid items-start gap-x-3 gap-y-1 border-hairline border-b py-3 sm:grid-cols-[1fr_auto]"
          >
            <Switch
              label={STRATEGY_WORDS[strategy]}
              hint={STRATEGY_HINTS[strategy]}
              checked={on}
              disabled={strategy === 'fresh-cache'}
              onChange={(to) => setDraft(switched(draft, strategy, to))}
            />
            <div className="flex min-h-8 items-center justify-between gap-2 pl-12 sm:min-h-0 sm:pl-0">
              <span className="figures whitespace-nowrap text-muted text-xs">{counts.get(strategy)}</span>
              {isLastResort(strategy) ? (
                <span className="flex">
                  <IconButton
                    label={`${STRATEGY_WORDS[strategy]} earlier`}
                    disabled={!mayMove(draft, index, -1)}
                    onClick={() => setDraft(moved(draft, index, -1))}
                  >
                    <ArrowUp aria-hidden="true" size={14} />
                  </IconButton>
                  <IconButton
                    label={`${STRATEGY_WORDS[strategy]} later`}
                    disabled={!mayMove(draft, index, 1)}
                    onClick={() => setDraft(moved(draft, index, 1))}
                  >
                    <ArrowDown aria-hidden="true" size={14} />
                  </IconButton>
                </span>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
      {change.isError ? (
        <div className="mt-4">
          <ProblemMessage error={change.error} />
        </div>
      ) : null}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        {report.change ? (
          <Button variant="quiet" busy={change.isPending} onClick={() => save(null)}>
            As usual again
          </Button>
        ) : null}
        <Button variant="primary" busy={change.isPending} onClick={() => save(draft)}>
          Save
        </Button>
      </div>
    </>
  )
}
