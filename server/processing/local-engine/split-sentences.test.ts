import { expect, test } from 'vitest'
import { CHINESE, ENDLESS, GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { splitSentences } from './split-sentences.ts'

const texts = (text: string, language = 'en'): string[] =>
  splitSentences(text, language).map((sentence) => sentence.text)

test.each([
  ['headings', '# Warp\n## Weft\nA sentence.', ['Warp', 'Weft', 'A sentence.']],
  ['items', '- warp\n* weft\n• loom\n1. heddle\n2) reed', ['warp', 'weft', 'loom', 'heddle', 'reed']],
  [
    'lines wrapped by a mail program',
    'One sentence that\nis wrapped here.',
    ['One sentence that is wrapped here.'],
  ],
  ['an empty line', 'no end here\n\nanother', ['no end here', 'another']],
  ['Windows line ends', 'One.\r\n\r\nTwo.', ['One.', 'Two.']],
  ['line separators', 'no end\u2028\u2028other', ['no end', 'other']],
])('%s part a text as people read it', (_, text, expected) => {
  expect(texts(text)).toEqual(expected)
})

test('a sentence knows its paragraph, whether it opens it, and whether it is whole', () => {
  const sentences = splitSentences('# Title\n\nOne here. Two here.\n\n- item', 'en')
  expect(sentences.map(({ paragraph, opening, complete }) => [paragraph, opening, complete])).toEqual([
    [0, true, false],
    [1, true, true],
    [1, false, true],
    [2, true, false],
  ])
})

test.each(['…', '?', '!', '."', '.)', '。', '؟', '।'])('a sentence may end with %s', (end) => {
  expect(splitSentences(`Words stand here${end}`, 'und')[0]?.complete).toBe(true)
})

test('a long sentence is taken by its clauses, each whole in itself and none too short to say something', () => {
  const parts = splitSentences(ENDLESS, 'en')
  expect(parts.length).toBeGreaterThan(2)
  for (const { text, words, complete } of parts) {
    expect(text).toMatch(/^\p{Lu}/u)
    expect(complete).toBe(true)
    expect(words).toBeGreaterThanOrEqual(8)
  }
})

test.each([
  ['en', NEWS],
  ['de', GERMAN],
  ['zh', CHINESE],
])('in %s no word of a text is lost, and none comes twice', (language, text) => {
  const letters = (value: string): string => value.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase()
  expect(letters(texts(text, language).join(' '))).toBe(letters(text))
})

test.each([
  ['nothing', ''],
  ['spaces', ' \n \t \r\n '],
  ['marks', '... --- !!!'],
])('in %s there is no sentence', (_, text) => {
  expect(texts(text)).toEqual([])
})

test.each([
  ['words without an end', 'word '.repeat(20_000)],
  ['commas', 'a, '.repeat(20_000)],
  ['line breaks', '\n'.repeat(100_000)],
  ['hyphens', ' - '.repeat(30_000)],
])('a text of %s keeps nobody waiting', (_, text) => {
  const start = performance.now()
  splitSentences(text, 'und')
  expect(performance.now() - start).toBeLessThan(5_000)
})
