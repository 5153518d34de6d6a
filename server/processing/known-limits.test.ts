import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { keepAbilities, knownAbilities } from '#server/providers/model-abilities.ts'
import { createPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { runRequests } from '#server/testing/run-requests.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { charactersWithin, estimateTokens, isTooLong } from './context-room.ts'
import { namedContext } from './named-context.ts'
import { createProcessor } from './process-task.ts'

const alpha = await startFakeModelServer()
const beta = await startFakeModelServer()
const first = { name: 'alpha', baseUrl: alpha.url, model: 'short' }
const second = { name: 'beta', baseUrl: beta.url, model: 'long' }
await loadLanguageModels()
const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify([first, second]) })
const owner = await createPerson(ctx)
const processor = createProcessor(ctx)
const run = runRequests(processor, owner)
afterAll(async () => {
  await processor.close()
  await alpha.close()
  await beta.close()
})

type Abilities = Partial<Record<'contextTokens', number> & Record<'streams' | 'json', boolean>>
const UNKNOWN = { contextTokens: null, streams: null, json: null, thinks: null }
const know = (provider: typeof first, abilities: Abilities) =>
  ctx.db.prisma.$transaction((tx) =>
    keepAbilities(tx, provider, [{ ...UNKNOWN, ...abilities, model: provider.model }], new Date()),
  )
const knownOf = async ({ name, baseUrl }: typeof first) =>
  (await knownAbilities(ctx, [{ name, baseUrl }]))(name)

const SENTENCE = 'The council of Aldbury agreed to mend the old bridge before the winter comes. '
const LONG = SENTENCE.repeat(80)
const summary = (text = LONG): ProcessRequest => ({
  ...{ kind: 'summarise', words: 40 },
  source: { type: 'text', text },
})
const SUMMARY: Behaviour = { type: 'answer', text: 'The council of Aldbury agreed to mend the old bridge.' }
const KEYWORDS: Behaviour = {
  type: 'answer',
  text: '{"keywords":[{"term":"council","weight":1},{"term":"bridge","weight":0.5}]}',
}
const keywords: ProcessRequest = { kind: 'keywords', count: 2, source: { type: 'text', text: SENTENCE } }

beforeEach(async () => {
  await forgetAnswers(ctx)
  await ctx.db.prisma.modelAbility.deleteMany()
  alpha.behave(SUMMARY)
  beta.behave(SUMMARY)
})

describe('a text that is too long for a known context', () => {
  test('goes whole to the next provider, without a call of the one that it does not fit', async () => {
    await know(first, { contextTokens: 1_024 })
    const answer = await run(summary())
    expect([alpha.received.length, beta.received.length]).toEqual([0, 1])
    expect(answer.path.slice(1)).toMatchObject([
      { provider: 'alpha', outcome: 'skipped', attempts: 0, fault: 'too-long' },
      { provider: 'beta', outcome: 'answered', strategy: 'larger-context' },
    ])
    expect(answer.notes[0]).toMatch(/alpha did not answer .*context of 1,024 tokens.*beta did/)
  })

  test('is asked in parts where it fits no provider, each of which fits with its answer', async () => {
    await know(first, { contextTokens: 2_048 })
    await know(second, { contextTokens: 1_024 })
    const answer = await run(summary())
    expect(answer.parts).toMatchObject({ total: 2, missing: [] })
    expect(answer.path.every(({ outcome }) => outcome !== 'failed')).toBe(true)
    for (const { body } of alpha.received) {
      const asked = body.messages.map(({ content }) => JSON.stringify(content)).join('')
      expect(estimateTokens(asked) + (body.max_tokens ?? 0)).toBeLessThanOrEqual(2_048 + 32)
    }
    expect(beta.received).toHaveLength(0)
  })

  test('is tried as ever where nobody knows the context', async () => {
    await run(summary())
    expect(alpha.received).toHaveLength(1)
  })

  test('an owner’s word comes before what was found', async () => {
    const providers = [{ ...first, contextTokens: 32_768 }]
    const told = await createTestContext({ WEFT_PROVIDERS: JSON.stringify(providers) })
    const person = await createPerson(told)
    await told.db.prisma.$transaction((tx) =>
      keepAbilities(tx, first, [{ ...UNKNOWN, model: 'short', contextTokens: 1_024 }], new Date()),
    )
    const other = createProcessor(told)
    expect((await runRequests(other, person)(summary())).parts).toBeUndefined()
    await other.close()
  })
})

