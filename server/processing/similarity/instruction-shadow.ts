import { keepInstruction, nearestKept } from '#server/cache/similarity/kept-instructions.ts'
import { packVector } from '#server/cache/similarity/pack-vector.ts'
import { recordPair } from '#server/cache/similarity/similarity-pairs.ts'
import { claimComparison } from '#server/cache/similarity/similarity-setting.ts'
import { SIMILAR_WORDING } from '#server/contracts/cost-report.ts'
import type { ProcessResult, TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { type Embedder, embedderOf, embedInstruction } from '#server/providers/embed-instruction.ts'
import { CachedAnswer } from '../cached-answer.ts'
import { countCharge } from '../count-costs.ts'
import { answersAgree } from './answers-agree.ts'

/** A question that a model has answered just now, since the cache did not. */
export type AnsweredQuestion = {
  workspaceId: string
  userId: string | null
  kind: TaskKind
  key: string
  /** The key without the instruction. */
  scope: string
  instruction: string
  result: ProcessResult
}

/**
 * Finds out what likeness of instructions would have answered, without ever answering by it: after an answer, its instruction is
 * embedded and compared with those of kept answers to exactly the same text, and the two answers are compared. Nothing waits for
 * it and nothing fails by it.
 */
export interface InstructionShadow {
  /** Takes a question for later and returns at once. What comes too fast, or while the server does not answer, is left out. */
  observe(question: AnsweredQuestion): void
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>
  /** Gives up what is waiting or under way. */
  close(): Promise<void>
}

/** Under which outcomes are counted, in the subsystem of the cache, and the outcome that is none to worry about. */
export const COMPARED_METRIC = 'compared'
export const COMPARED = 'compared'
const WAITING_MOST = 32
const FAILURES_MOST = 3
const REST_MS = 60_000

export type ShadowOptions = { restMs?: number }

export function createInstructionShadow(
  ctx: Context,
  { restMs = REST_MS }: ShadowOptions = {},
): InstructionShadow {
  const closing = new AbortController()
  let waiting = 0
  let failures = 0
  let restUntil = 0
  let last: Promise<void> = Promise.resolve()

  const count = (outcome: string): void => ctx.statistics.count('cache', COMPARED_METRIC, outcome)

  async function compare(question: AnsweredQuestion): Promise<void> {
    const { workspaceId, kind, key, scope, userId } = question
    const embedder = await embedderOf(ctx, workspaceId)
    if (!embedder) return
    if (performance.now() < restUntil) return count('resting')
    if (!(await claimComparison(ctx, workspaceId))) return count('off-or-spent')
    const embedded = await embedInstruction(ctx, embedder, question.instruction, closing.signal)
    if (typeof embedded === 'string') return failed(embedded)
    failures = 0
    count(COMPARED)
    countCharge(ctx.statistics, embedder.provider.name, SIMILAR_WORDING, embedded.cost)
    const own = { key, scope, userId, model: nameOf(embedder), vector: packVector(embedded.vector) }
    const nearest = await nearestKept(ctx, own)
    // Its own answer is what later ones are compared with.
    await keepInstruction(ctx, own)
    const kept = CachedAnswer.safeParse(nearest?.value).data
    if (!nearest || !kept) return
    const { share, agrees } = answersAgree(kept.result, question.result)
    const found = { similarity: nearest.similarity, agreement: share, agrees }
    await recordPair(ctx, { workspaceId, kind, model: own.model, ...found })
  }

  function failed(why: string): void {
    count(why)
    failures += 1
    if (failures < FAILURES_MOST) return
    failures = 0
    restUntil = performance.now() + restMs
    ctx.log.warn({ why, restMs }, 'instructions are not compared for a while: the embeddings model fails')
  }

  return {
    observe(question) {
      if (closing.signal.aborted) return
      if (waiting >= WAITING_MOST) return count('too-many')
      waiting += 1
      last = last
        .then(() => (closing.signal.aborted ? undefined : compare(question)))
        .catch((error: unknown) => {
          if (closing.signal.aborted) return
          count('failed')
          ctx.log.warn({ error, kind: question.kind }, 'an instruction could not be compared')
        })
        .finally(() => {
          waiting -= 1
        })
    },
    idle: () => last,
    async close() {
      closing.abort()
      await last
    },
  }
}

/** What vectors and figures belong to: another model measures in another space. */
export function nameOf({ provider, model }: Embedder): string {
  return `${provider.name}/${model}`
}
