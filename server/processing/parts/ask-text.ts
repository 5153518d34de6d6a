import { strategyOf } from '#server/contracts/kind-strategies.ts'
import { askInTurn } from '#server/recovery/ask-in-turn.ts'
import { ChainFailure } from '#server/recovery/chain-failure.ts'
import type { Asked, ProvidersAsked } from '#server/recovery/run-chain.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import { answerInParts, type PartedJob, type PartedText } from './answer-in-parts.ts'
import { markSmaller, missingWords } from './put-together.ts'
import type { TextPart } from './text-parts.ts'

/** A text with how it is divided: whole as long as it fits into `most` characters. */
export type DividedText = Omit<PartedText, 'keyOf' | 'parts'> & {
  most: number
  partsAt: (most: number) => readonly TextPart[]
}

type Answer = Pick<Asked<CachedAnswer>, 'value' | 'ttlMs'>

/**
 * Asks the providers for a text: whole where it fits, in parts where it does not, and, as a smaller task, in parts of half the size
 * where a provider found it too long all the same, since characters only estimate what a model counts. An answer with gaps says
 * what is missing. Throws `ChainFailure` as `askInTurn` does.
 */
export async function askText(
  text: DividedText & Pick<PartedText, 'keyOf'>,
  job: PartedJob,
  asked: ProvidersAsked,
): Promise<Asked<CachedAnswer>> {
  const { request, partsAt } = text
  const smaller = strategyOf(asked.strategies, 'smaller-task')
  const end = performance.now() + asked.budgetMs
  const askAt = async (most: number): Promise<Answer> => {
    const left = { ...asked, budgetMs: end - performance.now() }
    const parts = partsAt(most)
    if (parts.length > 1) return await answerInParts({ ...text, parts }, job, left)
    const { judge, retries, signal } = job
    return await askInTurn({ ...left, providers: text.candidatesOf(request), judge, retries }, signal)
  }
  let most = text.most
  let partial: Answer | undefined
  for (let halvings = 0; ; halvings += 1) {
    const tried = asked.path.length
    const { answer, failure } = await settled(askAt(most))
    if (halvings > 0) markSmaller(asked.path.slice(tried))
    if (answer && !answer.value.parts?.missing.length) return answer
    // Of two with gaps the first has the larger parts, in which a model sees more.
    partial ??= answer
    const tooLong = asked.path.slice(tried).some(({ fault }) => fault === 'too-long')
    most = Math.floor(Math.min(most, request.text.length) / 2)
    if (tooLong && smaller && halvings < smaller.halvings && most >= smaller.least) continue
    if (partial) return withGaps(partial)
    throw failure
  }
}

function withGaps(answer: Answer): Asked<CachedAnswer> {
  const missing = missingWords(answer.value.parts)
  return { ...answer, ...(missing !== undefined && { missing }) }
}

async function settled(asking: Promise<Answer>): Promise<{ answer?: Answer; failure?: ChainFailure }> {
  try {
    return { answer: await asking }
  } catch (failure) {
    if (!(failure instanceof ChainFailure)) throw failure
    return { failure }
  }
}
