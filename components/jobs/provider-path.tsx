import type { PathStep } from '#server/contracts/processing.ts'
import { moneyWords } from '../money-words.ts'
import { classNames } from '../ui/class-names.ts'
import { duration, OUTCOME_WORDS, STEP_WORDS } from './job-words.ts'
import { asksNobody, stepName } from './path-words.ts'
import { STRATEGY_WORDS } from './strategy-words.ts'

const DOT: Record<PathStep['outcome'], string> = {
  answered: 'border-success bg-success',
  miss: 'border-field bg-paper',
  skipped: 'border-field bg-paper',
  rejected: 'border-warning bg-paper',
  failed: 'border-danger bg-paper',
}

/** Who was asked, in order, and what came of it: from the cache to whoever answered. */
export function ProviderPath({ path }: { path: readonly PathStep[] }) {
  return (
    <ol className="flex flex-col">
      {path.map((step, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the chain; the same provider may stand twice
          key={index}
          className="relative grid grid-cols-[0.75rem_1fr] gap-3 pb-4 text-sm last:pb-0"
        >
          {index < path.length - 1 ? (
            <span aria-hidden="true" className="absolute top-4 bottom-0 left-[5px] w-px bg-edge" />
          ) : null}
          <span
            aria-hidden="true"
            className={classNames('mt-1.5 size-[11px] rounded-full border-2', DOT[step.outcome])}
          />
          <div className="min-w-0">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span>
                <span className="font-medium">{stepName(step)}</span>{' '}
                <span className="text-soft">{OUTCOME_WORDS[step.outcome]}</span>
              </span>
              <span className="figures text-muted text-xs">{duration(step.ms)}</span>
            </p>
            <p className="text-muted text-xs">{detailOf(step)}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}

function detailOf(step: PathStep): string {
  const parts = [
    step.part === undefined ? null : step.part === 0 ? 'putting the parts together' : `part ${step.part}`,
    asksNobody(step.step) ? null : STEP_WORDS[step.step],
    step.strategy && !asksNobody(step.step) ? STRATEGY_WORDS[step.strategy].toLowerCase() : null,
    step.model,
    step.cost ? moneyWords(step.cost) : null,
    step.attempts > 1 ? `${step.attempts} attempts` : null,
    step.reason,
  ]
  return parts.filter(Boolean).join(' · ')
}
