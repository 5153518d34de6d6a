import { cacheKey } from '#server/cache/cache-key.ts'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { nameEntry } from '#server/cache/shortcuts.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskJob, TaskPayload } from '#server/contracts/tasks.ts'
import { isPartial } from '#server/contracts/text-parts.ts'
import { attachmentsExist } from '#server/documents/attachments-exist.ts'
import type { Context } from '#server/platform/context.ts'
import { guarded } from '#server/platform/guarded.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { ttlOf } from '#server/recovery/ask-in-turn.ts'
import { ChainFailure } from '#server/recovery/chain-failure.ts'
import { createProviderGates } from '#server/recovery/provider-gates.ts'
import { createRetryBudgets } from '#server/recovery/retry-budgets.ts'
import { runChain } from '#server/recovery/run-chain.ts'
import { strategiesOf } from '#server/recovery/strategies-of.ts'
import type { ChainAnswer } from '#server/recovery/take-what-is-left.ts'
import { answerNotes, lostNotes } from './answer-notes.ts'
import { answerTags } from './answer-tags.ts'
import { CachedAnswer } from './cached-answer.ts'
import { countCosts } from './count-costs.ts'
import { enginesFor } from './engine-versions.ts'
import { fromCache, interactionOf, type Outcome } from './interaction-of.ts'
import { type AnsweredState, pagesRead, requestName, wordingOf } from './known-answer.ts'
import { madeFiles } from './made-files.ts'
import type { PartedJob } from './parts/answer-in-parts.ts'
import { askText } from './parts/ask-text.ts'
import { type Plan, planSource } from './plan-source.ts'
import type { TextRequest } from './provider.ts'
import { createProviderChain } from './provider-chain.ts'
import { hardFault } from './quality/signals.ts'
import { recordInteraction } from './record-interaction.ts'
import type { Remember } from './remember.ts'
import { resolveSource, type Source } from './resolve-source.ts'
import { createInstructionShadow } from './similarity/instruction-shadow.ts'
import { ownTranscript } from './transcription/own-transcript.ts'
import { transcribeRecording } from './transcription/transcribe-recording.ts'

// What is left for recording the answer before the task's own limit would cut it off.
const MARGIN_MS = 1500
const MARGIN_SHARE = 0.1
const DEFAULT_TIMEOUT_MS = 60_000

