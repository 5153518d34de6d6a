import { afterAll, beforeEach, expect, test } from 'vitest'
import { ProcessAnswer } from '#server/contracts/processing.ts'
import type { TaskPayload } from '#server/contracts/tasks.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { adminCountTasks } from './admin-count-tasks.ts'
import { enqueueTask, type NewTask } from './enqueue-task.ts'
import { createTaskHandler } from './perform-task.ts'
import { sampleQueue } from './queue-measures.ts'
import { createTaskWorker } from './task-worker.ts'

const LIMIT_MS = 30_000
await loadLanguageModels()
const model = await startFakeModelServer()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([{ name: 'house', baseUrl: model.url, model: 'large' }]),
})
const owner = await createPerson(ctx)
afterAll(() => model.close())
beforeEach(async () => {
  model.behave({ type: 'answer', text: NEWS_SUMMARY })
  await forgetAnswers(ctx)
  await ctx.db.prisma.task.deleteMany()
  await ctx.db.prisma.queueShedding.deleteMany()
})

const PAYLOAD: TaskPayload = {
  request: { kind: 'summarise', words: 60, source: { type: 'text', text: NEWS } },
  ...{ insert: false, fresh: false },
}

/** What a worker answers to a summary that has waited for so long. */
async function answerAfter(seconds: number, task: Partial<NewTask> = {}): Promise<ProcessAnswer> {
  const { workspaceId, userId } = owner
  const { id } = await transaction(ctx, (tx, afterCommit) =>
    enqueueTask(ctx, tx, afterCommit, {
      ...{ workspaceId, userId, kind: 'summarise', payload: PAYLOAD, timeoutMs: LIMIT_MS },
      ...task,
    }),
  )
  await ctx.db.prisma.task.update({ where: { id }, data: { runAt: new Date(Date.now() - seconds * 1000) } })
  await sampleQueue(ctx)
  const processor = createProcessor(ctx)
  const summarise = createTaskHandler(ctx, processor)
  const worker = createTaskWorker(ctx, { handlers: { summarise }, concurrency: 1 })
  await worker.start()
  try {
    const ended = await until('it has ended', async () => {
      const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
      return row.finishedAt && row
    })
    return ProcessAnswer.parse(ended.result)
  } finally {
    await worker.stop()
    await processor.close()
  }
}

test('T44: a job that had waited longer than it may take, in a queue that is too old, is answered without a provider and says so', async () => {
  const answer = await answerAfter(90)
  expect(answer).toMatchObject({ provider: 'built-in', degraded: true })
  expect(answer.path.map(({ step }) => step)).toEqual(['cache', 'queue', 'stale', 'degraded'])
  expect(answer.path[1]?.reason).toMatch(/^it had waited (?:9\d s|2 min) in a queue that is too old$/)
  expect(answer.notes.join(' ')).toContain('Try again to have one asked.')
  expect(model.received).toEqual([])
  await ctx.statistics.flush()
  expect((await adminCountTasks(ctx, owner.actor)).shedding.cheaper).toBe(1)
})

test.each([
  ['had waited less than it may take', 25, {}],
  ['was asked for by nobody who waits', 90, { background: true }],
  ['is to be a fresh answer', 90, { payload: { ...PAYLOAD, fresh: true } }],
])('T44: one that %s is put to a provider', async (_, seconds, task) => {
  const answer = await answerAfter(seconds, task)
  expect(answer).toMatchObject({ provider: 'house', degraded: false })
})

test('T44: in a queue that is in time again, one that had waited long is put to a provider', async () => {
  // As with a limit of an owner that held it, or a worker that was away.
  const calm = await answerAfter(55)
  expect(calm).toMatchObject({ provider: 'house', degraded: false })
})
