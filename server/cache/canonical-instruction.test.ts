import { expect, test } from 'vitest'
import { type CacheQuestion, cacheKey } from './cache-key.ts'
import { canonicalInstruction } from './canonical-instruction.ts'

test.each([
  ['Focus on the costs', 'Please focus on costs.'],
  ['Focus on the costs', 'could you please FOCUS on the cost, thanks!'],
  ['Focus on the costs', 'Hi, I would like you to focus on the costs. Thank you!'],
  ['Use the words of the author', 'Use words of the author’s'],
  ["Don't mention names", 'Do not mention the names'],
  ['Keep all of the numbers', 'keep  all of the  numbers'],
])('%j and %j ask the same', (one, other) => {
  expect(canonicalInstruction(one)).toBe(canonicalInstruction(other))
})

test.each([
  ['Mention the names', 'Do not mention the names'],
  ['Mention the names', 'Never mention the names'],
  ['Say who pays whom', 'Say whom who pays'],
  ['Say why it failed', 'Say how it failed'],
  ['Compare A with B in C', 'Compare C with B in A'],
  ['From English to French', 'From French to English'],
  ['Give 3 points', 'Give 4 points'],
  ['Use 1.5 pages', 'Use 15 pages'],
  ['Values below -5', 'Values below 5'],
  ['Costs above 5 %', 'Costs above 5'],
  ['Write more about costs', 'Write less about costs'],
  ['Write like a pirate', 'Write to a pirate'],
  ['Costs before taxes', 'Costs after taxes'],
])('%j and %j differ', (one, other) => {
  expect(canonicalInstruction(one)).not.toBe(canonicalInstruction(other))
})

const question: CacheQuestion = {
  workspaceId: 'w1',
  kind: 'summarise',
  parameters: { words: 80, prompts: 1 },
  modelFamily: 'm',
  documentHash: 'abc',
  instruction: 'Focus on the costs',
}

test('the key ignores the order in which parameters are named, and the wording of the instruction', () => {
  expect(
    cacheKey({ ...question, parameters: { prompts: 1, words: 80 }, instruction: 'Please focus on costs' }),
  ).toBe(cacheKey(question))
})

test.each<Partial<CacheQuestion>>([
  { workspaceId: 'w2' },
  { kind: 'keywords' },
  { parameters: { words: 81, prompts: 1 } },
  { modelFamily: 'n' },
  { documentHash: 'abd' },
  { instruction: undefined },
])('any other difference is another key: %j', (change) => {
  expect(cacheKey({ ...question, ...change })).not.toBe(cacheKey(question))
})
