import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { MODEL_KINDS } from '#server/contracts/text-kinds.ts'
import { createEgress } from '#server/platform/egress/egress.ts'
import { keepAbilities, knownAbilities } from '#server/providers/model-abilities.ts'
import { createPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { KIND_ANSWERS } from '#server/testing/kind-answers.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { runRequests } from '#server/testing/run-requests.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { isTooLong } from './context-room.ts'
import { createOpenAICompatibleProvider } from './openai-compatible-provider.ts'
import { createProcessor } from './process-task.ts'
import type { TextRequest } from './provider.ts'

const alpha = await startFakeModelServer()
const beta = await startFakeModelServer()
const first = { name: 'alpha', baseUrl: alpha.url, model: 'thinker' }
const second = { name: 'beta', baseUrl: beta.url, model: 'plain' }
await loadLanguageModels()
const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify([first, second]) })
const owner = await createPerson(ctx)
const processor = createProcessor(ctx)
const run = runRequests(processor, owner)
const egress = createEgress({ listed: [] })
afterAll(async () => {
  await processor.close()
  await egress.close()
  await alpha.close()
  await beta.close()
})
beforeEach(async () => {
  await forgetAnswers(ctx)
  await ctx.db.prisma.modelAbility.deleteMany()
  beta.behave({ type: 'answer', text: NEWS_SUMMARY })
})

const THOUGHTS =
  'Okay, so the mayor said that the station closes. What matters most? The costs, I think, and the jobs. Let me count the words of that.'
const summary = { kind: 'summarise', words: 60, source: { type: 'text', text: NEWS } } as const
/** Thinks for about 300 tokens before its answer, told apart or in marks, within what it may write. */
const thinker =
  (apart: boolean) =>
  (words: string): Behaviour => {
    const { max_tokens: most } = JSON.parse(words) as { max_tokens: number }
    const room = most >= 600
    if (apart)
      return {
        type: 'answer',
        text: room ? NEWS_SUMMARY : '',
        finish: room ? 'stop' : 'length',
        thoughts: { reasoning_content: THOUGHTS },
      }
    const text = `<think>\n${THOUGHTS}${room ? `\n</think>\n\n${NEWS_SUMMARY}` : ''}`
    return { type: 'answer', text, finish: room ? 'stop' : 'length' }
  }
const known = async () => (await knownAbilities(ctx, [first]))('alpha')
const asked = (server: typeof alpha) => server.received.map(({ body }) => body.max_tokens ?? 0)

test.each([
  ['told apart', true],
  ['in marks', false],
])(
  'a model whose thoughts (%s) take all of its answer is asked again with room, and has it from then on',
  async (_, apart) => {
    alpha.respond(thinker(apart))
    const answer = await run(summary)
    expect(answer).toMatchObject({ provider: 'alpha', result: { kind: 'summarise', text: NEWS_SUMMARY } })
    expect(answer.path[1]).toMatchObject({ provider: 'alpha', outcome: 'answered', attempts: 2 })
    expect(asked(alpha)[1]).toBeGreaterThan((asked(alpha)[0] ?? 0) + 2_000)
    expect(await known()).toMatchObject([{ thinks: true, learnt: ['thinks'] }])
    alpha.respond(thinker(apart))
    expect((await run(summary)).path[1]).toMatchObject({ provider: 'alpha', attempts: 1 })
  },
)

test('one that thinks to the end of that room too leaves the question to the next, and its breaker as it is', async () => {
  alpha.behave({ type: 'answer', text: `<think>${THOUGHTS}`, finish: 'length' })
  for (let job = 0; job < 6; job += 1) {
    const { provider, path } = await run(summary)
    expect(provider).toBe('beta')
    expect(path[1]).toMatchObject({ provider: 'alpha', outcome: 'failed', fault: 'only-thoughts' })
    expect(path[1]?.reason).toMatch(/spent its answer on thinking, though it had room/)
  }
})

