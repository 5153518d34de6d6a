import { describe, expect, test } from 'vitest'
import { CHINESE, ENDLESS, GIBBERISH, NEWS } from '#server/testing/sample-texts.ts'
import { splitText } from './split-text.ts'
import { textParts } from './text-parts.ts'

const TEXTS = {
  prose: NEWS.repeat(6),
  'one sentence without an end': ENDLESS,
  'no sense': GIBBERISH,
  'no spaces': 'x'.repeat(5_000),
  'no spaces, each character two units': '🪡'.repeat(2_500),
  'Chinese, where no spaces are': CHINESE.repeat(20),
}

describe.each(Object.entries(TEXTS))('of %s', (_, text) => {
  const parts = splitText(text, 1_000)

  test('the parts together are the text, and none is longer than the limit', () => {
    expect(parts.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
    for (const { start, end } of parts) {
      expect(end - start).toBeLessThanOrEqual(1_000)
      expect(end).toBeGreaterThan(start)
    }
  })

  test('no part begins inside a character, and no part but the last is shorter than looking back explains', () => {
    for (const { start, end } of parts.slice(0, -1)) {
      expect(end - start).toBeGreaterThanOrEqual(600)
      expect(text.charCodeAt(end) >= 0xdc00 && text.charCodeAt(end) <= 0xdfff).toBe(false)
    }
  })
})

test('a part ends before a heading rather than at a paragraph that is nearer to its limit', () => {
  const text = `${'a b. '.repeat(150)}\n\nHarbours\n\n${'c d. '.repeat(20)}\n\n${'e f. '.repeat(200)}`
  const at = text.indexOf('Harbours')
  expect(splitText(text, 1_000, [at])[0]?.end).toBe(at)
  expect(splitText(text, 1_000)[0]?.end).toBe(text.indexOf('e f.'))
})

test('a heading that is too far from the limit is no reason for a short part', () => {
  const text = `Early\n\n${'a b. '.repeat(400)}`
  expect(splitText(text, 1_000, [0, 3])[0]?.end).toBeGreaterThan(600)
})

test.each([
  ['an end of line', `${'a, b '.repeat(170)}\n${'c, d '.repeat(200)}`, '\n'],
  ['an end of sentence', `${'a, b '.repeat(170)}end. ${'c, d '.repeat(200)}`, 'end. '],
  ['a space', `${'ab '.repeat(500)}`, 'ab '],
])('without an empty line, a part ends after %s', (_, text, last) => {
  const [first] = splitText(text, 1_000)
  expect(text.slice(0, first?.end).endsWith(last)).toBe(true)
})

test('a text that fits is one part, and an empty one is none', () => {
  expect(splitText('short', 1_000)).toEqual([{ start: 0, end: 5 }])
  expect(splitText('x'.repeat(1_000), 1_000)).toHaveLength(1)
  expect(splitText('', 1_000)).toEqual([])
})

test('a part is known by the heading that it stands under, else by the first one in it, else by its first words', () => {
  const text = `${'before '.repeat(60)}\n\nOne\n\n${'first '.repeat(200)}\n\nTwo\n\n${'second '.repeat(60)}`
  const headings = [
    { at: text.indexOf('One'), text: 'One' },
    { at: text.indexOf('Two'), text: 'Two' },
  ]
  const named = textParts(text, 1_000, headings)
  expect(named.map(({ part, heading }) => [part, heading])).toEqual([
    [1, 'One'],
    [2, 'One'],
    [3, 'Two'],
  ])
  expect(named[0]?.begins).toBe('before before before before before before before before…')
  expect(textParts(text, 1_000).every(({ heading }) => heading === null)).toBe(true)
})

test('names of parts stay on one line and short, whatever the page holds', () => {
  const text = `a\n\n\tb ${'🪡'.repeat(40)}`
  const [part] = textParts(text, 1_000, [{ at: 0, text: `${'very '.repeat(60)}long` }])
  expect(part?.heading?.length).toBeLessThanOrEqual(121)
  expect(part?.begins).toMatch(/^a b…$/)
})
