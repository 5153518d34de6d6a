import { afterAll, expect, test } from 'vitest'
import { nameEntry } from '#server/cache/shortcuts.ts'
import { editDocument } from '#server/collaboration/edit-document.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { CreateTask } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { pageHeads } from '#server/documents/page-heads.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { enginesFor } from '#server/processing/engine-versions.ts'
import { requestName, wordingOf } from '#server/processing/known-answer.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { runRequests } from '#server/testing/run-requests.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { TASKS_CHANGED_CHANNEL } from './announce-tasks.ts'
import { createTask } from './create-task.ts'
import { enqueueTask } from './enqueue-task.ts'
import { getTask } from './get-task.ts'
import { answerTask } from './internal/answer-task.ts'
import { findAnswer } from './internal/find-answer.ts'
import { pauseTaskKind, resumeTaskKind } from './pause-task-kind.ts'
import { createTaskHandler } from './perform-task.ts'
import { createTaskWorker } from './task-worker.ts'

await loadLanguageModels()
const ctx = await createTestContext()
const { prisma, pool } = ctx.db
const ada = await createPerson(ctx)
const bob = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Bob' })
const processor = createProcessor(ctx)
const run = runRequests(processor, ada)
afterAll(() => processor.close())

const typed = (text = NEWS): ProcessRequest => ({
  kind: 'keywords',
  count: 5,
  source: { type: 'text', text },
})
const about = (documentId: string): ProcessRequest => ({
  ...{ kind: 'keywords', count: 5, source: { type: 'document', documentId } },
})
const pageOfNews = async (): Promise<string> => {
  const id = await createPage(ctx, ada)
  await write(id, NEWS)
  return id
}
const write = (id: string, text: string) =>
  editDocument(ctx, { kind: 'person', id: ada.userId }, id, (doc) => {
    doc.getXmlFragment('body').push([blockElement({ type: 'paragraph', text })])
  })
const ask = (
  request: ProcessRequest,
  changes: Partial<CreateTask> = {},
  person: TestPerson = ada,
  by = ctx,
) => createTask(by, person.actor, { request, insert: false, fresh: false, ...changes })
/** A process whose look into the cache may take so long. */
const patient = (keptAnswerMs: number): Context => ({ ...ctx, config: { ...ctx.config, keptAnswerMs } })
const counted = async (subsystem: string, metric: string): Promise<Record<string, number>> => {
  await ctx.statistics.flush()
  const rows = await prisma.statSample.findMany({ where: { subsystem, metric } })
  const sums: Record<string, number> = {}
  for (const { label, count } of rows) sums[label] = (sums[label] ?? 0) + count
  return sums
}

await run(typed(), { fresh: false })

