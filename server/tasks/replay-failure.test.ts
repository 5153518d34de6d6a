import { afterAll, beforeEach, expect, test } from 'vitest'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { FailedRequest, FailedSteps, FailureReplayView } from '#server/contracts/failed-requests.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { purgeDocument } from '#server/erasure/purge-document.ts'
import { sumSince } from '#server/platform/statistics.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { chapterSummary, LONG_TEXT } from '#server/testing/long-text.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createTask } from './create-task.ts'
import { listFailedSteps } from './list-failed-steps.ts'
import { createTaskHandler } from './perform-task.ts'
import { readFailedRequest } from './read-failed-request.ts'
import { replayFailure } from './replay-failure.ts'
import { startReplays } from './run-replays.ts'
import { createTaskWorker } from './task-worker.ts'

// Every answer says that it took 10 tokens in and 10 out; at these prices it costs 10.
const prices = { large: { input: 100_000, output: 900_000 } }
const [alpha, beta] = [await startFakeModelServer(), await startFakeModelServer()]
const limits = { partCharacters: 3_000 }
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([
    { name: 'alpha', baseUrl: alpha.url, model: 'large', prices, currency: 'EUR', ...limits },
    { name: 'beta', baseUrl: beta.url, model: 'small', ...limits },
  ]),
})
const { prisma } = ctx.db
const processor = createProcessor(ctx)
const worker = createTaskWorker(ctx, {
  handlers: { summarise: createTaskHandler(ctx, processor) },
  concurrency: 2,
})
await worker.start()
// As two worker processes of one installation: each replay is for one of them.
const replays = [await startReplays(ctx), await startReplays(ctx)]
afterAll(async () => {
  await Promise.all(replays.map((each) => each.stop()))
  await worker.stop()
  await processor.close()
  await alpha.close()
  await beta.close()
})

const SERVED: Behaviour = { type: 'answer', text: NEWS_SUMMARY }
const BROKEN: Behaviour = { type: 'status', status: 503 }
let owner: TestPerson
let member: TestPerson
let turn = 0
beforeEach(async () => {
  turn += 1
  owner = await createPerson(ctx)
  member = await createPerson(ctx, { workspaceId: owner.workspaceId, name: 'Grace Hopper' })
  await prisma.breakerState.deleteMany()
  await prisma.retryToken.deleteMany()
  beta.behave(SERVED)
  // Refused as it stands: one try, and the next provider is asked.
  alpha.behave({ type: 'status', status: 400 })
})

async function newPage(text = NEWS): Promise<string> {
  const documentId = await createPage(ctx, member, { title: 'Harbour' })
  await write(documentId, text)
  return documentId
}

async function write(documentId: string, text: string): Promise<void> {
  await editDocument(ctx, { kind: 'person', id: member.userId }, documentId, (doc) => {
    doc.getXmlFragment(ROOT.body).insert(0, [blockElement({ type: 'paragraph', text })])
  })
}

/** A job of the member's on a text, run to its end, and the request that it left. */
async function runJob(source: object = { type: 'text', text: `${NEWS} Number ${turn}.` }) {
  const input = CreateTask.parse({ request: { kind: 'summarise', words: 60, source } })
  const { id: taskId } = await createTask(ctx, member.actor, input)
  await until('the job has ended', async () =>
    ['COMPLETED', 'FAILED'].includes((await prisma.task.findUniqueOrThrow({ where: { id: taskId } })).status),
  )
  const { id } = await prisma.interaction.findFirstOrThrow({ where: { taskId } })
  return { taskId, id }
}

async function read(id: string): Promise<FailedRequest> {
  return FailedRequest.parse(await readFailedRequest(ctx, owner.actor, { id }))
}

/** The place of the first step that a provider failed at. */
async function failedPlace(id: string, provider = 'alpha'): Promise<number> {
  const { request } = await read(id)
  return request.path.findIndex((step) => step.provider === provider && step.outcome !== 'answered')
}

