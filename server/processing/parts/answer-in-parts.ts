import type { LayeredCache } from '#server/cache/layered-cache.ts'
import type { KeptPart } from '#server/contracts/stored-answer.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import type { AnswerParts } from '#server/contracts/text-parts.ts'
import { askInTurn } from '#server/recovery/ask-in-turn.ts'
import type { Candidate, Judge } from '#server/recovery/ask-provider.ts'
import { ChainFailure } from '#server/recovery/chain-failure.ts'
import type { RetryBudgets } from '#server/recovery/retry-budgets.ts'
import type { ProvidersAsked } from '#server/recovery/run-chain.ts'
import { joinedReply, replyToJoin } from '../ask/merge-replies.ts'
import { isAsk, pagesOfPart } from '../ask/read-model-reply.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import { answerLocally, workOf } from '../candidates.ts'
import { runTextWork } from '../local-engine/run-text-work.ts'
import { countWords } from '../local-engine/split-words.ts'
import { isWritten, type PartialAnswer, partialBlocks } from '../partial-result.ts'
import type { AskRequest, TextRequest } from '../provider.ts'
import { askParts, type PartQuestion } from './ask-parts.ts'
import { type Merged, mergeResults } from './merge-results.ts'
import { PartsDraft } from './parts-draft.ts'
import { type Answered, partialQuality, plainAnswer, sumUpParts, ttlOfParts } from './put-together.ts'
import type { TextPart } from './text-parts.ts'

/** What is asked of the providers for a long text, part by part. */
export type PartedText = {
  request: TextRequest
  parts: readonly TextPart[]
  /** The key under which the answer to a request is cached. */
  keyOf: (request: TextRequest) => string
  candidatesOf: (request: TextRequest, show?: (partial: PartialAnswer) => void) => Candidate<CachedAnswer>[]
}

export type PartedJob = {
  cache: LayeredCache<CachedAnswer>
  entry: { workspaceId: string; kind: string; tags: readonly string[] }
  fresh: boolean
  judge: Judge<CachedAnswer>
  retries: RetryBudgets
  signal: AbortSignal
  kept: readonly KeptPart[]
  report: (finished: number, total: number) => void
  /** Where somebody looks while it is answered. */
  show?: TaskJob['show']
}

// Of the time for the providers, what is left for putting summaries together.
const MERGE_SHARE = 0.25
// A summary of a part is shorter than that of the whole, but not so short that nothing is left to choose from.
const PART_WORDS_LEAST = 40

/**
 * Answers a long text part by part and puts the parts together. Parts that no provider answered are named in `parts.missing`
 * and are not filled in by the built-in engine: what different methods find is not one result. An answer with missing parts
 * may not be given again and carries the parts that it has. Throws `ChainFailure` when no part was answered.
 */
export async function answerInParts(
  text: PartedText,
  job: PartedJob,
  asked: ProvidersAsked,
): Promise<{ value: CachedAnswer; ttlMs: number }> {
  const end = performance.now() + asked.budgetMs
  const { request, parts } = text
  const questions = parts.map((part): PartQuestion & { request: TextRequest } => {
    const own = partRequest(request, part, parts.length)
    return { part, key: text.keyOf(own), request: own }
  })
  const requests = new Map(questions.map(({ part, request: own }) => [part.part, own]))
  const { judge, retries, signal } = job
  const draft = job.show && new PartsDraft(request, parts, job.show)
  const outcomes = await askParts(questions, {
    ...{ ...asked, cache: job.cache, entry: job.entry, fresh: job.fresh, caller: signal },
    budgetMs: asked.budgetMs * (request.kind === 'summarise' || isAsk(request) ? 1 - MERGE_SHARE : 1),
    kept: new Map(job.kept.map(({ question, answer }) => [question, answer])),
    finished({ part, answer }, count) {
      draft?.finishes(part, answer)
      job.report(count, parts.length)
    },
    async askPart({ part }, forPart) {
      const show = draft && ((partial: PartialAnswer) => draft.grows(part, partial))
      const providers = text.candidatesOf(requests.get(part.part) ?? request, show)
      return await askInTurn({ ...forPart, providers, judge, retries }, signal)
    },
  })
  const answered = outcomes.flatMap((outcome): Answered[] =>
    outcome.answer ? [{ part: outcome.part, key: outcome.key, answer: outcome.answer }] : [],
  )
  const report: AnswerParts = {
    total: parts.length,
    missing: outcomes.flatMap(({ part: { text: _, ...place }, ...outcome }) =>
      outcome.answer ? [] : [{ ...place, reason: outcome.reason }],
    ),
  }
  const merged = mergeResults(
    request,
    answered.map(({ part, answer }) => ({ part, result: answer.result })),
  )
  const left = { ...asked, budgetMs: end - performance.now() }
  const whole =
    request.kind === 'summarise' && merged.result.kind === 'summarise'
      ? await shorten(request, merged.result.text, text, job, left)
      : isAsk(request)
        ? await joinReplies(request, answered, merged, text, job, left)
        : merged
  const judged = await runTextWork(
    {
      act: 'judge',
      // Places are counted in the whole text; what was written is compared with what it was made from.
      request: workOf(isWritten(request.kind) ? { ...request, text: textOf(answered) } : request),
      result: whole.result,
      cut: false,
    },
    asked.deadline.signal,
  )
  const sum = sumUpParts(answered)
  const partial = report.missing.length > 0
  return {
    value: {
      ...sum,
      result: judged.result,
      quality: partialQuality(judged.quality, report, request.text.length),
      notes: [...whole.notes, ...judged.notes, ...sum.notes],
      parts: report,
      ...(partial && {
        kept: answered.map(({ key, answer }) => ({ question: key, answer: plainAnswer(answer) })),
      }),
    },
    ttlMs: partial ? 0 : ttlOfParts(asked.strategies, answered, text.candidatesOf(request)[0]?.name),
  }
}