test('T42: what the cache has is answered as it is asked for, with the row, the attempt, the record and the counts of a worker', async () => {
  const heard: string[] = []
  const stop = await ctx.bus.listen(TASKS_CHANGED_CHANNEL, (ids) => heard.push(...ids.split(' ')))
  const worker = createTaskWorker(ctx, {
    handlers: { keywords: createTaskHandler(ctx, processor) },
    concurrency: 1,
  })
  await worker.start()
  const before = { queue: await counted('tasks', 'settled'), hits: await counted('cache', 'answer') }
  const task = { workspaceId: ada.workspaceId, userId: ada.userId, kind: 'keywords' } as const
  const payload = { request: typed(), insert: false, fresh: false }
  const { id: worked } = await transaction(ctx, (tx, afterCommit) =>
    enqueueTask(ctx, tx, afterCommit, { ...task, payload }),
  )
  const usual = await until('a worker has taken it from the cache', async () => {
    const now = await getTask(ctx, ada.actor, { id: worked })
    return now.status === 'COMPLETED' && now
  })
  await worker.stop()
  const at = await ask(typed())
  expect(at).toMatchObject({ status: 'COMPLETED', attempt: 1, answer: { cache: 'hit', similar: false } })
  const apart = { id: '', createdAt: '', runAt: '', startedAt: '', finishedAt: '' }
  const answer = {
    interactionId: '',
    latencyMs: 0,
    path: usual.answer?.path.map((step) => ({ ...step, ms: 0 })),
  }
  const plain = (view: typeof at) => ({
    ...{ ...view, ...apart },
    answer: { ...view.answer, ...answer, path: view.answer?.path.map((step) => ({ ...step, ms: 0 })) },
  })
  expect(plain(at)).toEqual(plain(usual))
  expect(await getTask(ctx, ada.actor, { id: at.id })).toEqual(at)
  const kept = (id: string) => prisma.task.findUniqueOrThrow({ where: { id }, include: { attempts: true } })
  const [byWorker, atOnce] = [await kept(worked), await kept(at.id)]
  expect(atOnce.attempts).toMatchObject([{ attempt: 1, outcome: 'completed', error: null }])
  expect(atOnce.payload).toEqual(byWorker.payload)
  const [lasts, usually] = [atOnce, byWorker].map(
    ({ resultExpiresAt, finishedAt }) => Number(resultExpiresAt) - Number(finishedAt),
  )
  expect(lasts).toBe(usually)
  const recordOf = async (taskId: string) => {
    const row = await prisma.interaction.findFirstOrThrow({ where: { taskId } })
    const { kind, inputHash, provider, model, cache, confidence, answer, userId } = row
    return { kind, inputHash, provider, model, cache, confidence, answer, userId }
  }
  expect(await recordOf(at.id)).toEqual(await recordOf(worked))
  await until('those who follow it hear of it', () => heard.includes(at.id))
  stop()
  expect((await counted('tasks', 'settled')).completed).toBe((before.queue.completed ?? 0) + 2)
  expect((await counted('cache', 'answer'))['keywords:database']).toBe(
    (before.hits['keywords:database'] ?? 0) + 1,
  )
})

test.each<[string, Partial<CreateTask>]>([
  ['a fresh answer', { fresh: true }],
  ['a later time', { runAt: new Date(Date.now() + 3_600_000).toISOString() }],
])('T42: who wants %s is left to a worker', async (_, changes) => {
  expect(await ask(typed(), changes)).toMatchObject({ status: 'PENDING', attempt: 0, answer: null })
})

test('T42: other words, other options, another workspace and a result that goes into a page are left to a worker', async () => {
  const page = await createPage(ctx, ada)
  const stranger = await createPerson(ctx)
  const { status } = await ask(typed(`${NEWS} `))
  const others = [
    await ask({ ...typed(), count: 6 } as ProcessRequest),
    await ask(typed(), {}, stranger),
    await ask(typed(), { documentId: page, insert: true }),
  ]
  expect([status, ...others.map((task) => task.status)]).toEqual(Array(4).fill('PENDING'))
})

test('T42: a page is answered for while it says what it said, and not once a word of it has changed', async () => {
  const page = await pageOfNews()
  await run(about(page), { fresh: false })
  expect(await ask(about(page))).toMatchObject({ status: 'COMPLETED', answer: { cache: 'hit' } })
  await write(page, 'The harbour is closed.')
  expect((await ask(about(page))).status).toBe('PENDING')
  expect((await run(about(page), { fresh: false })).cache).toBe('miss')
  expect((await ask(about(page))).status).toBe('COMPLETED')
})

test('T42: a page that changes between the look and the commit leaves nothing of the answer behind', async () => {
  const page = await pageOfNews()
  await run(about(page), { fresh: false })
  const payload = { request: about(page), insert: false, fresh: false }
  const task = { workspaceId: ada.workspaceId, userId: ada.userId, kind: 'keywords', payload } as const
  const kept = await findAnswer(ctx, task)
  if (!kept) throw new Error('nothing found')
  await write(page, 'Meanwhile.')
  const count = () =>
    Promise.all([prisma.task.count(), prisma.interaction.count(), prisma.taskAttempt.count()])
  const before = await count()
  const late = transaction(ctx, (tx, afterCommit) => answerTask(ctx, tx, afterCommit, task, kept))
  await expect(late).rejects.toThrow('changed')
  expect(await count()).toEqual(before)
})

