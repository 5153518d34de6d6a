import { expect, test } from 'vitest'
import { finishedEntries } from './finished-entries.ts'

const ANSWER =
  'Here: {"items":[{"task":"Say \\"]}\\" aloud","owner":null,"n":[1,[2]]},{"task":"Two","tags":["a","b"]}],"more":1}'

test('of an answer in any number of letters, the entries that are finished can be read, and none is half there', () => {
  const whole: { items: unknown[] } = JSON.parse(ANSWER.slice(6))
  const counts = new Set<number>()
  for (let length = 0; length <= ANSWER.length; length += 1) {
    const text = finishedEntries(ANSWER.slice(0, length))
    if (text === undefined) continue
    const { items }: { items: unknown[] } = JSON.parse(text)
    expect(items).toEqual(whole.items.slice(0, items.length))
    counts.add(items.length)
  }
  expect([...counts]).toEqual([1, 2])
  expect(finishedEntries(ANSWER)).toBe(ANSWER.slice(6))
})

test.each([
  ['words without JSON', 'I think that'],
  ['a list without an entry', '{"items":['],
  ['half an entry', '{"items":[{"task":"One'],
  ['brackets that close nothing', ']]}}'],
])('of %s there is nothing to read', (_, answer) => {
  expect(finishedEntries(answer)).toBeUndefined()
})

test('entries that are words, and a list by itself, are read too', () => {
  expect(finishedEntries('["one","tw')).toBe('["one"]')
  expect(finishedEntries('```json\n{"keywords":["one","two"')).toBe('{"keywords":["one","two"]}')
})

test('takes time in proportion to the answer', () => {
  const start = performance.now()
  for (const answer of ['['.repeat(300_000), '[{"a":1},'.repeat(50_000), `["${'\\"'.repeat(200_000)}`])
    finishedEntries(answer)
  expect(performance.now() - start).toBeLessThan(3_000)
})