describe('what a refusal shows', () => {
  test('a context that is named is kept, so that the next job does not meet it again', async () => {
    const words = `{"error":{"message":"This model's maximum context length is 2048 tokens. However, you requested 3100 tokens"}}`
    alpha.behave({ type: 'status', status: 400, body: words })
    await run(summary())
    expect(alpha.received).toHaveLength(1)
    expect(await knownOf(first)).toMatchObject([{ contextTokens: 2_048, learnt: ['contextTokens'] }])
    alpha.behave(SUMMARY)
    expect((await run(summary())).path[1]).toMatchObject({ provider: 'alpha', outcome: 'skipped' })
    expect(alpha.received).toHaveLength(0)
  })

  test('a refused response_format is left away at once, for good, and no other provider is asked', async () => {
    await know(first, { json: true })
    const refusal = '{"error":{"message":"response_format is not supported"}}'
    alpha.behave({ type: 'status', status: 400, body: refusal }, KEYWORDS)
    expect(await run(keywords)).toMatchObject({ provider: 'alpha' })
    await run(keywords)
    expect(alpha.received.map(({ body }) => body.response_format?.type)).toEqual([
      'json_object',
      undefined,
      undefined,
    ])
    expect(await knownOf(first)).toMatchObject([{ json: false, learnt: ['json'] }])
    expect(beta.received).toHaveLength(0)
  })

  test.each([
    [
      'OpenAI and vLLM',
      "This model's maximum context length is 8192 tokens. However, you requested 9000",
      8_192,
    ],
    ['llama.cpp', '{"error":{"code":400,"message":"too long","n_prompt_tokens":9412,"n_ctx":4096}}', 4_096],
    ['llama.cpp in words', 'request (9412 tokens) exceeds the available context size (8192 tokens)', 8_192],
    ['others', 'The context window is only 16,384 tokens long', 16_384],
    ['nobody', 'Your text is too long', undefined],
    ['a page, beyond what was sent', 'the context length is 1000000', undefined],
    ['a page, below what any model takes', 'the context length is 100 tokens', undefined],
  ])('%s names the context in words of its own', (_, body, tokens) => {
    expect(namedContext(body, 10_000)).toBe(tokens)
  })
})

describe('what was found to work', () => {
  test('JSON is asked for by response_format only where the model keeps to it, and only for objects', async () => {
    alpha.behave(KEYWORDS)
    await run(keywords)
    await know(first, { json: true })
    await run(keywords)
    await know(first, { json: false })
    await run(keywords)
    const formats = alpha.received.map(({ body }) => body.response_format?.type)
    expect(formats).toEqual([undefined, 'json_object', undefined])
    await know(first, { json: true })
    alpha.behave(SUMMARY)
    await run(summary(SENTENCE.repeat(3)))
    expect(alpha.received[0]?.body.response_format).toBeUndefined()
  })

  test('a model that does not stream is not asked to', async () => {
    const shown: string[] = []
    const job = {
      ...{ id: owner.userId, attempt: 1, workspaceId: owner.workspaceId, userId: owner.userId },
      ...{ documentId: null, requestId: null, signal: new AbortController().signal, report: () => {} },
      show: () => {
        shown.push('words')
      },
    }
    const payload = { request: summary(SENTENCE.repeat(3)), insert: false, fresh: true }
    await processor.run(payload, job)
    await know(first, { streams: false })
    await processor.run(payload, job)
    expect(alpha.received.map(({ body }) => body.stream)).toEqual([true, false])
    expect(shown.length).toBeGreaterThan(0)
  })
})

test.each([
  ['English', SENTENCE],
  ['Chinese', '市议会同意在冬天到来之前修好旧桥。'],
  ['Russian', 'Совет согласился починить старый мост до наступления зимы. '],
])('of a text in %s, what is said to fit does fit', (_, sentence) => {
  const request = { kind: 'summarise', words: 100, text: sentence.repeat(2_000) } as const
  const room = charactersWithin(request, 4_096)
  expect(room).toBeGreaterThan(1_000)
  expect(room).toBeLessThan(request.text.length)
  expect(isTooLong({ ...request, text: request.text.slice(0, room) }, 4_096)).toBe(false)
})
