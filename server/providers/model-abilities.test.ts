import { afterAll, beforeEach, expect, test } from 'vitest'
import { CheckProvider, type CheckResult } from '#server/contracts/providers.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { checkProvider } from './check-provider.ts'
import { listProviders } from './list-providers.ts'
import { knownAbilities, learnAbility } from './model-abilities.ts'

const model = await startFakeModelServer()
const KEY = 'sk-canary-0123456789abcdef'
const house = { name: 'house', baseUrl: model.url, model: 'small', apiKey: KEY }
const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify([house]) })
const owner = await createPerson(ctx)
afterAll(() => model.close())
beforeEach(async () => {
  await ctx.db.prisma.modelAbility.deleteMany()
  model.offer(['small'])
  model.tell({})
  model.behave({ type: 'answer', text: 'yes' }, { type: 'plain', text: '{"ok": true}' })
})

const check = (): Promise<CheckResult> =>
  checkProvider(ctx, owner.actor, CheckProvider.parse({ provider: 'house' }))
const contextOf = async () => (await check()).findings.find(({ step }) => step === 'context')
const known = async () => (await knownAbilities(ctx, [house]))('house')

test('vLLM tells the context in its list of models, and is asked for nothing beside it', async () => {
  model.offer([{ id: 'small', max_model_len: 16_384 }])
  expect((await contextOf())?.words).toBe('It takes 16,384 tokens, question and answer together.')
  expect(model.looked).toEqual([])
})

test('llama.cpp tells that of a slot in /props, at the root of its address and with the key', async () => {
  model.tell({ '/props': { default_generation_settings: { n_ctx: 4_096 }, total_slots: 4 } })
  expect(await contextOf()).toMatchObject({ outcome: 'ok', words: expect.stringContaining('4,096 tokens') })
  expect(model.looked).toEqual([{ path: '/props', authorization: `Bearer ${KEY}` }])
})

const SHOWN = {
  parameters: 'stop "<|im_end|>"\nnum_ctx    8192',
  model_info: { 'qwen3.context_length': 40_960 },
}
test.each([
  ['what a loaded model was given', SHOWN, [{ name: 'small:latest', context_length: 5_000 }], 'ok', '5,000'],
  ['what its model file says', SHOWN, [{ name: 'other:latest', context_length: 9_000 }], 'ok', '8,192'],
  ['no more than the limit of the model', { ...SHOWN, parameters: '' }, [], 'unknown', 'could take 40,960'],
] as const)('Ollama tells %s', async (_, shown, models, outcome, words) => {
  model.tell({ '/api/show': shown, '/api/ps': { models } })
  expect(await contextOf()).toMatchObject({ outcome, words: expect.stringContaining(words) })
})

test.each([
  ['nothing of the kind', {}],
  ['a page for people', { '/props': '<html>' }],
  ['figures that cannot be', { '/props': { default_generation_settings: { n_ctx: -1 } } }],
])('of a server that tells %s the context is unknown, and it works all the same', async (_, facts) => {
  model.tell(facts)
  const result = await check()
  expect(result.works).toBe(true)
  expect(result.abilities).toEqual([
    { model: 'small', contextTokens: null, streams: true, json: true, thinks: null },
  ])
})

test('what a test found is kept for the model at its address, is shown, and gives way to the next test', async () => {
  model.offer([{ id: 'small', max_model_len: 16_384 }])
  const { checkedAt } = await check()
  const found = { model: 'small', contextTokens: 16_384, streams: true, json: true, thinks: null }
  expect(await known()).toEqual([{ ...found, learnt: [], foundAt: checkedAt }])
  const { providers } = await listProviders(ctx, owner.actor)
  expect(providers[0]?.abilities).toEqual(await known())
  expect((await knownAbilities(ctx, [{ ...house, baseUrl: 'https://192.0.43.9/v1' }]))('house')).toEqual([])
  model.offer([{ id: 'small', max_model_len: 32_768 }])
  model.behave({ type: 'plain', text: 'yes' }, { type: 'status', status: 400 })
  await check()
  expect(await known()).toMatchObject([{ contextTokens: 32_768, streams: false, json: false }])
})

test.each([
  ['a field of their own', { text: 'yes', thoughts: { reasoning_content: 'hm' } }],
  ['the other such field', { text: 'yes', thoughts: { reasoning: 'hm' } }],
  ['marks before its words', { text: '<think>hm</think>yes' }],
])('a test sees that a model thinks by %s, and says what that means', async (_, said) => {
  model.behave({ type: 'answer', ...said }, { type: 'plain', text: '<think>hm</think>{"ok": true}' })
  const { works, findings } = await check()
  expect(works).toBe(true)
  expect(findings.find(({ step }) => step === 'model')?.words).toMatch(
    /thinks first.* switch its thinking off/,
  )
  expect(await known()).toMatchObject([{ thinks: true, json: true, learnt: [] }])
})

test('what jobs learn only ever takes away, in whatever order they end, until a test says otherwise', async () => {
  model.offer([{ id: 'small', max_model_len: 16_384 }])
  await check()
  const learn = (learnt: Parameters<typeof learnAbility>[3]) => learnAbility(ctx, house, 'small', learnt)
  await Promise.all([
    learn({ contextTokens: 4_096 }),
    learn({ contextTokens: 8_192 }),
    learn({ json: false }),
    learn({ thinks: true }),
  ])
  await learn({ contextTokens: 20_000 })
  expect(await known()).toMatchObject([{ contextTokens: 4_096, streams: true, json: false, thinks: true }])
  expect((await known())[0]?.learnt.toSorted()).toEqual(['contextTokens', 'json', 'thinks'])
  await check()
  expect(await known()).toMatchObject([{ contextTokens: 16_384, json: true, thinks: null, learnt: [] }])
})

test('what was learnt at another address counts for nothing once something is learnt at this one', async () => {
  await learnAbility(ctx, { ...house, baseUrl: 'https://192.0.43.9/v1' }, 'small', { contextTokens: 1_024 })
  expect(await known()).toEqual([])
  await learnAbility(ctx, house, 'small', { streams: false })
  expect(await known()).toMatchObject([{ contextTokens: null, streams: false, learnt: ['streams'] }])
})
