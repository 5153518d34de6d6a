import { afterAll, beforeEach, expect, test } from 'vitest'
import { readCacheAdvice } from '#server/cache/read-cache-advice.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createTask } from './create-task.ts'
import { getTask } from './get-task.ts'
import { createTaskHandler } from './perform-task.ts'
import { reportWrongHit } from './report-wrong-hit.ts'
import { createTaskWorker } from './task-worker.ts'

const alpha = await startFakeModelServer()
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([{ name: 'alpha', baseUrl: alpha.url, model: 'large' }]),
})
const processor = createProcessor(ctx)
const worker = createTaskWorker(ctx, {
  handlers: { summarise: createTaskHandler(ctx, processor) },
  concurrency: 1,
})
await worker.start()
const ada = await createPerson(ctx)
const eve = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Eve' })

// Each test has a text of its own: the worker's memory remembers those of others.
let text = NEWS

/** Asks, and gives the job when it has ended. */
async function ask(instruction: string, person: TestPerson = ada): Promise<TaskView> {
  const source = { type: 'text', text } as const
  const request = { kind: 'summarise', words: 60, source, instruction } as const
  return await ended(await createTask(ctx, person.actor, { request, insert: false, fresh: false }))
}

function ended({ id }: TaskView, person: TestPerson = ada): Promise<TaskView> {
  return until('the job has ended', async () => {
    const task = await getTask(ctx, person.actor, { id })
    return task.status === 'COMPLETED' && task
  })
}

beforeEach(async () => {
  text += ' More of it is to come.'
  alpha.behave({ type: 'answer', text: NEWS_SUMMARY })
  await forgetAnswers(ctx)
})
afterAll(async () => {
  await worker.stop()
  await processor.close()
  await alpha.close()
})

test('an answer to the same question in other words says so; to the same words it does not', async () => {
  expect((await ask('Focus on the costs')).answer).not.toHaveProperty('similar')
  expect((await ask('Please focus on costs')).answer).toMatchObject({ cache: 'hit', similar: true })
  expect((await ask('Focus on the costs')).answer).toMatchObject({ cache: 'hit', similar: false })
})

test('an answer that is reported as wrong is given to nobody any more, and the question is asked anew', async () => {
  await ask('Focus on the costs')
  const wrong = await ask('Please focus on costs')
  expect(alpha.received).toHaveLength(1)
  const anew = await ended(await reportWrongHit(ctx, ada.actor, wrong))
  expect(anew.id).not.toBe(wrong.id)
  expect(anew.answer).toMatchObject({ cache: 'bypass' })
  expect(alpha.received).toHaveLength(2)
  // What it left is the answer to these words; those of before get it as one in other words.
  expect((await ask('Please focus on costs')).answer).toMatchObject({ cache: 'hit', similar: false })
  expect((await ask('Focus on the costs')).answer).toMatchObject({ cache: 'hit', similar: true })
})

test('a report counts once, stands in the audit log and beside the kind', async () => {
  const count = async () => {
    await ctx.statistics.flush()
    const { kinds } = await readCacheAdvice(ctx, ada.actor)
    return kinds.find(({ kind }) => kind === 'summarise')?.figures.wrong ?? 0
  }
  const before = await count()
  await ask('Focus on the costs')
  const wrong = await ask('Please focus on costs')
  await ended(await reportWrongHit(ctx, ada.actor, wrong))
  await expect(reportWrongHit(ctx, ada.actor, wrong)).rejects.toMatchObject({ code: 'conflict' })
  expect((await count()) - before).toBe(1)
  const acts = await ctx.db.prisma.auditEvent.findMany({
    where: { subjectId: wrong.id },
    orderBy: { id: 'asc' },
  })
  expect(acts.map(({ action }) => action)).toEqual(['task.wrong-hit', 'task.retried'])
})

test('only an answer from the cache can be reported, and only by who may manage the job', async () => {
  const made = await ask('Focus on the costs')
  await expect(reportWrongHit(ctx, ada.actor, made)).rejects.toMatchObject({ code: 'conflict' })
  const hit = await ask('Please focus on costs')
  await expect(reportWrongHit(ctx, eve.actor, hit)).rejects.toMatchObject({ code: 'not-found' })
  expect((await ask('Focus on costs')).answer).toMatchObject({ cache: 'hit' })
})

test('the key of an answer never leaves the house', async () => {
  await ask('Focus on the costs')
  const hit = await ask('Please focus on costs')
  const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id: hit.id } })
  expect(JSON.stringify(row.result)).toContain('cacheKey')
  expect(JSON.stringify(hit)).not.toMatch(/cacheKey|wording/)
  expect(JSON.stringify(row.result)).not.toContain('wording')
})
