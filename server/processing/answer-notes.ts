import type { CacheState, PathStep } from '#server/contracts/processing.ts'

/** What a person should know of how an answer came about: who stood in for whom, and that it is an older one. */
export function answerNotes(path: readonly PathStep[], cache: CacheState): string[] {
  const late = path.find(({ step }) => step === 'queue')
  if (late)
    return [
      `No model provider was asked: ${late.reason ?? 'it had waited too long'}. Try again to have one asked.`,
    ]
  if (cache === 'stale')
    return [
      'No model provider answered, so this is an earlier answer to the same question, past its usual age.',
    ]
  const answered = path.find((step) => step.outcome === 'answered')
  if (path.some(({ step, outcome }) => step === 'degraded' && outcome === 'answered'))
    return ['No model provider answered, so the built-in engine did.']
  const [first] = path.filter((step) => step.step === 'primary')
  return answered?.step === 'fallback' && first
    ? [
        `${first.provider} did not answer (${first.reason ?? 'no reason known'}), so ${answered.provider} did.`,
      ]
    : []
}

/** Says what of a page is not in what was written anew of it; nothing where all of it is. */
export function lostNotes(lost: readonly string[] = []): string[] {
  return lost.length === 0 ? [] : [`Not kept of the text that this was made of: ${lost.join(', ')}.`]
}
