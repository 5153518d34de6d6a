import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { describe, expect, test } from 'vitest'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { countBetween, countText, readingMinutes, type TextCount } from './count-words.ts'

const schema = getSchema(documentExtensions())
const p = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const page = (...content: object[]) => schema.nodeFromJSON({ type: 'doc', content })

function count(doc: Node, from = 0, to = doc.content.size): TextCount {
  const counting = countBetween(doc, from, to, () => false)
  const { value, done } = counting.next()
  if (!done || !value) throw new Error('the count paused although it was not late')
  return value
}

describe('words and characters', () => {
  test.each([
    ['', 0, 0],
    ['one two, three.', 3, 15],
    ['don’t stop', 2, 10],
    ['3.14 and 1,000', 3, 14],
    ['naïve café', 2, 10],
    // An emoji of seven code points, and a letter with its accent apart, are one character each.
    ['👩‍👩‍👧‍👧 é', 1, 3],
    ['— … !', 0, 5],
  ])('%j has %i words and %i characters', (text, words, characters) => {
    expect(countText(text)).toEqual({ words, characters })
  })

  test('Chinese is divided into words although nothing stands between them', () => {
    const { words, characters } = countText('我们今天开会')
    expect(characters).toBe(6)
    expect(words).toBeGreaterThan(1)
    expect(words).toBeLessThan(6)
  })
})

test('a page counts the words of all its blocks, and not those of a pending result', () => {
  const doc = page(
    p('one two'),
    { type: 'bulletList', content: [{ type: 'listItem', content: [p('three')] }] },
    { type: 'jobResult', content: [p('a proposal of a machine')] },
    { type: 'codeBlock', content: [{ type: 'text', text: 'four five' }] },
  )
  expect(count(doc)).toEqual({ words: 5, characters: 7 + 5 + 9 })
})

test('words that a line break parts are two', () => {
  const broken = page({
    type: 'paragraph',
    content: [{ type: 'text', text: 'one' }, { type: 'hardBreak' }, { type: 'text', text: 'two' }],
  })
  expect(count(broken).words).toBe(2)
})

test('a selection counts what is in it alone', () => {
  const doc = page(p('one two three'), p('four five'))
  expect(count(doc, 5, 8)).toEqual({ words: 1, characters: 3 })
  expect(count(doc, 9, doc.content.size - 6)).toEqual({ words: 2, characters: 9 })
})

test('reading takes at least a minute where there is anything to read', () => {
  expect([0, 1, 238, 239, 2_380].map(readingMinutes)).toEqual([0, 1, 1, 2, 10])
})

test('a count that is late pauses after each block, and a second one of the same page hardly counts again', () => {
  const blocks = Array.from({ length: 2_500 }, (_, at) => p(`Größe ${at} ${'word '.repeat(20)}`))
  const doc = page(...blocks)
  let pauses = 0
  const counting = countBetween(doc, 0, doc.content.size, () => true)
  let step = counting.next()
  while (!step.done) {
    pauses++
    step = counting.next()
  }
  expect(pauses).toBe(2_500)
  expect(step.value).toMatchObject({ words: 2_500 * 22 })
  const started = performance.now()
  expect(count(doc)).toEqual(step.value)
  expect(performance.now() - started).toBeLessThan(100)
})
