import { expect, test } from 'vitest'
import { CreateProvider } from '#server/contracts/providers.ts'
import { sampleProvider } from '#server/testing/screens/sample-provider.ts'
import { bodyOf, extrasOf, fieldsOf, modelsInUse, ProviderFields, priceFault } from './form-values.ts'

const typed = (changes: object = {}) =>
  ProviderFields.parse({
    ...{ ...fieldsOf(null), name: 'own', baseUrl: 'http://127.0.0.1:11434/v1/', model: 'small' },
    ...changes,
  })

test('what is typed for a new provider is what the server takes, with nothing made up', () => {
  const body = bodyOf(typed(), { ...extrasOf(null), preset: 'ollama' }, true)
  expect(body).toEqual({
    ...{ name: 'own', baseUrl: 'http://127.0.0.1:11434/v1', model: 'small', preset: 'ollama' },
    ...{ models: {}, prices: {}, partCharacters: null, contextTokens: null, currency: 'USD' },
    embeddingModel: null,
  })
  expect(CreateProvider.parse(body)).toMatchObject({ apiKey: null, enabled: true })
})

test('a saved provider comes back from its form as it was, and its key stays where it is', () => {
  const provider = sampleProvider({
    ...{
      models: { translate: 'big', sentiment: null },
      partCharacters: 5_000,
      contextTokens: 16_384,
      currency: 'EUR',
    },
    embeddingModel: 'bge-m3',
    prices: { 'qwen3:8b': { input: 0, output: 0 }, big: { input: 150_000, output: 600_000 } },
  })
  const body = bodyOf(ProviderFields.parse(fieldsOf(provider)), extrasOf(provider), false)
  const { models, partCharacters, contextTokens, currency, prices, baseUrl, model, preset, embeddingModel } =
    provider
  expect(body).toEqual({
    ...{ models, partCharacters, contextTokens, currency, prices, baseUrl, model, preset, embeddingModel },
  })
})

test('a key is sent where one was typed, and taken away only by will', () => {
  expect(bodyOf(typed({ apiKey: ' sk-1 ' }), extrasOf(null), false)).toHaveProperty('apiKey', 'sk-1')
  const withoutKey = { ...extrasOf(null), withoutKey: true }
  expect(bodyOf(typed(), withoutKey, false)).toHaveProperty('apiKey', null)
  expect(bodyOf(typed({ apiKey: 'sk-2' }), withoutKey, false)).toHaveProperty('apiKey', 'sk-2')
})

test('an exception without a model is none, and prices of models that are not in use go', () => {
  const extras = {
    ...extrasOf(null),
    exceptions: [
      { kind: 'translate' as const, model: ' big ' },
      { kind: 'explain' as const, model: '  ' },
      { kind: 'sentiment' as const, model: null },
    ],
    prices: {
      small: { input: '0.15', output: '0,6', minute: '' },
      gone: { input: '1', output: '1', minute: '' },
    },
  }
  expect(modelsInUse('small', extras.exceptions).map(({ model }) => model)).toEqual(['small', 'big'])
  expect(bodyOf(typed(), extras, true)).toMatchObject({
    models: { translate: 'big', sentiment: null },
    prices: { small: { input: 150_000, output: 600_000 } },
  })
})

test('a model that only transcribes has a price for a minute and none for tokens', () => {
  const exceptions = [
    { kind: 'transcribe' as const, model: 'whisper' },
    { kind: 'translate' as const, model: 'big' },
  ]
  expect(modelsInUse('small', exceptions)).toEqual([
    { model: 'small', asks: true, transcribes: false },
    { model: 'big', asks: true, transcribes: false },
    { model: 'whisper', asks: false, transcribes: true },
  ])
  const prices = {
    small: { input: '1', output: '2', minute: '9' },
    whisper: { input: '', output: '', minute: '0.006' },
  }
  const extras = { ...extrasOf(null), exceptions, prices }
  expect(bodyOf(typed(), extras, true)?.prices).toEqual({
    small: { input: 1_000_000, output: 2_000_000 },
    whisper: { input: 0, output: 0, minute: 6_000 },
  })
  const cheap = { ...prices, whisper: { ...prices.whisper, minute: 'cheap' } }
  expect(bodyOf(typed(), { ...extras, prices: cheap }, true)).toBeUndefined()
})

test('one that answers and transcribes has both prices, and each comes back as it was', () => {
  const prices = { small: { input: 0, output: 0, minute: 6_000 } }
  const extras = extrasOf(sampleProvider({ prices, models: { transcribe: 'small' } }))
  expect(extras.prices.small).toEqual({ input: '0', output: '0', minute: '0.006' })
  expect(bodyOf(typed(), extras, false)?.prices).toEqual(prices)
  const unpriced = { ...extras, prices: { small: { input: '', output: '', minute: '' } } }
  expect(bodyOf(typed(), unpriced, false)?.prices).toEqual({})
})

test('half a price, and words for one, are faults; both empty is an unknown price', () => {
  expect(priceFault({ input: '1', output: '', minute: '' })).toBe('Enter both, or neither')
  expect(priceFault({ input: 'cheap', output: '1', minute: '' })).toMatch(/^Enter prices like/)
  expect([priceFault(undefined), priceFault({ input: '', output: ' ', minute: '' })]).toEqual([
    undefined,
    undefined,
  ])
  const prices = { small: { input: '1', output: '', minute: '' } }
  expect(bodyOf(typed(), { ...extrasOf(null), prices }, true)).toBeUndefined()
})

test.each([
  ['name', 'My server'],
  ['baseUrl', 'ollama'],
  ['model', ' '],
  ['apiKey', 'two words'],
  ['partCharacters', '12'],
  ['partCharacters', '1.5'],
  ['contextTokens', '512'],
  ['contextTokens', '8k'],
  ['currency', 'dollar'],
])('%s is not %j', (name, value) => {
  const read = ProviderFields.safeParse({ ...fieldsOf(sampleProvider()), [name]: value })
  expect(read.error?.issues.map(({ path }) => path[0])).toEqual([name])
})