/** What the chain gave; of an answer from the cache, under which key it stood and whether its question was in other words. */
type Found = ChainAnswer<CachedAnswer> &
  Pick<StoredAnswer, 'cacheKey' | 'similar'> & { named?: { key: string; state: AnsweredState } }

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
  const shadow = createInstructionShadow(ctx)

  async function answer(source: Source, payload: TaskPayload, job: TaskJob): Promise<Found> {
    const { workspaceId } = job
    const { kind } = payload.request
    const providers = await chain.of(workspaceId, kind)
    const { texts, transcribers } = providers
    await gates.ready([...texts, ...transcribers].map(({ name }) => name))
    const strategies = await strategiesOf(ctx, { workspaceId, kind })
    const keyOf = (documentHash: string, question: Plan['question']): string =>
      cacheKey({ workspaceId, kind, documentHash, ...question })
    const entry = { workspaceId, kind, tags: answerTags(payload.request, job, source.documentId) }
    const remember: Remember = async (question, signal, compute) => {
      const { hash, parameters, engine } = question
      const found = await cache.getOrCompute(keyOf(hash, { parameters, modelFamily: engine }), {
        ...{ ...entry, graceMs: 0, signal },
        // What an attempt before has found out is as fresh as was asked for.
        fresh: payload.fresh && job.attempt === 1,
        compute: async (ending) => ({ value: await compute(ending), ttlMs: ttlOf(strategies, 'local') }),
      })
      return found.value
    }
    const plan = planSource(ctx, source, providers, gates, job, remember)
    const allowedMs = plan.neededMs === undefined ? undefined : job.allow?.(plan.neededMs)
    const timeoutMs = allowedMs ?? job.timeoutMs ?? DEFAULT_TIMEOUT_MS
    const asked = {
      ...{ cache, retries, signal: job.signal, fresh: payload.fresh },
      entry,
      judge: ({ quality }: CachedAnswer) => hardFault(quality),
    }
    const { text, recording } = plan
    const parted = text && {
      ...text,
      keyOf: (own: TextRequest) => keyOf(sha256(own.text), text.questionOf(own)),
    }
    const key = keyOf(source.hash, plan.question)
    const wording = wordingOf(plan.question.instruction)
    const found = await runChain(ctx, {
      ...asked,
      key,
      strategies,
      providers: plan.candidates,
      ...(plan.unanswered && { unanswered: plan.unanswered }),
      local: {
        ...plan.local,
        answer: async (signal) => ({ ...(await plan.local.answer(signal)), wording }),
        // What has gaps may be given once, and is not kept for others.
        whole: ({ parts }: CachedAnswer) => !isPartial(parts),
      },
      ...(parted && {
        async ask(providers) {
          const answered = await askText(parted, { ...asked, ...partsOf(job) }, providers)
          return { ...answered, value: { ...answered.value, wording } }
        },
      }),
      ...(recording && {
        async ask(providers) {
          const keyed = {
            ...recording,
            keyOf: (start: number, end: number) => keyOf(stretchOf(source.hash, start, end), plan.question),
          }
          return await transcribeRecording(keyed, { ...asked, ...partsOf(job) }, providers)
        },
      }),
      ...(job.lateMs !== undefined && { lateMs: job.lateMs }),
      budgetMs: timeoutMs - Math.min(MARGIN_MS, timeoutMs * MARGIN_SHARE),
    })
    const similar = found.value.wording !== undefined && found.value.wording !== wording
    const state =
      similar || found.degraded
        ? undefined
        : answeredState(source, enginesFor(kind, [...texts, ...transcribers]))
    const named = state && { named: { key, state } }
    if (!fromCache(found.cache)) {
      const { instruction } = plan.question
      // The built-in engine passes instructions by, so its answers say nothing about them.
      if (
        instruction &&
        found.cache === 'miss' &&
        plan.text &&
        !found.degraded &&
        !isPartial(found.value.parts)
      )
        shadow.observe({
          ...{ workspaceId, userId: job.userId, kind, key, instruction, result: found.value.result },
          scope: keyOf(source.hash, { ...plan.question, instruction: undefined }),
        })
      return { ...found, ...named }
    }
    if (source.type === 'file')
      return {
        ...{ ...found, ...named, cacheKey: key },
        value: { ...found.value, result: ownTranscript(found.value.result, source.file) },
      }
    if (similar) ctx.statistics.count('cache', 'similar', kind)
    return { ...found, ...named, cacheKey: key, similar }
  }

  // Without it whoever asks the same again waits for a worker, who finds the answer all the same.
  const rememberName = guarded(
    async ({ named }: Found, { request }: TaskPayload, { workspaceId }: TaskJob): Promise<void> => {
      if (named) await nameEntry(ctx, { name: requestName(workspaceId, request), ...named })
    },
    { name: 'name an answer', log: ctx.log, fallback: () => undefined },
  )

  return {
    async run(payload, job) {
      const start = performance.now()
      const interactionId = newId()
      let source: Source | undefined
      const record = async (outcome: Outcome): Promise<void> => {
        const { path, cache: state, answered } = outcome
        countCosts(ctx, payload.request.kind, path, fromCache(state) ? answered?.cost : undefined)
        const asked = { ...job, taskId: job.id }
        await recordInteraction(ctx, interactionOf(interactionId, asked, payload.request, source, outcome))
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
        await record({ path: found.path, cache: found.cache, answered: found.value, latencyMs })
        await rememberName(found, payload, job)
        job.report({ done: 1, note: 'Done' })
        const { value: answered, named: _named, ...how } = found
        const { wording: _, ...value } = answered
        return {
          ...value,
          ...how,
          notes: [...value.notes, ...answerNotes(found.path, found.cache), ...lostNotes(lostOf(source))],
          latencyMs,
          interactionId,
          ...passageOf(source),
          ...(source.type === 'text' && pagesRead(source.pages)),
        }
      } catch (error) {
        const path = error instanceof ChainFailure ? [...error.path] : []
        const latencyMs = Math.round(performance.now() - start)
        await record({ path, cache: payload.fresh ? 'bypass' : 'miss', error, latencyMs }).catch((second) =>
          ctx.log.error({ error: second }, 'a failed request could not be recorded'),
        )
        throw error instanceof ChainFailure ? error.error : error
      }
    },
    async close() {
      await shadow.close()
      await gates.close()
      await retries.close()
      await cache.close()
    },
  }
}

/** What stands for a stretch of a recording among the texts that answers are kept of. */
function stretchOf(hash: string, start: number, end: number): string {
  return sha256(`${hash} ${start} ${end}`)
}

/** Where the text came from, so that the result can say when it is another by now. */
function passageOf(source: Source): Pick<StoredAnswer, 'passage'> {
  return source.type === 'text' && source.passage !== undefined ? { passage: source.passage } : {}
}

/** What of its page cannot be in the answer. */
function lostOf(source: Source): readonly string[] | undefined {
  return source.type === 'text' ? source.lost : undefined
}

/** What the answer was made of; undefined where that cannot be told without working it out again. */
function answeredState(source: Source, engines: string): AnsweredState | undefined {
  const pages = source.type === 'file' ? [] : source.pages
  const { documentId, hash: inputHash } = source
  const lost = lostOf(source)
  return (
    pages && {
      ...{ engines, pages: [...pages], documentId, inputHash, ...passageOf(source) },
      ...(lost && { lost: [...lost] }),
    }
  )
}

/** What an earlier try of the job has, and how its progress is told. */
function partsOf(job: TaskJob): Pick<PartedJob, 'kept' | 'report' | 'show'> {
  return {
    kept: job.kept ?? [],
    ...(job.show && { show: job.show }),
    report: (finished, total) =>
      job.report({ done: 0.15 + (0.75 * finished) / total, note: `${finished} of ${total} parts done` }),
  }
}
