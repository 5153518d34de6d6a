import { afterAll, beforeEach, expect, test } from 'vitest'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { DeadLetterGroups, DeadLetterPage, ListDeadLetters } from '#server/contracts/task-administration.ts'
import { CreateTask, TaskView } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { adminGetTask } from '#server/tasks/admin-get-task.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { getTask } from '#server/tasks/get-task.ts'
import { insertTaskResult } from '#server/tasks/insert-task-result.ts'
import { groupDeadLetters, listDeadLetters } from '#server/tasks/list-dead-letters.ts'
import { createTaskHandler } from '#server/tasks/perform-task.ts'
import { retryTask } from '#server/tasks/retry-task.ts'
import { loadTaskChanges } from '#server/tasks/task-changes.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { chapterSummary, LONG_TEXT, PLACES } from '#server/testing/long-text.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createProcessor } from '../process-task.ts'

const model = await startFakeModelServer()
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([
    { name: 'alpha', baseUrl: model.url, model: 'large', partCharacters: 1_000 },
  ]),
})
const ada = await createPerson(ctx)
const other = await createPerson(ctx)
const processor = createProcessor(ctx)
const handler = createTaskHandler(ctx, processor)
const worker = createTaskWorker(ctx, { handlers: { summarise: handler }, concurrency: 2 })
await worker.start()
afterAll(async () => {
  await worker.stop()
  await processor.close()
  await model.close()
})

/** A page with a chapter of the long text under each heading. */
const page = await createPage(ctx, ada, { title: 'The coast' })
await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
  const chapters = LONG_TEXT.split('\n\n').flatMap((text, index) => [
    blockElement({ type: 'heading', level: 2, text: `About ${PLACES[index]}` }),
    blockElement({ type: 'paragraph', text }),
  ])
  doc.getXmlFragment(ROOT.body).insert(0, chapters)
})

let failing: readonly number[] = []
const asked: number[] = []
beforeEach(async () => {
  failing = [3]
  asked.length = 0
  model.respond((words) => {
    const part = PLACES.findIndex((place) => words.includes(`council of ${place} decided on Tuesday`)) + 1
    if (part > 0) asked.push(part)
    return failing.includes(part)
      ? { type: 'status', status: 500 }
      : { type: 'answer', text: chapterSummary(words) }
  })
  await ctx.db.prisma.cacheEntry.deleteMany()
  await ctx.db.prisma.breakerState.deleteMany()
  await ctx.db.prisma.retryToken.deleteMany()
})

async function ask(insert = false): Promise<TaskView> {
  const request = { kind: 'summarise', words: 60, source: { type: 'document', documentId: page } }
  const { id } = await createTask(
    ctx,
    ada.actor,
    CreateTask.parse({ request, documentId: page, insert, fresh: true }),
  )
  return await ended(id)
}

async function ended(id: string): Promise<TaskView> {
  return await until('the end of the task', async () => {
    const task = await getTask(ctx, ada.actor, { id })
    return task.finishedAt ? TaskView.parse(task) : undefined
  })
}

test('a part that fails makes a partial task, not a failed one: its place is named by the heading of the page', async () => {
  const task = await ask()
  expect(task).toMatchObject({ status: 'COMPLETED', partial: true })
  expect(task.answer?.parts).toMatchObject({ total: 5, missing: [{ part: 3, heading: 'About Kelp Island' }] })
  expect(task.error).toEqual({
    ...{ code: 'provider-failed', retryable: true },
    message: 'Only 4 of 5 parts were processed; one is missing.',
  })
  const { attempts } = await adminGetTask(ctx, ada.actor, { id: task.id })
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['partial'])
  expect(await ctx.db.prisma.interaction.count({ where: { taskId: task.id, partial: true } })).toBe(1)
})

test('trying again asks for the missing part alone, even when the cache has forgotten the others, and ends whole', async () => {
  const first = await ask()
  await ctx.db.prisma.cacheEntry.deleteMany()
  asked.length = 0
  const stillMissing = await ended((await retryTask(ctx, ada.actor, { id: first.id })).id)
  expect(new Set(asked)).toEqual(new Set([3]))
  expect(stillMissing.partial).toBe(true)

  failing = []
  asked.length = 0
  await ctx.db.prisma.breakerState.deleteMany()
  await ctx.db.prisma.retryToken.deleteMany()
  await ctx.db.prisma.cacheEntry.deleteMany()
  const second = await ended((await retryTask(ctx, ada.actor, { id: stillMissing.id })).id)
  expect(asked).toEqual([3])
  expect(second).toMatchObject({ status: 'COMPLETED', partial: false, error: null })
  expect(second.answer?.parts).toEqual({ total: 5, missing: [] })
})