test('T42: who lost one of the pages that an answer was made of gets nothing of it', async () => {
  const [open, closed] = [await pageOfNews(), await pageOfNews()]
  const summary = (id: string): ProcessRequest => ({ ...about(id) })
  await run(summary(closed), { fresh: false })
  expect((await ask(summary(closed), {}, bob)).status).toBe('COMPLETED')
  const payload = { request: summary(closed), insert: false, fresh: false }
  const task = { workspaceId: bob.workspaceId, userId: bob.userId, kind: 'keywords', payload } as const
  expect(await findAnswer(ctx, task)).toBeDefined()
  await prisma.documentAccess.deleteMany({ where: { documentId: closed, subject: 'workspace' } })
  await expect(ask(summary(closed), {}, bob)).rejects.toMatchObject({ code: 'not-found' })
  // Also where the request was let through and the page was closed in the moment after.
  expect(await findAnswer(ctx, task)).toBeUndefined()
  expect((await ask(summary(closed))).status).toBe('COMPLETED')
  const elsewhere = { documentId: closed }
  await run(summary(open), { fresh: false })
  await expect(ask(summary(open), elsewhere, bob)).rejects.toMatchObject({ code: 'not-found' })
  await prisma.user.update({ where: { id: bob.userId }, data: { suspendedAt: new Date() } })
  const own = { ...task, payload: { ...payload, request: summary(open) } }
  expect(await findAnswer(ctx, own)).toBeUndefined()
  await prisma.user.update({ where: { id: bob.userId }, data: { suspendedAt: null } })
})

test('T42: of several pages each has to be open to who asks and to be as it was', async () => {
  const pages = [await pageOfNews(), await pageOfNews()]
  const [first = '', second = ''] = pages
  const request: ProcessRequest = {
    ...{ kind: 'ask', question: 'What is planned?', source: { type: 'documents', documentIds: pages } },
  }
  const { workspaceId, userId } = bob
  const key = 'ask:by hand'
  const value = { ...sampleAnswer(), wording: wordingOf('What is planned?') }
  const later = new Date(Date.now() + 3_600_000)
  const times = { expiresAt: later, staleUntil: later }
  const entry = { id: newId(), workspaceId, kind: 'ask', key, value, bytes: 1, ...times }
  await prisma.cacheEntry.create({ data: entry })
  const heads = await pageHeads(prisma, pages)
  const versions = pages.map((id) => ({ id, seq: heads.get(id) ?? 0 }))
  const state = { engines: enginesFor('ask', []), pages: versions, documentId: null, inputHash: 'x' }
  await nameEntry(ctx, { name: requestName(workspaceId, request), key, state })
  const payload = { request, insert: false, fresh: false }
  const found = () => findAnswer(ctx, { workspaceId, userId, kind: 'ask', payload })
  expect(await found()).toMatchObject({ answer: { cache: 'hit', cacheKey: key } })
  const closing = { documentId: second, subject: 'workspace' } as const
  const [row] = await prisma.documentAccess.findMany({ where: closing })
  await prisma.documentAccess.deleteMany({ where: closing })
  expect(await found()).toBeUndefined()
  if (row) await prisma.documentAccess.create({ data: row })
  expect(await found()).toBeDefined()
  await write(first, 'One word more.')
  expect(await found()).toBeUndefined()
})

