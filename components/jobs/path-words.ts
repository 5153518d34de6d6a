import type { PathStep } from '#server/contracts/processing.ts'
import { OUTCOME_WORDS, STEP_WORDS } from './job-words.ts'

type Step = Pick<PathStep, 'step' | 'provider' | 'outcome' | 'attempts'>

/** Whom a step of a path asked, by the name that people know. */
export function stepName({ step, provider }: Pick<Step, 'step' | 'provider'>): string {
  return asksNobody(step) ? STEP_WORDS[step] : provider
}

/** Steps that ask nobody: their provider is no name for people. */
export function asksNobody(step: PathStep['step']): boolean {
  return step === 'cache' || step === 'queue' || step === 'stale' || step === 'partial'
}

/** "Cache had nothing → house failed, 3 attempts → spare (fallback) answered"; undefined for an answer without a path. */
export function pathWords(path: readonly Step[]): string | undefined {
  return path.map(stepWords).join(' → ') || undefined
}

function stepWords(step: Step): string {
  const way =
    asksNobody(step.step) || step.step === 'primary' ? '' : ` (${STEP_WORDS[step.step].toLowerCase()})`
  const attempts = step.attempts > 1 ? `, ${step.attempts} attempts` : ''
  return `${stepName(step)}${way} ${OUTCOME_WORDS[step.outcome]}${attempts}`
}