test('after a whole answer, trying again asks for everything anew', async () => {
  failing = []
  const whole = await ask()
  expect(whole.partial).toBe(false)
  asked.length = 0
  await ended((await retryTask(ctx, ada.actor, { id: whole.id })).id)
  expect(asked.toSorted()).toEqual([1, 2, 3, 4, 5])
})

test('the parts that are kept for another try never leave the house', async () => {
  const { id } = await ask()
  const [row] = await ctx.db.prisma.task.findMany({ where: { id }, select: { result: true } })
  expect(JSON.stringify(row?.result)).toContain('"kept"')
  expect(JSON.stringify(await getTask(ctx, ada.actor, { id }))).not.toContain('"kept"')
  expect(JSON.stringify(await adminGetTask(ctx, ada.actor, { id }))).not.toContain('"kept"')
})

test('a result with a gap enters the page with the gap named at its head, by the worker or by hand', async () => {
  const byWorker = await ask(true)
  expect(byWorker).toMatchObject({ inserted: true, partial: true })
  const byHand = await ask()
  await insertTaskResult(ctx, ada.actor, { id: byHand.id })
  const { doc } = await readDocument(ctx, page)
  const text = doc.getXmlFragment(ROOT.body).toString()
  for (const { id } of [byWorker, byHand])
    expect(text).toMatch(
      new RegExp(
        `taskId="${id}"[^>]*><blockquote><paragraph><italic>This covers 4 of 5 parts of the text\\. Missing: part 3, “About Kelp Island” \\(characters [\\d,]+ to [\\d,]+\\)\\.`,
      ),
    )
})

test('a whole result enters the page without a word about parts', async () => {
  failing = []
  const { id } = await ask(true)
  const { doc } = await readDocument(ctx, page)
  const block = doc.getXmlFragment(ROOT.body).toString().split(`taskId="${id}"`)[1] ?? ''
  expect(block.split('</jobresult>')[0]).not.toContain('This covers')
})

test('the list of failures has it until it is tried again, grouped with the words of the gap', async () => {
  const task = await ask()
  const letters = async () =>
    DeadLetterPage.parse(await listDeadLetters(ctx, ada.actor, ListDeadLetters.parse({}))).items
  const found = (await letters()).find(({ id }) => id === task.id)
  expect(found).toMatchObject({ partial: true, status: 'COMPLETED', replay: null })
  const { groups } = DeadLetterGroups.parse(await groupDeadLetters(ctx, ada.actor))
  expect(groups).toMatchObject([
    {
      kind: 'summarise',
      code: 'provider-failed',
      message: 'Only 4 of 5 parts were processed; one is missing.',
    },
  ])
  failing = []
  await ended((await retryTask(ctx, ada.actor, { id: task.id })).id)
  expect((await letters()).map(({ id }) => id)).not.toContain(task.id)
})

test('who follows the task is told that it is partial', async () => {
  const { id } = await ask()
  const [change] = await loadTaskChanges(ctx, [id])
  expect(change?.event).toMatchObject({ id, status: 'COMPLETED', partial: true })
})

test('nobody can have the parts of a task of another workspace', async () => {
  const theirs = await ask()
  asked.length = 0
  failing = []
  await ctx.db.prisma.cacheEntry.deleteMany()
  await handler(
    {
      request: { kind: 'summarise', words: 60, source: { type: 'text', text: LONG_TEXT } },
      ...{ insert: false, fresh: false, partsOf: theirs.id },
    },
    {
      ...{ id: theirs.id, attempt: 1, workspaceId: other.workspaceId, userId: other.userId },
      ...{ documentId: null, requestId: null, signal: new AbortController().signal, report: () => {} },
    },
  )
  expect(asked.toSorted()).toEqual([1, 2, 3, 4, 5])
})
