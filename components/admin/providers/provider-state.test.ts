import { expect, test } from 'vitest'
import { sampleProvider } from '#server/testing/screens/sample-provider.ts'
import { addressFor } from './provider-presets.ts'
import { abilityWords, kindsWords, movedOrder, stateOf } from './provider-state.ts'

test.each([
  [{}, 'In use'],
  [{ enabled: false }, 'Switched off'],
  [{ shadowed: true, enabled: false }, 'Name taken by the environment'],
  [{ key: { state: 'lost', hint: '…cdef' } as const }, 'Key to be entered again'],
  [{ breaker: { state: 'open', lastError: null } as const }, 'Resting'],
  [{ breaker: { state: 'half-open', lastError: null } as const }, 'Being tried'],
])('a provider with %j is %s', (changes, word) => {
  expect(stateOf(sampleProvider(changes)).word).toBe(word)
})

test('kinds with a model of their own, and those that are not asked for, are told in one line', () => {
  expect(kindsWords({ models: {} })).toBeNull()
  expect(kindsWords({ models: { translate: 'big', explain: 'big', sentiment: null } })).toBe(
    'translate by big, explain by big; not asked for sentiment',
  )
})

test('what is known of a model is told in one line, with what a job met marked, and an owner’s word before it', () => {
  const known = { contextTokens: 8_192, streams: true, json: false, thinks: null, learnt: [] }
  expect(abilityWords(known, null)).toBe('Takes 8,192 tokens at once, streams, does not keep to JSON')
  expect(abilityWords({ ...known, streams: null, learnt: ['contextTokens'] }, null)).toBe(
    'Takes 8,192 tokens at once (as a job met it), does not keep to JSON',
  )
  expect(abilityWords({ ...known, thinks: true, learnt: ['thinks'] }, null)).toMatch(
    /, thinks before it answers \(as a job met it\)$/,
  )
  expect(abilityWords(known, 16_384)).toMatch(/^Takes 16,384 tokens at once by your word, streams/)
  expect(
    abilityWords({ contextTokens: null, streams: null, json: null, thinks: null, learnt: [] }, null),
  ).toBeNull()
})

const entered = (id: string) => sampleProvider({ id, name: id })
const house = sampleProvider({ id: null, name: 'house' })
const barn = sampleProvider({ id: null, name: 'barn' })

test('one is moved past the block of the environment as past one', () => {
  const list = [entered('a'), house, barn, entered('b')]
  expect(movedOrder(list, 'a', 1)).toEqual(['environment', 'a', 'b'])
  expect(movedOrder(list, 'b', -1)).toEqual(['a', 'b', 'environment'])
  expect([movedOrder(list, 'a', -1), movedOrder(list, 'b', 1)]).toEqual([undefined, undefined])
})

test('without an environment the order is that of the others, whole as the server wants it', () => {
  expect(movedOrder([entered('a'), entered('b')], 'b', -1)).toEqual(['environment', 'b', 'a'])
  expect(movedOrder([entered('a')], 'a', 1)).toBeUndefined()
  expect(movedOrder([entered('a')], 'gone', 1)).toBeUndefined()
})

test('a preset brings its address along, and never takes one of one’s own away', () => {
  expect(addressFor('ollama', '')).toBe('http://127.0.0.1:11434/v1')
  expect(addressFor('vllm', 'http://127.0.0.1:11434/v1')).toBe('http://127.0.0.1:8000/v1')
  expect(addressFor('openai', 'http://127.0.0.1:8000/v1')).toBe('')
  expect(addressFor('llama-cpp', 'https://models.example/v1')).toBe('https://models.example/v1')
})
