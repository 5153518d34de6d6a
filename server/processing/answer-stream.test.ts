import { afterAll, beforeEach, expect, test } from 'vitest'
import { createEgress } from '#server/platform/egress/egress.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { until } from '#server/testing/until.ts'
import { createOpenAICompatibleProvider } from './openai-compatible-provider.ts'
import type { ProviderAnswer } from './provider.ts'
import { readAnswerStream } from './read-answer-stream.ts'

const server = await startFakeModelServer()
const egress = createEgress({ listed: [] })
afterAll(async () => {
  await egress.close()
  await server.close()
})

const PIECES = ['All ', 'looms ', 'run ', 'again.']
let told: string[]
beforeEach(() => {
  told = []
})

function ask(
  behaviour: Behaviour,
  signal = new AbortController().signal,
  provider = newProvider(),
): Promise<ProviderAnswer> {
  server.behave(behaviour)
  return provider.answer(
    { kind: 'summarise', text: 'All looms of the guild run again.', words: 40 },
    { signal, onText: (text) => told.push(text) },
  )
}

// Short only where a test is about the pause: a busy machine pauses by itself.
function newProvider(stallMs = 10_000) {
  return createOpenAICompatibleProvider({ name: 'alpha', baseUrl: server.url, model: 'large' }, egress, {
    stallMs,
  })
}

test('the words are told as they come, all that there are each time, and the answer is the whole with what it was charged for', async () => {
  const answer = await ask({ type: 'stream', pieces: PIECES })
  expect(told).toEqual(['All ', 'All looms ', 'All looms run ', 'All looms run again.'])
  expect(answer).toMatchObject({
    result: { kind: 'summarise', text: 'All looms run again.' },
    cut: false,
    usage: { inputTokens: 10, outputTokens: 10 },
  })
})

test('whoever does not look is answered without a stream', async () => {
  server.behave({ type: 'stream', pieces: PIECES })
  const request = { kind: 'summarise', text: 'All looms run.', words: 40 } as const
  const { result } = await newProvider().answer(request, { signal: new AbortController().signal })
  expect(result).toMatchObject({ text: 'All looms run again.' })
  expect(server.received.map(({ body }) => body.stream)).toEqual([false])
})

test.each([
  ['breaks off', { type: 'stream', pieces: PIECES, end: 'cut' }, 'retry', 'damaged-answer', 4],
  ['stops coming', { type: 'stream', pieces: PIECES, end: 'stall' }, 'retry', 'timeout', 4],
  ['tells a fault in the middle', { type: 'stream', pieces: PIECES, end: 'error' }, 'retry', 'overloaded', 4],
  ['has no words', { type: 'empty' }, 'retry', 'empty-answer', 0],
  ['is refused as asked too often', { type: 'status', status: 429 }, 'retry', 'rate-limited', 0],
  ['fails at once', { type: 'status', status: 502 }, 'retry', 'overloaded', 0],
  ['is no stream but a page', { type: 'status', status: 200, body: '<html>' }, 'retry', 'damaged-answer', 0],
  [
    'is half an answer in one piece',
    { type: 'status', status: 200, body: '{"choices":[' },
    'retry',
    'damaged-answer',
    0,
  ],
] as const)('a stream that %s is a failure with its class', async (_, behaviour, action, fault, heard) => {
  const provider = newProvider(fault === 'timeout' ? 150 : undefined)
  const asked = ask(behaviour, undefined, provider)
  await expect(asked).rejects.toMatchObject({ name: 'ProviderFailure', action, fault })
  // What came just before a line was cut may be lost with it.
  expect(told.length).toBeLessThanOrEqual(heard)
})

test('the content filter’s end is a refusal of the text, whatever came before', async () => {
  await expect(ask({ type: 'stream', pieces: PIECES, end: 'content_filter' })).rejects.toMatchObject({
    action: 'next-provider',
    countsAgainstProvider: false,
  })
})

test('an answer that ends at its length limit is told to be cut', async () => {
  expect((await ask({ type: 'stream', pieces: PIECES, end: 'length' })).cut).toBe(true)
})

test('the first word may take longer than the pause between two', async () => {
  async function* late() {
    await new Promise((resolve) => setTimeout(resolve, 700))
    yield* PIECES
  }
  const answer = await ask({ type: 'stream', pieces: late() }, undefined, newProvider(500))
  expect(answer.result).toMatchObject({
    text: 'All looms run again.',
  })
})

test('an endpoint that answers in one piece is asked once, and its answer counts', async () => {
  const answer = await ask({ type: 'plain', text: 'All looms run.' })
  expect(answer).toMatchObject({
    result: { text: 'All looms run.' },
    usage: { inputTokens: 10, outputTokens: 10 },
  })
  expect(server.received).toHaveLength(1)
  expect(told).toEqual(['All looms run.'])
})

test('an endpoint that refuses to stream is asked without, and from then on only so', async () => {
  const provider = newProvider()
  server.behave(
    { type: 'status', status: 400, body: '{"error":{"message":"stream is not supported"}}' },
    { type: 'plain', text: 'All looms run.' },
  )
  const request = { kind: 'summarise', text: 'All looms run.', words: 40 } as const
  const asked = { signal: new AbortController().signal, onText: (text: string) => told.push(text) }
  expect((await provider.answer(request, asked)).result).toMatchObject({ text: 'All looms run.' })
  await provider.answer(request, asked)
  expect(server.received.map(({ body }) => body.stream)).toEqual([true, false, false])
})

test('who gives up hears nothing more, and the endpoint sees the connection closed', async () => {
  const controller = new AbortController()
  let asked = 0
  async function* slow() {
    for (; ; asked++) {
      yield 'word '
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const answer = ask({ type: 'stream', pieces: slow() }, controller.signal)
  await until('some words', () => told.length > 2)
  controller.abort(new Error('given up'))
  await expect(answer).rejects.toThrow('given up')
  const heard = told.length
  const sent = asked
  await until('the endpoint stops', async () => {
    const before = asked
    await new Promise((resolve) => setTimeout(resolve, 50))
    return asked === before
  })
  expect([told.length, asked - sent < 100]).toEqual([heard, true])
})

test('an answer of more characters than there may be is broken off', async () => {
  const piece = (delta: string) => ({ type: 'text-delta', delta })
  let cancelled = false
  const stream = new ReadableStream<ReturnType<typeof piece>>({
    pull: (controller) => controller.enqueue(piece('a'.repeat(60))),
    cancel() {
      cancelled = true
    },
  })
  const reading = { signal: new AbortController().signal, onText: () => {}, stallMs: 1_000, most: 100 }
  await expect(readAnswerStream(stream, reading)).rejects.toMatchObject({ fault: 'damaged-answer' })
  expect(cancelled).toBe(true)
})
