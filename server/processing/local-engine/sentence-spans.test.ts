import { expect, test } from 'vitest'
import { CHINESE, GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { sentenceSpans } from './sentence-spans.ts'

const texts = (text: string): string[] => sentenceSpans(text).map((span) => span.text)

test('a span is exactly what stands between its places, in order and without overlap', () => {
  for (const text of [NEWS, GERMAN, CHINESE, `  leading.  And\r\nmore \n\n\n- item\n`]) {
    let last = 0
    for (const span of sentenceSpans(text)) {
      expect(text.slice(span.start, span.end)).toBe(span.text)
      expect(span.start).toBeGreaterThanOrEqual(last)
      last = span.end
    }
  }
})

test('abbreviations and initials end no sentence', () => {
  expect(texts('Dr. Smith met J. Doe vs. the U.S. team, e.g. in May. They left.')).toEqual([
    'Dr. Smith met J. Doe vs. the U.S. team, e.g. in May.',
    'They left.',
  ])
  expect(texts('Das gilt z. B. für Busse. Und für Räder.')).toHaveLength(2)
})

test('text wrapped in lines stays whole; headings, items and paragraphs do not run together', () => {
  expect(texts('This line is wrapped\nin its middle. Then it ends.')).toEqual([
    'This line is wrapped\nin its middle.',
    'Then it ends.',
  ])
  expect(texts('# A heading\nText below it\n\nAnother paragraph')).toEqual([
    '# A heading',
    'Text below it',
    'Another paragraph',
  ])
  expect(texts('Bring:\n- bread\n- tea')).toEqual(['Bring:', '- bread', '- tea'])
})

test('marks without a word are no sentence', () => {
  expect(texts('... !!! — \n\n ***')).toEqual([])
  expect(texts('')).toEqual([])
})