/** What is asked about one part: as about the whole, and no more than a part can say. */
export function partRequest(request: TextRequest, part: TextPart, total: number): TextRequest {
  const { text } = part
  if (isAsk(request)) return { ...request, text, pages: pagesOfPart(request.pages, part) }
  // What one part lacks another may have.
  if (request.kind === 'extract')
    return { ...request, text, fields: request.fields.map((field) => ({ ...field, required: false })) }
  if (request.kind !== 'summarise') return { ...request, text }
  const words = Math.min(400, Math.max(PART_WORDS_LEAST, Math.ceil((request.words * 2) / total)))
  // Of sentences, one for each part, no single one is left to be made before all are there.
  const { style, ...plain } = request
  return { ...plain, text, words, ...(style === 'bullets' && { style }) }
}

/** The summaries of the parts as one within the cap: by the providers, else by the built-in engine, which the notes then say. */
async function shorten(
  request: Extract<TextRequest, { kind: 'summarise' }>,
  joined: string,
  text: PartedText,
  { judge, retries, signal, show }: PartedJob,
  asked: ProvidersAsked,
): Promise<{ result: CachedAnswer['result']; notes: string[] }> {
  const path: ProvidersAsked['path'] = []
  const merging = { ...request, text: joined }
  const asItIs = request.style === undefined || request.style === 'bullets'
  if (asItIs && countWords(joined, 'en') <= request.words)
    return { result: { kind: 'summarise', text: joined, sentences: 0 }, notes: [] }
  try {
    const providers = text.candidatesOf(merging, ({ provider, model, result }) =>
      show?.({ provider, model, blocks: () => partialBlocks(result()) }),
    )
    const { value } = await askInTurn({ ...asked, path, providers, judge, retries }, signal)
    return { result: value.result, notes: value.notes }
  } catch (failure) {
    if (!(failure instanceof ChainFailure)) throw failure
    const { result } = await answerLocally({ providers: true }, merging, asked.deadline.signal)
    const notes = [
      'The parts were summarised by a model; their summaries were put together by the built-in engine.',
    ]
    return { result, notes }
  } finally {
    asked.path.push(...path.map((step) => ({ ...step, part: 0 })))
  }
}

/** One answer of those that parts have; where no provider makes one, they stand one after another, which the notes then say. */
async function joinReplies(
  request: AskRequest,
  answered: readonly Answered[],
  merged: Merged,
  text: PartedText,
  { judge, retries, signal }: PartedJob,
  asked: ProvidersAsked,
): Promise<Merged> {
  const replies = answered.flatMap(({ answer }) => (answer.result.kind === 'ask' ? [answer.result] : []))
  const joining = replyToJoin(replies, request)
  if (!joining) return merged
  const path: ProvidersAsked['path'] = []
  try {
    const { value } = await askInTurn(
      { ...asked, path, providers: text.candidatesOf(joining), judge, retries },
      signal,
    )
    // The parts have answers: that all of them together say nothing is a slip.
    if (value.result.kind !== 'ask' || !value.result.answered) return apart(merged)
    return { result: joinedReply(value.result, request), notes: value.notes }
  } catch (failure) {
    if (!(failure instanceof ChainFailure)) throw failure
    return apart(merged)
  } finally {
    asked.path.push(...path.map((step) => ({ ...step, part: 0 })))
  }
}

function apart({ result, notes }: Merged): Merged {
  return {
    result,
    notes: [
      ...notes,
      'The answers of the parts of the text stand one after another; no model made one of them.',
    ],
  }
}

function textOf(answered: readonly Answered[]): string {
  return answered.map(({ part }) => part.text).join('')
}
