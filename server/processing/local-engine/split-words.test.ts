import { expect, test } from 'vitest'
import { countWords, splitWords, wordSpace } from './split-words.ts'

const words = (text: string, language: string): string[] =>
  splitWords(text, language).map(({ text: one }) => one)

test.each([
  [
    'en',
    'The loom’s warp, and 3.5 weft-threads.',
    ['The', 'loom’s', 'warp', 'and', '3.5', 'weft', 'threads'],
  ],
  ['fr', "L'école est à 9 h.", ["L'école", 'est', 'à', '9', 'h']],
  ['zh', '交通计划', ['交通', '计划']],
  ['und', 'plain words', ['plain', 'words']],
  ['xx', 'an unheard-of language', ['an', 'unheard', 'of', 'language']],
  ['en', '', []],
  ['en', ' — … !?', []],
  ['en', '🧵 🪡', []],
])('in %s “%s” has its words', (language, text, expected) => {
  expect(words(text, language)).toEqual(expected)
  expect(countWords(text, language)).toBe(expected.length)
})

test.each([
  ['STRASSE', 'strasse'],
  ['Éa', 'éa'],
  ['ﬁne', 'fine'],
  ['Ｗｅｆｔ', 'weft'],
  ['it’s', "it's"],
])('%s and its other forms are one word: %s', (text, folded) => {
  expect(splitWords(text, 'en')[0]?.folded).toBe(folded)
})

test('each word is what stands between its places', () => {
  const text = '🧵 Der „Webstuhl“ – zwei\n\nFäden,  漢字 und e\u0301te\u0301.'
  for (const { text: word, start, end } of splitWords(text, 'de')) expect(text.slice(start, end)).toBe(word)
})

test('languages without spaces have none between words', () => {
  expect(['zh', 'ja', 'th', 'en', 'ko', 'und'].map(wordSpace)).toEqual(['', '', '', ' ', ' ', ' '])
})
