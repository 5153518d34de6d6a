import { type Cost, costOfTokens, isCharged } from '#server/contracts/cost.ts'
import type { FailedRequest, FailureReplayView } from '#server/contracts/failed-requests.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { duration } from '../../jobs/job-words.ts'

/** The places in a path at which something failed; that the cache had nothing is no failure. */
export function failedPlaces(path: readonly PathStep[]): number[] {
  return path.flatMap(({ step, outcome }, place) =>
    step !== 'cache' && (outcome === 'failed' || outcome === 'rejected' || outcome === 'skipped')
      ? [place]
      : [],
  )
}

/** The class of a fault as people read it. */
export function faultWords({ fault = 'other' }: Pick<PathStep, 'fault'>): string {
  return fault === 'other' ? 'another cause' : fault.replaceAll('-', ' ')
}

/** What came of a step, in two or three words. */
export function endWords({ outcome, fault }: Pick<PathStep, 'outcome' | 'fault'>): string {
  if (outcome === 'answered') return 'answered'
  return outcome === 'skipped' ? 'was not asked' : faultWords(fault ? { fault } : {})
}

type Price = FailedRequest['providers'][number]['price']

/** What asking again would cost by the tokens that somebody was charged for the same text; undefined where nobody knows. */
export function estimateOf(
  path: readonly PathStep[],
  { part }: Pick<PathStep, 'part'>,
  price: Price,
): Cost | undefined {
  const charged = path.find((one) => isCharged(one) && one.tokens && one.part === part)
  return price && charged?.tokens && costOfTokens(charged.tokens, price)
}

/** What came of asking again, as one sentence. */
export function replayWords({ provider, state, outcome, error }: FailureReplayView): string {
  if (state === 'under-way') return `${provider} is being asked.`
  if (outcome?.outcome === 'answered') return `${provider} answered in ${duration(outcome.ms)}.`
  if (outcome) return `${provider} did not answer: ${outcome.reason ?? faultWords(outcome)}.`
  if (error) return error.message
  return 'Nobody took it up, or its process ended. Ask again.'
}
