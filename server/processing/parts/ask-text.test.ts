import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import type { Behaviour } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { chapterSummary, LONG_TEXT, PLACES } from '#server/testing/long-text.ts'
import { startTwoModels } from '#server/testing/start-model-work.ts'
import { createProcessor, type Processor } from '../process-task.ts'

const { alpha, beta, ctx } = await startTwoModels()
const owner = await createPerson(ctx)
let processor: Processor

const source = { type: 'text', text: LONG_TEXT } as const
const SUMMARY: ProcessRequest = { kind: 'summarise', words: 400, source }
const tooLong: Behaviour = {
  type: 'status',
  status: 400,
  body: '{"error":{"code":"context_length_exceeded"}}',
}
const broken: Behaviour = { type: 'status', status: 401 }

/** A model that takes requests of at most so many characters, the instructions among them. */
function takes(characters: number): (words: string) => Behaviour {
  return (words) => (words.length > characters ? tooLong : { type: 'answer', text: chapterSummary(words) })
}

function ask(request: ProcessRequest) {
  const job = {
    id: newId(),
    attempt: 1,
    workspaceId: owner.workspaceId,
    userId: owner.userId,
    documentId: null,
  }
  const rest = { requestId: null, signal: new AbortController().signal, timeoutMs: 20_000, report: () => {} }
  return processor.run({ request, insert: false, fresh: false }, { ...job, ...rest })
}

beforeEach(async () => {
  processor = createProcessor(ctx)
  await forgetAnswers(ctx)
})
afterEach(() => processor.close())

test('a text that no provider takes whole is given to them in parts of half the size, until they take them', async () => {
  alpha.respond(takes(1700))
  beta.respond(takes(1000))
  const answer = await ask(SUMMARY)
  expect(answer).toMatchObject({ degraded: false, provider: 'alpha', parts: { missing: [] } })
  expect(answer.parts?.total).toBeGreaterThan(2)
  // The model tells of the first place of each part; the last part begins with the last place.
  for (const place of [PLACES[0], PLACES[4]])
    expect(answer.result).toMatchObject({ text: expect.stringContaining(place) })
  // Whole, then in halves: what was refused stays in the path, with the reason.
  const refused = answer.path.filter(({ fault }) => fault === 'too-long')
  expect(refused.map(({ part }) => part).filter((part) => part !== undefined)).not.toEqual([])
  expect(refused[0]).toMatchObject({ provider: 'alpha', outcome: 'failed', attempts: 1 })
})

test('another provider that takes the whole text is asked before it is divided', async () => {
  alpha.respond(takes(2000))
  beta.respond(takes(100_000))
  const answer = await ask(SUMMARY)
  expect(answer).toMatchObject({ provider: 'beta', model: 'small' })
  expect(answer.parts).toBeUndefined()
  expect(beta.received).toHaveLength(1)
})

test('a failure that is not about the length divides nothing', async () => {
  alpha.behave(broken)
  beta.behave(broken)
  const answer = await ask(SUMMARY)
  expect(answer).toMatchObject({ degraded: true, provider: 'built-in' })
  expect([alpha.received.length, beta.received.length]).toEqual([1, 1])
})

test('where even an eighth of it is too long, the halving ends and the chain goes on', async () => {
  alpha.respond(takes(10))
  beta.respond(takes(10))
  const answer = await ask(SUMMARY)
  expect(answer).toMatchObject({ degraded: true, provider: 'built-in' })
  // 1 whole, then at most 2, 4 and 8 parts and what splitting at sentences adds.
  expect(alpha.received.length).toBeGreaterThan(3)
  expect(alpha.received.length).toBeLessThan(30)
  await expect(ask({ kind: 'improve', source })).rejects.toMatchObject({ code: 'provider-failed' })
})
