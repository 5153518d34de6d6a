import { type PathStep, ProcessAnswer, type ProcessRequest } from '#server/contracts/processing.ts'
import { TaskFault } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { enqueueTask } from '#server/tasks/enqueue-task.ts'
import { createTaskHandler } from '#server/tasks/perform-task.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import type { TestPerson } from './factories.ts'
import { NEWS } from './sample-texts.ts'
import { until } from './until.ts'

export type Weather = {
  jobs: number
  concurrency: number
  timeoutMs: number
  deadlineMs: number
  /** With texts that are asked about in parts, fields and questions beside the three short kinds. */
  allKinds?: boolean
}

/** How one job ended, as its person sees it. */
export type Ending = {
  kind: string
  status: string
  answer: ProcessAnswer | undefined
  error: TaskFault | undefined
  /** From asking to the end, with waiting for a worker and between attempts; and its longest attempt. */
  ms: number
  longestMs: number
  attempts: number
  /** Its text went to the providers in parts, for which an attempt has more time than `timeoutMs`. */
  inParts: boolean
}

const KINDS = ['summarise', 'sentiment', 'improve'] as const
const MORE_KINDS = ['long', 'extract', 'ask'] as const
const HANDLED = [...KINDS, 'extract', 'ask'] as const
// About 40,000 characters: five parts to be written anew.
const LONG = Array.from({ length: 24 }, (_, index) => `Chapter ${index + 1}. ${NEWS}`).join('\n\n')

/** The job with that number: its kinds in turn, some without an engine of this server; a quarter repeat a question. */
function requestOf(number: number, allKinds: boolean): ProcessRequest {
  const kinds = allKinds ? [...KINDS, ...MORE_KINDS] : KINDS
  const kind = kinds[number % kinds.length] ?? 'improve'
  const own = number % 4 === 3 ? 0 : number
  const source = { type: 'text' as const, text: `${NEWS}\n\nThe report has the number ${own}.` }
  if (kind === 'long')
    return { kind: 'improve', source: { type: 'text', text: `${LONG}\n\nThe report has the number ${own}.` } }
  if (kind === 'extract') return { kind, source, fields: [{ name: 'Cost', type: 'number', required: false }] }
  if (kind === 'ask') return { kind, source, question: 'What do they cost?' }
  return kind === 'summarise' ? { kind, source, words: 60 } : { kind, source }
}

/** Asks for jobs, lets a worker with the context's providers do them, and says how each ended. */
export async function workInBadWeather(
  ctx: Context,
  { workspaceId, userId }: Pick<TestPerson, 'workspaceId' | 'userId'>,
  { jobs, concurrency, timeoutMs, deadlineMs, allKinds = false }: Weather,
): Promise<Ending[]> {
  const processor = createProcessor(ctx)
  const handler = createTaskHandler(ctx, processor)
  const handlers = Object.fromEntries(HANDLED.map((kind) => [kind, handler]))
  const worker = createTaskWorker(ctx, { handlers, concurrency })
  const ids = await transaction(ctx, async (tx, afterCommit) => {
    const made: string[] = []
    for (let number = 0; number < jobs; number += 1) {
      const request = requestOf(number, allKinds)
      const payload = { request, insert: false, fresh: false }
      const task = { workspaceId, userId, kind: request.kind, payload, timeoutMs }
      made.push((await enqueueTask(ctx, tx, afterCommit, task)).id)
    }
    return made
  })
  await worker.start()
  try {
    const open = { id: { in: ids }, finishedAt: null }
    await until(
      'every job has ended',
      async () => (await ctx.db.prisma.task.count({ where: open })) === 0,
      deadlineMs,
    )
  } finally {
    await worker.stop()
    await processor.close()
  }
  const rows = await ctx.db.prisma.task.findMany({ where: { id: { in: ids } }, include: { attempts: true } })
  return rows.map((row) => {
    const took = row.attempts.map(({ startedAt, endedAt }) => Number(endedAt) - Number(startedAt))
    return {
      kind: row.kind,
      status: row.status,
      answer: ProcessAnswer.safeParse(row.result).data,
      error: TaskFault.safeParse(row.error).data,
      ms: Number(row.finishedAt) - Number(row.createdAt),
      longestMs: Math.max(0, ...took),
      attempts: row.attempt,
      inParts: JSON.stringify(row.payload).length > LONG.length,
    }
  })
}

/** What is wrong with an ending: a job ends with an answer that names its path, or with a failure that says what and why. */
export function faultOfEnding({ status, answer, error, kind }: Ending): string | undefined {
  // `internal` is a fault of ours, whose sentence explains nothing.
  if (status === 'FAILED')
    return error && error.code !== 'internal' && error.message.endsWith('.')
      ? undefined
      : `${kind} failed without a sentence that says why: ${error?.message}`
  if (status !== 'COMPLETED') return `${kind} ended as ${status}`
  if (!answer) return `${kind} ended without an answer`
  const unexplained = answer.path.find(({ outcome, reason }) => OUTCOMES_TO_EXPLAIN.has(outcome) && !reason)
  if (unexplained) return `${kind}: the step ${unexplained.step} does not say why it gave no answer`
  return answer.path.at(-1)?.outcome === 'answered' ? undefined : `${kind}: no step of its path answered`
}

const OUTCOMES_TO_EXPLAIN: ReadonlySet<PathStep['outcome']> = new Set(['failed', 'skipped', 'rejected'])
