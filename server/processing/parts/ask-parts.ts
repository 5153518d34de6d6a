import type { LayeredCache } from '#server/cache/layered-cache.ts'
import { strategyOf } from '#server/contracts/kind-strategies.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import type { PlainAnswer } from '#server/contracts/stored-answer.ts'
import { eachAtOnce } from '#server/platform/each-at-once.ts'
import { AppError } from '#server/platform/errors.ts'
import { ChainFailure } from '#server/recovery/chain-failure.ts'
import type { ProvidersAsked } from '#server/recovery/run-chain.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import type { TextPart } from './text-parts.ts'

// More would leave no room for other jobs at a provider that answers few calls at once.
export const PARTS_AT_ONCE = 3
// Left for putting together what came: a part that is cut off may not take the finished ones with it.
const SPARE_SHARE = 0.1
const SPARE_MOST_MS = 5_000

/** A part with the key of its question. */
export type PartQuestion = { part: TextPart; key: string }
/** What came of a part: its answer, or why nothing answered. */
export type PartOutcome = { part: TextPart; key: string } & (
  | { answer: PlainAnswer }
  | { answer: undefined; reason: string }
)

export type PartsAsked = ProvidersAsked & {
  cache: LayeredCache<CachedAnswer>
  entry: { workspaceId: string; kind: string; tags: readonly string[] }
  fresh: boolean
  caller: AbortSignal
  /** Answers of an earlier try, by key. */
  kept: ReadonlyMap<string, PlainAnswer>
  /** Asks the providers for one part; throws as `askInTurn` does. */
  askPart: (question: PartQuestion, asked: ProvidersAsked) => Promise<{ value: CachedAnswer; ttlMs: number }>
  /** Told after each part, with how many there are by then. */
  finished: (outcome: PartOutcome, parts: number) => void
}

/**
 * Asks for each part by itself, some at a time: what an earlier try or the cache has is taken from there, and what is answered
 * is kept in the cache at once, so that a job that is killed or out of time loses no part. A part that fails takes nothing
 * from the others. The outcomes are in the order of the text. Throws `ChainFailure` when no part was answered, the caller's
 * reason when it gave up.
 */
export async function askParts(
  questions: readonly PartQuestion[],
  asked: PartsAsked,
): Promise<PartOutcome[]> {
  const end = performance.now() + asked.budgetMs - Math.min(SPARE_MOST_MS, asked.budgetMs * SPARE_SHARE)
  const outcomes: PartOutcome[] = []
  const paths: PathStep[][] = questions.map(() => [])
  const { signal } = asked.deadline
  try {
    await eachAtOnce({ count: questions.length, atOnce: PARTS_AT_ONCE, signal }, async (index, ending) => {
      const [question, path] = [questions[index], paths[index]]
      if (!question || !path) return
      // What is left is shared by those still to be asked, so that slow parts cannot use up the time of the last ones.
      const rounds = Math.ceil((questions.length - index) / PARTS_AT_ONCE)
      const forPart = { ...asked, deadline: { ...asked.deadline, signal: ending } }
      const leftMs = end - performance.now()
      const outcome = await onePart(question, { ...forPart, budgetMs: leftMs / rounds, mostMs: leftMs }, path)
      outcomes[index] = outcome
      asked.finished(outcome, outcomes.filter(Boolean).length)
    })
  } finally {
    for (const [index, path] of paths.entries())
      asked.path.push(...path.map((step) => ({ ...step, part: index + 1 })))
  }
  if (outcomes.every(({ answer }) => answer === undefined))
    throw new ChainFailure(
      new AppError('provider-failed', 'None of the model providers answered.'),
      asked.path,
    )
  return outcomes
}

async function onePart(question: PartQuestion, asked: PartsAsked, path: PathStep[]): Promise<PartOutcome> {
  const start = performance.now()
  const kept = asked.kept.get(question.key)
  const found = (step: 'cache' | 'stale', reason: string | null): void => {
    const ms = Math.round(performance.now() - start)
    const strategy = step === 'cache' ? 'fresh-cache' : 'stale-cache'
    path.push({
      step,
      strategy,
      provider: 'cache',
      model: null,
      outcome: 'answered',
      attempts: 1,
      ms,
      reason,
    })
  }
  if (kept) {
    found('cache', 'kept from the try before')
    return { ...question, answer: kept }
  }
  try {
    const { value, state } = await asked.cache.getOrCompute(question.key, {
      ...asked.entry,
      graceMs: 0,
      fresh: asked.fresh,
      signal: asked.deadline.signal,
      compute: async () => {
        const { deadline, strategies, budgetMs, mostMs = budgetMs } = asked
        return await asked.askPart(question, { deadline, strategies, budgetMs, mostMs, path })
      },
    })
    if (state === 'hit') found('cache', null)
    if (state === 'stale' && !strategyOf(asked.strategies, 'stale-cache'))
      return { ...question, answer: undefined, reason: 'its earlier answer is past its time' }
    // Asked anew, and not answered: what the cache has is still an answer to this very part.
    if (state === 'stale') found('stale', 'an earlier answer, since no provider answered')
    return { ...question, answer: value }
  } catch (failure) {
    if (asked.caller.aborted) throw asked.caller.reason
    if (failure instanceof ChainFailure)
      return { ...question, answer: undefined, reason: path.at(-1)?.reason ?? failure.error.message }
    if (asked.deadline.signal.aborted)
      return { ...question, answer: undefined, reason: 'no time was left for it' }
    throw failure
  }
}
