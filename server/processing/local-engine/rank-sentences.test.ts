import { expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { contentStems, rankSentences, similarity, termVectors } from './rank-sentences.ts'

const rank = (sentences: readonly string[]): number[] => rankSentences(termVectors(sentences, 'en'))

test('words that carry no meaning are no terms; numbers and single characters of Chinese are', () => {
  expect(contentStems('The loom and the 7 weavers of it', 'en')).toEqual(['loom', '7', 'weaver'])
  expect(contentStems('and the of', 'en')).toEqual([])
  expect(contentStems('车', 'zh')).toEqual(['车'])
})

test('vectors have the length 1, and forms of one word are the same', () => {
  const [one, two, none] = termVectors(['weaving looms', 'the loom weaves', 'of the'], 'en')
  if (!one || !two || !none) throw new Error('no vectors')
  expect(similarity(one, one)).toBeCloseTo(1)
  expect(similarity(one, two)).toBeCloseTo(1)
  expect(none.size).toBe(0)
})

test('likeness is mutual, between 0 and 1, and nothing is like what shares no word with it', () => {
  const random = seededRandom(3)
  const vocabulary = ['loom', 'warp', 'weft', 'heddle', 'reed', 'shuttle', 'yarn', 'wool']
  const sentences = Array.from({ length: 40 }, () => vocabulary.filter(() => random() < 0.35).join(' '))
  const vectors = termVectors(sentences, 'en')
  for (const a of vectors)
    for (const b of vectors) {
      const value = similarity(a, b)
      expect(value).toBeCloseTo(similarity(b, a), 10)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(1 + 1e-9)
      if (![...a.keys()].some((stem) => b.has(stem))) expect(value).toBe(0)
    }
})

test('the sentence that the others have most in common with is the most central', () => {
  const ranks = rank([
    'The harbour has a ferry.',
    'The ferry leaves the harbour with wool and yarn.',
    'Wool and yarn come by ship.',
    'Cats sleep all day.',
  ])
  expect(ranks.indexOf(Math.max(...ranks))).toBe(1)
  expect(Math.min(...ranks)).toBe(ranks[3])
})

test('ranks do not depend on the order of the sentences', () => {
  const sentences = ['Warp and weft.', 'Weft and loom.', 'Loom and warp and reed.', 'Reed alone.']
  const ranks = rank(sentences)
  const turned = rank(sentences.toReversed()).toReversed()
  for (const [index, value] of ranks.entries()) expect(turned[index]).toBeCloseTo(value, 4)
})

test('the most central has 1, sentences that share nothing are equals, and nothing has no ranks', () => {
  expect(Math.max(...rank(['Warp and weft.', 'Weft alone.']))).toBe(1)
  expect(rank(['Cats sleep.', 'Dogs bark.', 'Ships sail.'])).toEqual([1, 1, 1])
  expect(rank(['of the', 'and'])).toEqual([1, 1])
  expect(rank([])).toEqual([])
})