type Again = { provider?: string; textOfNow?: boolean; step?: number }
async function ask(id: string, { provider = 'alpha', textOfNow = false, step }: Again = {}) {
  const place = step ?? (await failedPlace(id))
  const input = { id, step: place, provider, textOfNow }
  return FailureReplayView.parse(await replayFailure(ctx, owner.actor, input))
}

/** Asked again and waited for. */
async function askAgain(id: string, again: Again = {}): Promise<FailureReplayView> {
  const { id: replay } = await ask(id, again)
  return await until('the provider was asked again', async () =>
    (await read(id)).replays.find((each) => each.id === replay && each.state !== 'under-way'),
  )
}

test('a failed step is found by its provider and the class of its fault, with who answered instead', async () => {
  const { id } = await runJob()
  const find = async (fault: 'request-refused' | 'timeout') =>
    FailedSteps.parse(await listFailedSteps(ctx, owner.actor, { range: '1h', provider: 'alpha', fault }))
      .steps
  expect(await find('request-refused')).toMatchObject([
    { interactionId: id, step: await failedPlace(id), kind: 'summarise', answeredBy: 'beta', replays: 0 },
  ])
  expect(await find('timeout')).toEqual([])
})

test('what is known of a failed request is told, and neither its text, nor its answer, nor the name of a closed page', async () => {
  const documentId = await newPage()
  await prisma.documentAccess.deleteMany({ where: { documentId, subject: 'workspace' } })
  const { id } = await runJob({ type: 'document', documentId })
  const known = await read(id)
  expect(known).toMatchObject({
    said: 'alpha did not answer (it refused the request (400)), so beta did.',
    attempt: 1,
    task: { userName: 'Grace Hopper', documentTitle: null, answer: null },
    providers: [
      // In millionths of a euro for a million tokens.
      { name: 'alpha', model: 'large', price: { input: 1e11, output: 9e11, currency: 'EUR' } },
      { name: 'beta', model: 'small' },
    ],
  })
  alpha.behave(SERVED)
  expect(await askAgain(id)).toMatchObject({ state: 'ended', outcome: { outcome: 'answered' } })
  const rows = JSON.stringify([await read(id), await prisma.failureReplay.findMany()])
  expect(rows).not.toContain('Varnholt')
  expect(rows).not.toContain('Harbour')
})

test('asked again, the provider gets the very same question, and what comes of it stands beside what came of it then', async () => {
  const { id } = await runJob()
  const then = alpha.received[0]?.body.messages
  expect(then).toBeDefined()
  alpha.behave(SERVED)
  const replay = await askAgain(id)
  expect(replay).toMatchObject({ provider: 'alpha', askedBy: 'Ada Lovelace', error: null })
  expect(replay.outcome).toMatchObject({
    ...{ outcome: 'answered', attempts: 1, model: 'large', tokens: { input: 10, output: 10 } },
    cost: { micros: 10_000_000, currency: 'EUR' },
  })
  expect(replay.quality?.signals.filter(({ hard }) => hard).every(({ verdict }) => verdict !== 'bad')).toBe(
    true,
  )
  expect(alpha.received.map(({ body }) => body.messages)).toEqual([then])
  expect((await read(id)).request.path[await failedPlace(id)]).toMatchObject({ fault: 'request-refused' })
})

