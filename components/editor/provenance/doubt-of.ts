import type { GeneratedPassage } from '#server/contracts/provenance.ts'

/** Why a passage is not shown as what it says of itself; undefined where the server has verified it. */
export function doubtOf({ job, contribution, text }: GeneratedPassage): string | undefined {
  if (!job && !contribution) return 'The job that it names is not known here, or you may not see it.'
  if (text !== 'foreign') return undefined
  return job ? 'The job that it names wrote other words.' : 'The agent that it names wrote other words.'
}
