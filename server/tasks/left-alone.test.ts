import { afterAll, expect, test } from 'vitest'
import type { TaskPayload } from '#server/contracts/tasks.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { enqueueTask } from './enqueue-task.ts'
import { createTaskHandler } from './perform-task.ts'
import { createTaskWorker } from './task-worker.ts'

const model = await startFakeModelServer()
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([{ name: 'house', baseUrl: model.url, model: 'large' }]),
})
const person = await createPerson(ctx)
afterAll(() => model.close())

test('T13: a job that nobody answers comes back when a provider is to be asked again, and uses up no tries before', async () => {
  model.behave({ type: 'status', status: 503, headers: { 'retry-after': '900' } })
  const processor = createProcessor(ctx)
  const improve = createTaskHandler(ctx, processor)
  const worker = createTaskWorker(ctx, { handlers: { improve }, concurrency: 4 })
  const payload: TaskPayload = {
    request: { kind: 'improve', source: { type: 'text', text: NEWS } },
    ...{ insert: false, fresh: false },
  }
  const { workspaceId, userId } = person
  const { id } = await transaction(ctx, (tx, afterCommit) =>
    enqueueTask(ctx, tx, afterCommit, { workspaceId, userId, kind: 'improve', payload, timeoutMs: 10_000 }),
  )
  const read = () => ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
  await worker.start()
  try {
    await until('it waits for its next try', async () => {
      const { status, attempt } = await read()
      return status === 'PENDING' && attempt === 1
    })
  } finally {
    await worker.stop()
    await processor.close()
  }
  const { runAt, startedAt, error } = await read()
  const waitMs = Number(runAt) - Number(startedAt)
  expect(waitMs).toBeGreaterThan(890_000)
  expect(waitMs).toBeLessThan(930_000)
  expect(error).toMatchObject({ message: expect.stringMatching(/ house is asked again in 15 min\.$/) })
  expect(model.received.length).toBe(1)
})
