import { cacheKey } from '#server/cache/cache-key.ts'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { costOfPath } from '#server/contracts/cost.ts'
import type { CacheState, PathStep, ProcessRequest } from '#server/contracts/processing.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskJob, TaskPayload } from '#server/contracts/tasks.ts'
import { isPartial } from '#server/contracts/text-parts.ts'
import { attachmentsExist } from '#server/documents/attachments-exist.ts'
import type { Context } from '#server/platform/context.ts'
import { asAppError } from '#server/platform/errors.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { ChainFailure } from '#server/recovery/chain-failure.ts'
import { createProviderGates } from '#server/recovery/provider-gates.ts'
import { createRetryBudgets } from '#server/recovery/retry-budgets.ts'
import { type ChainAnswer, runChain } from '#server/recovery/run-chain.ts'
import { answerTags } from './answer-tags.ts'
import { CachedAnswer } from './cached-answer.ts'
import { countCosts } from './count-costs.ts'
import { madeFiles } from './made-files.ts'
import type { PartedJob } from './parts/answer-in-parts.ts'
import { askText } from './parts/ask-text.ts'
import { type Plan, planSource } from './plan-source.ts'
import type { TextRequest } from './provider.ts'
import { createProviderChain } from './provider-chain.ts'
import { hardFault } from './quality/signals.ts'
import { recordInteraction } from './record-interaction.ts'
import { resolveSource, type Source } from './resolve-source.ts'

// What is left for recording the answer before the task's own limit would cut it off.
const MARGIN_MS = 1500
const MARGIN_SHARE = 0.1
const DEFAULT_TIMEOUT_MS = 60_000

/** What the chain gave; of an answer from the cache, under which key it stood and whether its question was in other words. */
type Found = ChainAnswer<CachedAnswer> & Pick<StoredAnswer, 'cacheKey' | 'similar'>

/** Answers processing requests: with the cache, the configured providers in their order, and the engine of this server. */
export interface Processor {
  /**
   * The answer with how it came about. Each call leaves one Interaction row, failed ones too.
   * Throws what the source says (`not-found`, `unsupported-media`, ...), the reason of `job.signal`, or, when nothing answered,
   * the error of the last step.
   */
  run(payload: TaskPayload, job: TaskJob): Promise<StoredAnswer>
  close(): Promise<void>
}

export type ProcessorOptions = {
  /** How long a breaker stays open at its first, second, ... opening, in milliseconds. */
  breakerOpenMs?: readonly number[]
}