test('job, requests, cache and breaker stay as they are; the money and the audit know of it', async () => {
  const { id, taskId } = await runJob()
  await prisma.breakerState.create({
    data: { provider: 'alpha', state: 'open', failures: 5, retryAt: new Date(Date.now() + 1e6) },
  })
  const state = () =>
    Promise.all([
      prisma.task.findUniqueOrThrow({ where: { id: taskId } }),
      prisma.interaction.findMany({ where: { workspaceId: owner.workspaceId } }),
      prisma.cacheEntry.findMany({ where: { workspaceId: owner.workspaceId } }),
      prisma.breakerState.findMany(),
    ])
  const charged = async () => {
    await ctx.statistics.flush()
    const spent = await sumSince(ctx.db, { subsystem: 'cost', metric: 'charged', since: new Date(0) })
    return spent['alpha:EUR']?.sum ?? 0
  }
  const [before, paid] = [await state(), await charged()]
  alpha.behave(BROKEN)
  expect(await askAgain(id)).toMatchObject({
    outcome: { outcome: 'failed', fault: 'overloaded', reason: 'it failed (503)', attempts: 1 },
  })
  expect(await charged()).toBe(paid)
  alpha.behave(SERVED)
  expect(await askAgain(id)).toMatchObject({ outcome: { outcome: 'answered' } })
  expect(await state()).toEqual(before)
  expect(await charged()).toBe(paid + 10_000_000)
  const acts = await prisma.auditEvent.findMany({ where: { subjectId: id } })
  expect(acts).toMatchObject(
    [1, 2].map(() => ({ action: 'failure.asked-again', actorId: owner.userId, subjectType: 'request' })),
  )
})

test('an answer that fails a check says which; another provider can be asked instead', async () => {
  const { id } = await runJob()
  alpha.behave({ type: 'answer', text: "I'm sorry, but I can't help with that." })
  const poor = await askAgain(id)
  expect(poor.outcome).toMatchObject({ outcome: 'rejected', fault: 'poor-answer' })
  expect(poor.outcome?.reason).toContain('its answer failed a check')
  expect(poor.quality?.signals).toContainEqual(
    expect.objectContaining({ name: 'no-refusal', verdict: 'bad' }),
  )
  expect(await askAgain(id, { provider: 'beta' })).toMatchObject({
    outcome: { provider: 'beta', model: 'small', outcome: 'answered' },
  })
  expect((await read(id)).replays).toHaveLength(2)
})

test('of a long text the part that failed is asked for, and nothing else', async () => {
  const third = (words: string) => words.includes('council of Kelp Island decided on Tuesday')
  alpha.respond((words) =>
    third(words) ? { type: 'status', status: 400 } : { type: 'answer', text: chapterSummary(words) },
  )
  beta.behave(BROKEN)
  const { id } = await runJob({ type: 'text', text: LONG_TEXT })
  const { request } = await read(id)
  const place = await failedPlace(id)
  expect(request.path[place]?.part).toBeGreaterThan(0)
  const asked = alpha.received.find(({ body }) => third(JSON.stringify(body)))?.body.messages
  alpha.respond((words) => ({ type: 'answer', text: chapterSummary(words) }))
  expect(await askAgain(id)).toMatchObject({ outcome: { outcome: 'answered' } })
  expect(alpha.received.map(({ body }) => body.messages)).toEqual([asked])
})

test('a page that was changed is asked about again only as it is now, and on demand', async () => {
  const documentId = await newPage()
  const { id } = await runJob({ type: 'document', documentId })
  await write(documentId, 'The ferry to Brekke leaves at nine.')
  alpha.behave(SERVED)
  await expect(ask(id)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('changed'),
  })
  expect(alpha.received).toEqual([])
  expect(await askAgain(id, { textOfNow: true })).toMatchObject({
    ...{ textOfNow: true, outcome: { outcome: 'answered' } },
  })
  expect(JSON.stringify(alpha.received)).toContain('ferry to Brekke')
})

test('what the person who asked may not read any more is not sent to anybody', async () => {
  const documentId = await newPage()
  const { id } = await runJob({ type: 'document', documentId })
  await trashDocument(ctx, member.actor, documentId)
  alpha.behave(SERVED)
  await expect(ask(id)).rejects.toMatchObject({ code: 'gone' })
  await prisma.document.update({ where: { id: documentId }, data: { trashedAt: null } })
  await prisma.membership.deleteMany({ where: { userId: member.userId } })
  await expect(ask(id, { textOfNow: true })).rejects.toMatchObject({ code: 'gone' })
  expect(alpha.received).toEqual([])
})