test('people see of a model that thinks just the words that the result has in the end', async () => {
  const text = `<think>\n${THOUGHTS}\n</think>\n\n${NEWS_SUMMARY}`
  alpha.behave({ type: 'answer', text })
  const shown: string[] = []
  const { result } = await run(summary, {
    show: ({ blocks }) => {
      const now = blocks()
      if (now) shown.push(JSON.stringify(now))
    },
  })
  expect(result).toMatchObject({ text: NEWS_SUMMARY })
  expect(shown.length).toBeGreaterThan(10)
  expect(shown.filter((words) => /mayor said|Let me count/.test(words))).toEqual([])
})

describe('for every kind that a model answers', () => {
  const OPTIONS: Record<string, object> = {
    ...{ summarise: { words: 60 }, keywords: { count: 3 }, entities: { types: ['person'] } },
    ...{ classify: { labels: ['Energy', 'Sport'], several: false }, shorter: { percent: 60 } },
    extract: { fields: [{ name: 'Cost', type: 'number', required: false, several: false }] },
    ask: { question: 'What do they cost?', pages: [] },
    ...{ longer: { percent: 150 }, 'change-tone': { tone: 'plain' }, translate: { language: 'en' } },
  }
  const signal = new AbortController().signal
  const fresh = () => createOpenAICompatibleProvider(first, egress)

  test.each(MODEL_KINDS)('%s is the same with thoughts before it', async (kind) => {
    const [said] = KIND_ANSWERS[kind]
    const text = typeof said === 'string' ? said : JSON.stringify(said)
    const request = { kind, text: NEWS, ...OPTIONS[kind] } as TextRequest
    alpha.behave({ type: 'answer', text })
    const { result } = await fresh().answer(request, { signal })
    // Thoughts hold what looks like an answer: a list, a fence, a sentence of the text.
    const thoughts = `Maybe {"labels":[{"label":"Sport"}]}? Or [1]? \`\`\`json\n[]\n\`\`\` ${THOUGHTS}`
    for (const before of [`<think>${thoughts}</think>\n\n`, `${thoughts}\n</think>\n\n`]) {
      alpha.behave({ type: 'answer', text: before + text })
      expect((await fresh().answer(request, { signal })).result).toEqual(result)
    }
    alpha.behave({ type: 'answer', text: `<think>${thoughts}`, finish: 'length' })
    const fault = { action: 'retry', fault: 'only-thoughts', countsAgainstProvider: false }
    await expect(fresh().answer(request, { signal })).rejects.toMatchObject(fault)
  })

  test('what is asked to be mended is quoted without the thoughts', async () => {
    const [said] = KIND_ANSWERS.extract
    const request = { kind: 'extract', text: NEWS, ...OPTIONS.extract } as TextRequest
    alpha.behave(
      { type: 'answer', text: `<think>${THOUGHTS}</think>There is nothing to read.` },
      { type: 'answer', text: `<think>Hm.</think>${JSON.stringify(said)}` },
    )
    await fresh().answer(request, { signal })
    expect(JSON.stringify(alpha.received[1]?.body.messages)).not.toContain('the mayor said')
  })
})

test('a model that is known to think has room for that beside question and answer in a known context', async () => {
  const contextTokens = 4_096
  const thinking = { streams: true, json: true, thinks: true, model: 'thinker', contextTokens }
  await ctx.db.prisma.$transaction((tx) => keepAbilities(tx, first, [thinking], new Date()))
  const able = { contextTokens, thinks: true }
  const left = createOpenAICompatibleProvider(first, egress, { abilities: able }).contextTokens() ?? 0
  expect(left).toBe(2_048)
  const text = NEWS.repeat(4)
  const request = { kind: 'summarise', words: 60, text } as const
  expect([isTooLong(request, contextTokens), isTooLong(request, left)]).toEqual([false, true])
  const answer = await run({ ...summary, source: { type: 'text', text } })
  expect(answer).toMatchObject({ provider: 'beta' })
  expect(answer.path[1]).toMatchObject({ provider: 'alpha', outcome: 'skipped', fault: 'too-long' })
})
