import { countNamed, findNamed, type Named } from '#server/cache/shortcuts.ts'
import { ModelKind } from '#server/contracts/model-names.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { locateAttachment } from '#server/documents/locate-attachment.ts'
import { pageHeads } from '#server/documents/page-heads.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { guarded } from '#server/platform/guarded.ts'
import { newId } from '#server/platform/ids.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { createTimeBudget, type TimeBudget } from '#server/platform/time-budget.ts'
import { knownProviders, modelFor, partCharactersOf } from '#server/providers/known-providers.ts'
import { cacheHit, countPath } from '#server/recovery/run-chain.ts'
import { lostNotes } from './answer-notes.ts'
import { CachedAnswer } from './cached-answer.ts'
import { countCosts } from './count-costs.ts'
import { enginesFor } from './engine-versions.ts'
import { interactionOf } from './interaction-of.ts'
import { AnsweredState, instructionOf, pagesRead, requestName, wordingOf } from './known-answer.ts'
import { madeFiles } from './made-files.ts'
import { recordInteraction } from './record-interaction.ts'

/** An answer as a worker would give it to the same request, with what has to be unchanged when it is given. */
export type KeptAnswer = {
  answer: StoredAnswer
  state: AnsweredState
  value: CachedAnswer
  entry: Pick<Named, 'key' | 'kind' | 'costMs'>
}
type Question = { workspaceId: string; request: ProcessRequest }

// Few enough that a cache which hangs leaves most of the connections to everybody else.
const AT_ONCE = 4
const REST_MS = 10_000

/**
 * The fresh answer that the cache has to exactly this request, of pages that have not changed since they were read for it, by what
 * would be asked today. Where there is none it costs one look at a primary key; it takes `config.keptAnswerMs` at most and never
 * throws. Who may have it is for the caller to ask. Answers to other words (similar hits), answers past their time and those with
 * files of their own are left to a worker.
 */
export async function findKeptAnswer(ctx: Context, question: Question): Promise<KeptAnswer | undefined> {
  const start = performance.now()
  const budget = budgetOf(ctx)
  return await budget(async () => {
    const named = await findNamed(ctx, requestName(question.workspaceId, question.request))
    return named && (await checked(ctx, question, named, start))
  })
}

async function checked(
  ctx: Context,
  { workspaceId, request }: Question,
  { key, kind, value: raw, state: told, costMs }: Named,
  start: number,
): Promise<KeptAnswer | undefined> {
  const value = CachedAnswer.safeParse(raw).data
  const state = AnsweredState.safeParse(told).data
  if (!value || !state || value.wording !== wordingOf(instructionOf(request))) return undefined
  if (madeFiles(value.result).length > 0 || !(await unchanged(ctx.db.prisma, state))) return undefined
  if (state.engines !== (await enginesNow(ctx, workspaceId, request.kind))) return undefined
  if ('attachmentId' in request) {
    const file = await locateAttachment(ctx, request.attachmentId)
    if (file?.documentId !== state.documentId) return undefined
    // The same bytes may be several files, and a transcript names the one that it plays.
    const { result } = value
    if (result.kind === 'transcribe' && result.attachmentId !== request.attachmentId) return undefined
  }
  const { wording: _, ...said } = value
  const { passage } = state
  const answer: StoredAnswer = {
    ...said,
    notes: [...said.notes, ...lostNotes(state.lost)],
    ...{ cache: 'hit', path: [cacheHit(start)], degraded: false, cacheKey: key, similar: false },
    latencyMs: Math.round(performance.now() - start),
    interactionId: newId(),
    ...(passage !== undefined && { passage }),
    ...pagesRead(state.pages),
  }
  return { answer, state, value, entry: { key, kind, costMs } }
}

/** Whether the pages of an answer are still those that it was made of. */
async function unchanged(
  db: Pick<Transaction, 'document'>,
  { pages }: Pick<AnsweredState, 'pages'>,
): Promise<boolean> {
  const heads = await pageHeads(
    db,
    pages.map(({ id }) => id),
  )
  return pages.every(({ id, seq }) => heads.get(id) === seq)
}

async function enginesNow(ctx: Context, workspaceId: string, kind: ProcessRequest['kind']): Promise<string> {
  const asked = ModelKind.safeParse(kind)
  if (!asked.success) return enginesFor(kind, [])
  const providers = (await knownProviders(ctx, workspaceId)).flatMap((known) => {
    const model = modelFor(known, asked.data)
    return model === undefined ? [] : [{ name: known.name, model, partCharacters: partCharactersOf(known) }]
  })
  return enginesFor(kind, providers)
}

/** For whom a request is answered, and as which task. */
export type KeptFor = {
  taskId: string
  workspaceId: string
  documentId: string | null
  userId: string | null
  requestId: string | null
  request: ProcessRequest
}

/** Records an answer that is given from the cache, in the transaction that gives it; false, and nothing is recorded, where a page has changed. */
export async function recordKeptAnswer(
  ctx: Pick<Context, 'db'>,
  tx: Transaction,
  { answer, state, value }: KeptAnswer,
  { request, ...asked }: KeptFor,
): Promise<boolean> {
  if (!(await unchanged(tx, state))) return false
  const { path, cache, latencyMs, interactionId } = answer
  const source = { documentId: state.documentId, hash: state.inputHash }
  const outcome = { path, cache, latencyMs, answered: value }
  await recordInteraction(
    ctx,
    interactionOf(interactionId, asked, request, source, outcome),
    (text, values) => tx.$executeRawUnsafe(text, ...values),
  )
  return true
}

/** Counts it as an answer that a worker takes from the cache is counted; for after the commit. */
export async function countKeptAnswer(ctx: Context, { answer, value, entry }: KeptAnswer): Promise<void> {
  countPath(ctx, answer.path)
  countCosts(ctx, value.result.kind, answer.path, value.cost)
  const count = guarded(() => countNamed(ctx, entry, answer.latencyMs), {
    ...{ name: 'count a kept answer', log: ctx.log, fallback: () => undefined },
  })
  await count()
}

function budgetOf(ctx: Context): TimeBudget {
  const budgets = processWide('budgets of kept answers', () => new WeakMap<Context, TimeBudget>())
  const known = budgets.get(ctx)
  if (known) return known
  const budget = createTimeBudget({
    ...{ ms: ctx.config.keptAnswerMs, atOnce: AT_ONCE, restMs: REST_MS },
    onFailure: (error) => ctx.log.warn({ error }, 'kept answers are left to the workers for a while'),
  })
  budgets.set(ctx, budget)
  return budget
}