test('erasing the page erases what was asked again, and nothing can be asked any more', async () => {
  const documentId = await newPage()
  const { id } = await runJob({ type: 'document', documentId })
  alpha.behave(SERVED)
  await askAgain(id)
  const step = await failedPlace(id)
  await trashDocument(ctx, member.actor, documentId)
  await purgeDocument(ctx, member.actor, documentId)
  expect(await prisma.failureReplay.count({ where: { interactionId: id } })).toBe(0)
  await expect(ask(id, { step })).rejects.toMatchObject({ code: 'not-found' })
})

test('refused in words: a job that is kept no longer, a provider that is not asked, a step that did not fail', async () => {
  const { id, taskId } = await runJob()
  const { path } = (await read(id)).request
  const answered = path.findIndex(({ outcome }) => outcome === 'answered')
  await expect(ask(id, { step: answered })).rejects.toMatchObject({ code: 'conflict' })
  await expect(ask(id, { step: 99 })).rejects.toMatchObject({ code: 'not-found' })
  await expect(ask(id, { provider: 'gamma' })).rejects.toMatchObject({
    ...{ code: 'conflict', message: 'gamma is not asked for this kind of job now. Choose another provider.' },
  })
  const step = await failedPlace(id)
  await prisma.task.delete({ where: { id: taskId } })
  expect(await read(id)).toMatchObject({ task: null, attempt: null })
  await expect(ask(id, { step })).rejects.toMatchObject({ code: 'gone' })
})

test('only owners of the workspace read it and ask again', async () => {
  const { id } = await runJob()
  const stranger = await createPerson(ctx)
  const input = { id, step: await failedPlace(id), provider: 'alpha', textOfNow: false }
  for (const { actor } of [member, stranger]) {
    await expect(readFailedRequest(ctx, actor, { id })).rejects.toMatchObject({ code: 'not-found' })
    await expect(replayFailure(ctx, actor, input)).rejects.toMatchObject({ code: 'not-found' })
  }
  const find = { range: '1h', provider: 'alpha', fault: 'request-refused' } as const
  await expect(listFailedSteps(ctx, member.actor, find)).rejects.toMatchObject({ code: 'not-found' })
  expect(await listFailedSteps(ctx, stranger.actor, find)).toEqual({ steps: [] })
})

test('ten are asked again a minute and no more', async () => {
  const { id } = await runJob()
  alpha.behave(SERVED)
  const step = await failedPlace(id)
  const tries = await Promise.allSettled(Array.from({ length: 12 }, () => ask(id, { step })))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  for (const each of tries)
    if (each.status === 'rejected')
      expect(each.reason).toMatchObject({ code: 'rate-limited', retryAfter: 60 })
  await until('each was asked', async () => (await read(id)).replays.every(({ state }) => state === 'ended'))
  // Two processes heard of each, and one asked.
  expect(alpha.received).toHaveLength(10)
})

test('one whose signal was lost is taken up all the same', async () => {
  const { id } = await runJob()
  alpha.behave(SERVED)
  const step = await failedPlace(id)
  const { workspaceId, userId } = owner
  await prisma.failureReplay.create({
    data: { workspaceId, userId, interactionId: id, step, provider: 'alpha' },
  })
  const looking = await startReplays(ctx, { lookMs: 10 })
  await until('it was asked', async () => (await read(id)).replays[0]?.outcome?.outcome === 'answered')
  await looking.stop()
})

test('a worker that stops ends what it had begun, and that says so; one that nobody takes up is lost', async () => {
  const { id } = await runJob()
  const step = await failedPlace(id)
  await Promise.all(replays.map((each) => each.stop()))
  const own = await startReplays(ctx)
  alpha.behave({ type: 'silence' })
  await ask(id, { step })
  await until('the provider was asked', () => alpha.received.length === 1)
  await own.stop()
  expect((await read(id)).replays).toMatchObject([{ state: 'ended', error: { code: 'unavailable' } }])
  const { id: late } = await ask(id, { step })
  await prisma.failureReplay.update({
    where: { id: late },
    data: { createdAt: new Date(Date.now() - 600_000) },
  })
  expect((await read(id)).replays.find((each) => each.id === late)).toMatchObject({ state: 'lost' })
})