test('T2, T42: the same asked for at once is answered twice, and under one key once', async () => {
  const twice = await Promise.all([ask(typed()), ask(typed())])
  expect(new Set(twice.map(({ id }) => id)).size).toBe(2)
  const idempotencyKey = newId()
  const once = await Promise.all(Array.from({ length: 4 }, () => ask(typed(), { idempotencyKey })))
  expect(new Set(once.map(({ id }) => id)).size).toBe(1)
  expect(await prisma.interaction.count({ where: { taskId: once[0]?.id ?? '' } })).toBe(1)
  expect([...twice, ...once].every(({ status }) => status === 'COMPLETED')).toBe(true)
  await expect(ask(typed('Something else.'), { idempotencyKey })).rejects.toMatchObject({ code: 'conflict' })
  const waiting = await ask(typed('Not asked before.'), { idempotencyKey: `${idempotencyKey} 2` })
  await run(typed('Not asked before.'), { fresh: false })
  expect(await ask(typed('Not asked before.'), { idempotencyKey: `${idempotencyKey} 2` })).toEqual(waiting)
})

test('T7, T42: a kind that is paused is answered by nobody', async () => {
  await pauseTaskKind(ctx, ada.actor, 'keywords')
  expect(await ask(typed())).toMatchObject({ status: 'PENDING', paused: true })
  await resumeTaskKind(ctx, ada.actor, 'keywords')
  expect((await ask(typed())).status).toBe('COMPLETED')
})

test('T42: an answer that is past its time, unreadable, or by what would not be asked any more is left to a worker', async () => {
  const text = 'Ships of the old harbour carry grain and coal to the islands in the north.'
  const { id } = await (async () => {
    await run(typed(text), { fresh: false })
    const { key } = await prisma.cacheEntry.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    return await prisma.cacheEntry.findUniqueOrThrow({ where: { key } })
  })()
  expect((await ask(typed(text))).status).toBe('COMPLETED')
  const entry = await prisma.cacheEntry.findUniqueOrThrow({ where: { id } })
  const status = async (): Promise<string> => (await ask(typed(text))).status
  await prisma.cacheEntry.update({ where: { id }, data: { expiresAt: new Date(0) } })
  expect(await status()).toBe('PENDING')
  await prisma.cacheEntry.update({
    where: { id },
    data: { expiresAt: entry.expiresAt, value: { result: 1 } },
  })
  expect(await status()).toBe('PENDING')
  await prisma.cacheEntry.update({ where: { id }, data: { value: entry.value ?? {} } })
  expect(await status()).toBe('COMPLETED')
  await prisma.modelProvider.create({
    data: {
      ...{ id: newId(), workspaceId: ada.workspaceId, name: 'new', baseUrl: 'http://127.0.0.1:9' },
      ...{ model: 'm', models: {}, prices: {}, position: 0, preset: 'custom' },
    },
  })
  expect(await status()).toBe('PENDING')
  await prisma.modelProvider.deleteMany({ where: { workspaceId: ada.workspaceId } })
  expect(await status()).toBe('COMPLETED')
  await prisma.cacheEntry.delete({ where: { id } })
  expect(await status()).toBe('PENDING')
  expect(await prisma.cacheShortcut.count({ where: { key: entry.key } })).toBe(0)
})

test.each([
  [
    'cannot be read',
    'ALTER TABLE "CacheShortcut" RENAME TO "Away"',
    'ALTER TABLE "Away" RENAME TO "CacheShortcut"',
  ],
  ['does not answer', 'BEGIN; LOCK TABLE "CacheShortcut" IN ACCESS EXCLUSIVE MODE', 'ROLLBACK'],
  ['lets nothing be given', 'BEGIN; LOCK TABLE "TaskAttempt" IN ACCESS EXCLUSIVE MODE', 'ROLLBACK'],
])('T42: a cache that %s keeps nothing from being asked for', async (_, begin, end) => {
  const hurried = patient(100)
  const client = await pool.connect()
  try {
    await client.query(begin)
    expect(await ask(typed(), {}, ada, hurried)).toMatchObject({ status: 'PENDING', attempt: 0 })
    expect(await ask(typed(), {}, ada, hurried)).toMatchObject({ status: 'PENDING', attempt: 0 })
  } finally {
    await client.query(end)
    client.release()
  }
  expect((await ask(typed())).status).toBe('COMPLETED')
})

test('T42: where it is switched off every task waits for a worker', async () => {
  expect((await ask(typed(), {}, ada, patient(0))).status).toBe('PENDING')
})
