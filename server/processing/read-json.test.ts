import { expect, test } from 'vitest'
import { readJson } from './read-json.ts'

test.each([
  ['bare', '{"a":1}', { a: 1 }],
  ['a list', '[1,2]', [1, 2]],
  ['a list of objects', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
  ['fenced', '```json\n{"a":1}\n```', { a: 1 }],
  ['words around it', 'Here you are:\n{"a":[1]}\nI hope that helps.', { a: [1] }],
  ['a bracket in the words before it', 'As in [1], {"a":1}', { a: 1 }],
  ['braces in the words before it', 'The set {x, y} gives {"a":1}', { a: 1 }],
  ['thoughts before it', '<think>maybe {"a":0}? no</think>{"a":1}', { a: 1 }],
  ['brackets inside of strings', '{"a":"]}["}', { a: ']}[' }],
  ['other scripts and emoji', '{"词":"🧵"}', { 词: '🧵' }],
] as const)('JSON is found in an answer that is %s', (_, answer, value) => {
  expect(readJson(answer)).toEqual(value)
})

test.each([
  ['nothing', ''],
  ['prose', 'I cannot say.'],
  ['cut off in the middle', '{"a":{"b":[1,'],
  ['a number', '42'],
  ['brackets the wrong way round', '} ]['],
  ['a trailing comma', '{"a":1,}'],
  ['single quotes', "{'a':1}"],
])('there is no JSON in an answer that is %s', (_, answer) => {
  expect(readJson(answer)).toBeUndefined()
})

test.each([
  ['opening braces', '{'.repeat(1_000_000)],
  ['opening lists', '['.repeat(1_000_000)],
  ['openings and one end', `${'{'.repeat(1_000_000)}}`],
  ['empty lists', '[] '.repeat(300_000)],
  ['both kinds', '{['.repeat(500_000)],
])('a megabyte of %s keeps nobody waiting', (_, answer) => {
  const start = performance.now()
  readJson(answer)
  // A pattern that looks for the end from each beginning takes minutes here.
  expect(performance.now() - start).toBeLessThan(2_000)
})
