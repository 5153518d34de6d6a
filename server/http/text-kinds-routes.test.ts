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
import { KIND_ANSWERS } from '#server/testing/kind-answers.ts'
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
/** What each kind is asked with. */
const OPTIONS: Record<Kind, object> = {
  ...{ summarise: { style: 'bullets' }, keywords: { count: 3 }, entities: {}, sentiment: {}, language: {} },
  ...{ readability: {}, 'action-items': {}, classify: { labels: ['Energy', 'Sport'] } },
  ...{ extract: { fields: [{ name: 'Cost', type: 'number' }] }, ask: { question: 'What do they cost?' } },
  ...{ improve: {}, 'fix-grammar': {}, shorter: { percent: 30 } },
  longer: { source: { type: 'text', text: NEWS_SUMMARY }, percent: 200 },
  ...{ 'change-tone': { tone: 'plain' }, translate: { language: 'en' }, explain: {} },
}

// The first of each kind loads its models, on a busy machine for seconds.
const DEADLINE_MS = 60_000

test.each(TEXT_KINDS)(
  '%s is asked for, answered and put into the page over REST',
  async (kind) => {
    const [answer, inPage] = KIND_ANSWERS[kind]
    model.behave({ type: 'answer', text: typeof answer === 'string' ? answer : JSON.stringify(answer) })
    const documentId = await createPage(ctx, owner)
    const request = { kind, source: { type: 'text', text: NEWS }, ...OPTIONS[kind] }
    const asked = await callRoute(create, {
      ...{ method: 'POST', cookie: owner.cookie, json: { request, documentId, insert: true, fresh: true } },
    })
    expect(asked.status).toBe(201)
    const { id } = TaskView.parse(await asked.json())
    const ended = await until(
      'the job to end',
      async () => {
        const told = await callRoute(read, { cookie: owner.cookie, params: { id } })
        // Where no connection was to be had in time it says so, and to come back.
        if (told.status === 503) return undefined
        const task = TaskView.parse(await told.json())
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
