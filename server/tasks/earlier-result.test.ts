import { afterEach, expect, test } from 'vitest'
import { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createSchedule } from './create-schedule.ts'
import { createTask } from './create-task.ts'
import { forgetTasks } from './forget-tasks.ts'
import { getTask } from './get-task.ts'
import { createTaskHandler } from './perform-task.ts'
import { createTaskWorker, type TaskWorker } from './task-worker.ts'

await loadLanguageModels()
const ctx = await createTestContext()
const owner = await createPerson(ctx)
const processor = createProcessor(ctx)
const handler = createTaskHandler(ctx, processor)
const TEXT = `The committee met in Lyon on Monday. It agreed that the harbour bridge is repaired before winter.
The budget of the bridge was raised to two million euros. Ada writes to the contractor before Friday.
The next meeting is in March. Nobody objected to the new date. The minutes of February were accepted.`

let worker: TaskWorker | undefined
afterEach(async () => {
  await worker?.stop()
  worker = undefined
})
async function work(): Promise<void> {
  const handlers = { summarise: handler, keywords: handler, language: handler }
  worker = createTaskWorker(ctx, { handlers, concurrency: 2, pollMs: 100 })
  await worker.start()
}

const summary = (more: object = {}, by: TestPerson = owner) =>
  createTask(
    ctx,
    by.actor,
    CreateTask.parse({
      request: { kind: 'summarise', source: { type: 'text', text: TEXT }, words: 20 },
      ...more,
    }),
  )
const then = (taskId: string, more: object = {}, by: TestPerson = owner, source: object = {}) =>
  createTask(
    ctx,
    by.actor,
    CreateTask.parse({
      request: { kind: 'keywords', source: { type: 'task', taskId, ...source }, count: 5 },
      ...more,
    }),
  )
const row = (id: string) => ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
const ends = (id: string) =>
  until('it has ended', async () => {
    const { status } = await row(id)
    return status !== 'PENDING' && status !== 'RUNNING' && status
  })

test('T41: a follow-up begins once the earlier task has finished, and works on the text of its result', async () => {
  const first = await summary()
  const second = await then(first.id)
  expect(second).toMatchObject({ status: 'PENDING', waits: true })
  await work()
  expect(await ends(second.id)).toBe('COMPLETED')
  const { result } = StoredAnswer.parse((await row(first.id)).result)
  const words = StoredAnswer.parse((await row(second.id)).result).result
  if (result.kind !== 'summarise' || words.kind !== 'keywords') throw new Error('other kinds')
  // Of the whole text other words weigh most: what is not in the summary is not among the keywords.
  const gist = result.text.toLowerCase()
  expect(words.keywords.length).toBeGreaterThan(0)
  for (const { term } of words.keywords) expect(gist).toContain(term.toLowerCase().split(' ')[0])
  // One that has ended can be followed too.
  const third = await then(second.id)
  expect(await ends(third.id)).toBe('COMPLETED')
})

test('T41: where the earlier task failed there is nothing to follow, and what waited for it is cancelled', async () => {
  const documentId = await createPage(ctx, owner)
  const empty = await createTask(
    ctx,
    owner.actor,
    CreateTask.parse({ request: { kind: 'keywords', source: { type: 'document', documentId }, count: 5 } }),
  )
  const waits = await then(empty.id)
  await work()
  expect(await ends(waits.id)).toBe('CANCELLED')
  await expect(then(empty.id)).rejects.toMatchObject({ code: 'conflict' })
})

test('T41: a result that is kept no longer is said to be so', async () => {
  const first = await summary()
  await work()
  await ends(first.id)
  await ctx.db.pool.query('UPDATE "Task" SET result = NULL WHERE id = $1', [first.id])
  const second = await then(first.id)
  expect(await ends(second.id)).toBe('FAILED')
  expect(await getTask(ctx, owner.actor, { id: second.id })).toMatchObject({ error: { code: 'gone' } })
})

test('T41: nobody follows a task that they may not see', async () => {
  const colleague = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const stranger = await createPerson(ctx)
  const own = await summary()
  for (const by of [colleague, stranger])
    await expect(then(own.id, {}, by)).rejects.toMatchObject({ code: 'not-found' })
  // One of a shared page is seen by all who may read the page.
  const documentId = await createPage(ctx, owner)
  const shared = await summary({ documentId })
  expect((await then(shared.id, {}, colleague)).status).toBe('PENDING')
  await expect(then(shared.id, {}, stranger)).rejects.toMatchObject({ code: 'not-found' })
})