export function createProcessor(ctx: Context, { breakerOpenMs }: ProcessorOptions = {}): Processor {
  const chain = createProviderChain(ctx)
  const gates = createProviderGates(ctx, breakerOpenMs)
  const cache = createLayeredCache<CachedAnswer>(ctx, { parse: (raw) => CachedAnswer.parse(raw) })
  const retries = createRetryBudgets(ctx)

  async function answer(source: Source, payload: TaskPayload, job: TaskJob): Promise<Found> {
    const { workspaceId } = job
    const { kind } = payload.request
    const providers = await chain.of(workspaceId, kind)
    await gates.ready(providers.map(({ name }) => name))
    const plan = planSource(ctx, source, providers, gates, job)
    const timeoutMs = job.timeoutMs ?? DEFAULT_TIMEOUT_MS
    const keyOf = (documentHash: string, question: Plan['question']): string =>
      cacheKey({ workspaceId, kind, documentHash, ...question })
    const asked = {
      ...{ cache, retries, signal: job.signal, fresh: payload.fresh },
      entry: { workspaceId, kind, tags: answerTags(payload.request, job, source.documentId) },
      judge: ({ quality }: CachedAnswer) => hardFault(quality),
    }
    const { text } = plan
    const parted = text && {
      ...text,
      keyOf: (own: TextRequest) => keyOf(sha256(own.text), text.questionOf(own)),
    }
    const key = keyOf(source.hash, plan.question)
    const wording = sha256(plan.question.instruction ?? '')
    const found = await runChain(ctx, {
      ...asked,
      key,
      providers: plan.candidates,
      local: { ...plan.local, answer: async (signal) => ({ ...(await plan.local.answer(signal)), wording }) },
      ...(parted && {
        async ask(providers) {
          const answered = await askText(parted, { ...asked, ...partsOf(job) }, providers)
          return { ...answered, value: { ...answered.value, wording } }
        },
      }),
      budgetMs: timeoutMs - Math.min(MARGIN_MS, timeoutMs * MARGIN_SHARE),
    })
    if (found.cache !== 'hit' && found.cache !== 'stale') return found
    const similar = found.value.wording !== undefined && found.value.wording !== wording
    if (similar) ctx.statistics.count('cache', 'similar', kind)
    return { ...found, cacheKey: key, similar }
  }

  return {
    async run(payload, job) {
      const start = performance.now()
      const interactionId = newId()
      let source: Source | undefined
      const record = async (
        outcome: { path: PathStep[]; cache: CacheState; answered?: CachedAnswer; error?: unknown },
        latencyMs: number,
      ): Promise<void> => {
        const { path, cache: state, answered, error } = outcome
        countCosts(ctx, path, fromCache(state) ? answered?.cost : undefined)
        await recordInteraction(ctx, {
          id: interactionId,
          workspaceId: job.workspaceId,
          taskId: job.id,
          documentId: source?.documentId ?? job.documentId,
          sourceIds: severalPages(payload.request),
          userId: job.userId,
          kind: payload.request.kind,
          inputHash: source?.hash ?? '',
          provider: answered?.provider ?? null,
          model: answered?.model ?? null,
          path,
          cache: state,
          confidence: answered?.quality.score ?? null,
          quality: answered?.quality ?? null,
          partial: isPartial(answered?.parts),
          cost: costOfPath(path) ?? null,
          saved: (fromCache(state) && answered?.cost) || null,
          latencyMs,
          requestId: job.requestId,
          answer: answered?.result ?? null,
          error: error === undefined ? null : error instanceof ChainFailure ? error.error : asAppError(error),
        })
      }
      try {
        job.report({ done: 0.05, note: 'Reading the source' })
        const actor = {
          kind: 'job',
          taskId: job.id,
          userId: job.userId,
          workspaceId: job.workspaceId,
        } as const
        source = await resolveSource(ctx, actor, payload.request, job.earlier)
        job.report({ done: 0.15, note: 'Working' })
        let found = await answer(source, payload, job)
        // The files of an earlier answer may have gone with their page; then it is made anew.
        if (!(await attachmentsExist(ctx, madeFiles(found.value.result))))
          found = await answer(source, { ...payload, fresh: true }, job)
        const latencyMs = Math.round(performance.now() - start)
        await record({ path: found.path, cache: found.cache, answered: found.value }, latencyMs)
        job.report({ done: 1, note: 'Done' })
        const { value: answered, ...how } = found
        const { wording: _, ...value } = answered
        return {
          ...value,
          ...how,
          notes: [...value.notes, ...notesOn(found)],
          latencyMs,
          interactionId,
          ...passageOf(source),
        }
      } catch (error) {
        const path = error instanceof ChainFailure ? [...error.path] : []
        const latencyMs = Math.round(performance.now() - start)
        await record({ path, cache: payload.fresh ? 'bypass' : 'miss', error }, latencyMs).catch((second) =>
          ctx.log.error({ error: second }, 'a failed request could not be recorded'),
        )
        throw error instanceof ChainFailure ? error.error : error
      }
    },
    async close() {
      await gates.close()
      await retries.close()
      await cache.close()
    },
  }
}

/** Where the text came from, so that the result can say when it is another by now. */
function passageOf(source: Source): Pick<StoredAnswer, 'passage'> {
  return source.type === 'text' && source.passage !== undefined ? { passage: source.passage } : {}
}

/** The pages that a request reads, where they are several. */
function severalPages(request: ProcessRequest): readonly string[] {
  return 'source' in request && 'documentIds' in request.source ? (request.source.documentIds ?? []) : []
}

/** What an earlier try of the job has, and how its progress is told. */
function partsOf(job: TaskJob): Pick<PartedJob, 'kept' | 'report'> {
  return {
    kept: job.kept ?? [],
    report: (finished, total) =>
      job.report({ done: 0.15 + (0.75 * finished) / total, note: `${finished} of ${total} parts done` }),
  }
}

/** Whether an answer was there already. */
function fromCache(state: CacheState): boolean {
  return state === 'hit' || state === 'stale'
}

/** What a person should know of how the answer came about. */
function notesOn({ path, cache, degraded }: ChainAnswer<CachedAnswer>): string[] {
  if (cache === 'stale')
    return [
      'No model provider answered, so this is an earlier answer to the same question, past its usual age.',
    ]
  if (degraded) return ['No model provider answered, so the built-in engine did.']
  const answered = path.find((step) => step.outcome === 'answered')
  const [first] = path.filter((step) => step.step === 'primary')
  return answered?.step === 'fallback' && first
    ? [
        `${first.provider} did not answer (${first.reason ?? 'no reason known'}), so ${answered.provider} did.`,
      ]
    : []
}
