import { afterAll, beforeAll, expect, test } from 'vitest'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { TaskView } from '#server/contracts/tasks.ts'
import type { ProcessText } from '#server/contracts/text-kinds.ts'
import { TEXT_KINDS } from '#server/contracts/text-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import { createProcessor, type Processor } from '#server/processing/process-task.ts'
import { createTaskHandler } from '#server/tasks/perform-task.ts'
import { createTaskWorker, type TaskWorker } from '#server/tasks/task-worker.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { type FakeModelServer, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { GET as read } from '../../app/api/v1/tasks/[id]/route.ts'
import { POST as create } from '../../app/api/v1/tasks/route.ts'
import { provideWebContext } from './web-context.ts'

let ctx: Context
let owner: TestPerson
let model: FakeModelServer
let processor: Processor
let worker: TaskWorker

beforeAll(async () => {
  model = await startFakeModelServer()
  ctx = await createTestContext({
    ...{ RATE_LIMIT_SCALE: '1000' },
    WEFT_PROVIDERS: JSON.stringify([{ name: 'house', baseUrl: model.url, model: 'small' }]),
  })
  provideWebContext(ctx)
  owner = await createPerson(ctx)
  processor = createProcessor(ctx)
  const handler = createTaskHandler(ctx, processor)
  const handlers = Object.fromEntries(TEXT_KINDS.map((kind) => [kind, handler]))
  worker = createTaskWorker(ctx, { handlers, concurrency: 4 })
  await worker.start()
})
afterAll(async () => {
  await worker.stop()
  await processor.close()
  await model.close()
})

type Kind = ProcessText['kind']
// More than there are sentences: what is too much is passed over.
const SCORES = Array.from({ length: 40 }, (_, index) => ({ n: index + 1, score: 0.1 }))
const QUOTE = 'The heat pumps cost 210 million crowns'
/** What each kind is asked with, what the model says, and words that the page then holds. None of the model: counted here. */
const KINDS: Record<Kind, [options: object, answer: unknown, inPage: string]> = {
  summarise: [{ style: 'bullets' }, NEWS_SUMMARY, 'Kelp Island'],
  keywords: [{ count: 3 }, { keywords: ['coal power station', 'heat pumps', 'harbour'] }, 'heat pumps'],
  entities: [{}, { entities: [{ type: 'person', text: 'Ingrid Solberg' }] }, 'Ingrid Solberg'],
  sentiment: [{}, { score: 0.1, label: 'neutral', sentences: SCORES }, 'Sentiment'],
  language: [{}, null, 'English'],
  readability: [{}, null, 'Readability'],
  'action-items': [
    {},
    { items: [{ task: 'Decide', quote: 'A decision about the terminal is expected next year' }] },
    'Decide',
  ],
  classify: [{ labels: ['Energy', 'Sport'] }, { labels: [{ label: 'Energy', quote: QUOTE }] }, 'Energy'],
  extract: [
    { fields: [{ name: 'Cost', type: 'number' }] },
    { fields: [{ name: 'Cost', value: 210_000_000, quote: QUOTE }] },
    '210000000',
  ],
  ask: [
    { question: 'What do they cost?' },
    { answered: true, answer: '210 million.', quotes: [QUOTE] },
    '“The heat pumps',
  ],
  improve: [{}, NEWS, 'Kelp Island'],
  'fix-grammar': [{}, NEWS, 'Kelp Island'],
  shorter: [{ percent: 30 }, NEWS_SUMMARY, 'Kelp Island'],
  longer: [{ source: { type: 'text', text: NEWS_SUMMARY }, percent: 200 }, NEWS, 'Kelp Island'],
  'change-tone': [{ tone: 'plain' }, NEWS, 'Kelp Island'],
  translate: [{ language: 'en' }, NEWS, 'Kelp Island'],
  explain: [{}, NEWS_SUMMARY, 'Kelp Island'],
}

// The first of each kind loads its models, on a busy machine for seconds.
const DEADLINE_MS = 60_000

test.each(TEXT_KINDS)(
  '%s is asked for, answered and put into the page over REST',
  async (kind) => {
    const [options, answer, inPage] = KINDS[kind]
    model.behave({ type: 'answer', text: typeof answer === 'string' ? answer : JSON.stringify(answer) })
    const documentId = await createPage(ctx, owner)
    const request = { kind, source: { type: 'text', text: NEWS }, ...options }
    const asked = await callRoute(create, {
      ...{ method: 'POST', cookie: owner.cookie, json: { request, documentId, insert: true, fresh: true } },
    })
    expect(asked.status).toBe(201)
    const { id } = TaskView.parse(await asked.json())
    const ended = await until(
      'the job to end',
      async () => {
        const task = TaskView.parse(
          await (await callRoute(read, { cookie: owner.cookie, params: { id } })).json(),
        )
        return task.status === 'COMPLETED' || task.status === 'FAILED' ? task : undefined
      },
      DEADLINE_MS,
    )
    expect(ended).toMatchObject({ kind, status: 'COMPLETED', inserted: true, error: null })
    expect(ended.answer).toMatchObject({ result: { kind }, provider: answer === null ? 'built-in' : 'house' })
    expect(model.received.length).toBe(answer === null ? 0 : 1)
    const { doc } = await readDocument(ctx, documentId)
    const page = doc.getXmlFragment(ROOT.body).toString()
    doc.destroy()
    expect(page).toMatch(/<jobresult/i)
    expect(page).toContain(inPage)
  },
  DEADLINE_MS,
)