test('T41: what comes of a page is closed with it, whatever page the request names, and erased with it', async () => {
  const colleague = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const [documentId, elsewhere] = [await createPage(ctx, owner), await createPage(ctx, colleague)]
  const shared = await summary({ documentId })
  const followed = await then(shared.id, {}, colleague, { documentId: elsewhere })
  const source = (await row(followed.id)).payload
  expect(source).toMatchObject({ request: { source: { type: 'task', taskId: shared.id, documentId } } })
  await work()
  await ends(followed.id)
  expect((await getTask(ctx, colleague.actor, { id: followed.id })).status).toBe('COMPLETED')
  const late = await then(shared.id, { runAt: new Date(Date.now() + 3_600_000).toISOString() }, colleague)
  await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId, subject: 'workspace' } })
  await expect(getTask(ctx, colleague.actor, { id: followed.id })).rejects.toMatchObject({
    code: 'not-found',
  })
  await ctx.db.prisma.task.update({ where: { id: late.id }, data: { runAt: new Date() } })
  expect(await ends(late.id)).toBe('FAILED')
  const { ids } = await ctx.db.prisma.$transaction((tx) =>
    forgetTasks(tx, { documentIds: [documentId], attachmentIds: [], userIds: [] }),
  )
  expect(ids.toSorted()).toEqual([shared.id, followed.id, late.id].toSorted())
})

test('T2, T41: the same key for the same follow-up gives the same task, before and after the earlier one has ended', async () => {
  const first = await summary()
  const asked = { idempotencyKey: 'a follow-up' }
  const second = await then(first.id, asked)
  await work()
  await ends(second.id)
  expect((await then(first.id, asked)).id).toBe(second.id)
})

test('the result of one job is not worked on again and again', async () => {
  const first = await summary()
  const source = { type: 'task' as const, taskId: first.id }
  await expect(
    createSchedule(ctx, owner.actor, {
      ...{ request: { kind: 'language', source }, insert: false, fresh: false },
      ...{ cron: '0 9 * * *', timeZone: 'UTC' },
    }),
  ).rejects.toMatchObject({ code: 'invalid-input' })
})

const DECIDED = 'The harbour bridge is repaired before winter, and Ada writes to the contractor.'

/** A finished question about several pages: what it answers, no engine of this test could. */
async function asked(documentIds: readonly string[]): Promise<string> {
  const { id } = await summary()
  const source = { type: 'documents', documentIds }
  const request = { kind: 'ask', source, question: 'What is decided?' }
  const answer = sampleAnswer({
    ...{ kind: 'ask', question: 'What is decided?', answered: true, text: DECIDED, quotes: [], pages: [] },
    blocks: [{ type: 'paragraph', content: [{ text: DECIDED }] }],
  })
  await ctx.db.pool.query(
    `UPDATE "Task" SET kind = 'ask', status = 'COMPLETED', "finishedAt" = now(), result = $2, payload = $3 WHERE id = $1`,
    [id, JSON.stringify(answer), JSON.stringify({ request, insert: false, fresh: false })],
  )
  return id
}

test('T41: what comes of several pages is closed with each of them, when it begins and afterwards', async () => {
  const pages = [await createPage(ctx, owner), await createPage(ctx, owner)]
  const colleague = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const question = await asked(pages)
  await ctx.db.pool.query('UPDATE "Task" SET "userId" = $2 WHERE id = $1', [question, colleague.userId])
  const open = await then(question, {}, colleague)
  // Both are named, whatever the request says.
  const forged = await then(question, {}, colleague, { documentIds: [pages[0]] })
  for (const { id } of [open, forged])
    expect((await row(id)).payload).toMatchObject({ request: { source: { documentIds: pages } } })
  const late = await then(question, { runAt: new Date(Date.now() + 3_600_000).toISOString() }, colleague)
  await work()
  expect(await ends(open.id)).toBe('COMPLETED')
  // One of the two is taken away.
  await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: pages[1], subject: 'workspace' } })
  await ctx.db.prisma.task.update({ where: { id: late.id }, data: { runAt: new Date() } })
  expect(await ends(late.id)).toBe('FAILED')
  await expect(getTask(ctx, colleague.actor, { id: open.id })).rejects.toMatchObject({ code: 'not-found' })
  await expect(then(question, {}, colleague)).rejects.toMatchObject({ code: 'not-found' })
})

test('T41: what comes of several pages is erased with any one of them', async () => {
  const pages = [await createPage(ctx, owner), await createPage(ctx, owner)]
  const question = await asked(pages)
  const second = await then(question)
  const third = await then(second.id)
  expect((await row(third.id)).payload).toMatchObject({ request: { source: { documentIds: pages } } })
  const { ids } = await ctx.db.prisma.$transaction((tx) =>
    forgetTasks(tx, { documentIds: pages.slice(1), attachmentIds: [], userIds: [] }),
  )
  expect(ids.toSorted()).toEqual([question, second.id, third.id].toSorted())
})
