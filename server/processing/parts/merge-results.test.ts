import { expect, test } from 'vitest'
import { ENTITIES_MAX } from '#server/contracts/text-kinds.ts'
import { mergeResults, type PartResult } from './merge-results.ts'

const first = { start: 0, end: 100 }
const second = { start: 100, end: 400 }

test('summaries follow one another, their sentences are counted together', () => {
  const parts: PartResult[] = [
    { part: first, result: { kind: 'summarise', text: 'One. Two.', sentences: 2 } },
    { part: second, result: { kind: 'summarise', text: 'Three.', sentences: 1 } },
  ]
  expect(mergeResults({ kind: 'summarise', text: 'x', words: 80 }, parts).result).toEqual({
    kind: 'summarise',
    text: 'One. Two.\n\nThree.',
    sentences: 3,
  })
})

test('a keyword of two parts comes before one that weighs more in one, whatever its capitals', () => {
  const parts: PartResult[] = [
    {
      part: first,
      result: {
        kind: 'keywords',
        keywords: [
          { term: 'Coal', weight: 1 },
          { term: 'harbour', weight: 0.9 },
        ],
      },
    },
    {
      part: { start: 100, end: 200 },
      result: { kind: 'keywords', keywords: [{ term: 'Harbour', weight: 0.5 }] },
    },
  ]
  const { result } = mergeResults({ kind: 'keywords', text: 'x', count: 3 }, parts)
  expect(result).toEqual({
    kind: 'keywords',
    keywords: [
      { term: 'harbour', weight: 1 },
      { term: 'Coal', weight: 0.714 },
    ],
  })
})

test('a keyword of a long part weighs more than one of a short part, and no more come back than were asked for', () => {
  const parts: PartResult[] = [
    { part: first, result: { kind: 'keywords', keywords: [{ term: 'short', weight: 1 }] } },
    { part: second, result: { kind: 'keywords', keywords: [{ term: 'long', weight: 1 }] } },
  ]
  const { result } = mergeResults({ kind: 'keywords', text: 'x', count: 1 }, parts)
  expect(result).toMatchObject({ keywords: [{ term: 'long', weight: 1 }] })
})

test('what was found stands at its place in the whole text; only what every part was searched for was searched', () => {
  const text = `${'-'.repeat(100)}Kelp Island${'-'.repeat(289)}`
  const parts: PartResult[] = [
    { part: first, result: { kind: 'entities', entities: [], searched: ['place', 'date'], source: '' } },
    {
      part: second,
      result: {
        kind: 'entities',
        entities: [{ type: 'place', text: 'Kelp Island', start: 0, end: 11 }],
        searched: ['place'],
        source: '',
      },
    },
  ]
  const { result, notes } = mergeResults({ kind: 'entities', text }, parts)
  if (result.kind !== 'entities') throw new Error('another kind')
  expect(result.entities.map(({ start, end }) => text.slice(start, end))).toEqual(['Kelp Island'])
  expect(result).toMatchObject({ searched: ['place'], source: text })
  expect(notes).toEqual([])
})

test('findings beyond the limit are left out with a word', () => {
  const entities = Array.from({ length: ENTITIES_MAX }, (_, start) => ({
    ...{ type: 'number' as const, text: '1', start, end: start + 1 },
  }))
  const result = { kind: 'entities' as const, entities, searched: [], source: '' }
  const merged = mergeResults({ kind: 'entities', text: 'x' }, [
    { part: first, result },
    { part: second, result },
  ])
  expect(merged.notes).toEqual([`Only the first 2000 of 4000 findings are listed.`])
})

const sentiment = (score: number, scores: (number | null)[]) => ({
  kind: 'sentiment' as const,
  ...{ score, label: 'neutral' as const, source: '' },
  sentences: scores.map((one, index) => ({ start: index * 10, end: index * 10 + 9, score: one })),
})

test('sentiment is summed up from every scored sentence, so that two sides show as mixed', () => {
  const { result } = mergeResults({ kind: 'sentiment', text: 'x'.repeat(400) }, [
    { part: first, result: sentiment(0.9, [0.9, 0.8, null]) },
    { part: second, result: sentiment(-0.9, [-0.9, -0.8]) },
  ])
  expect(result).toMatchObject({ label: 'mixed', score: 0 })
  if (result.kind !== 'sentiment') throw new Error('another kind')
  expect(result.sentences.map(({ start }) => start)).toEqual([0, 10, 20, 100, 110])
})

test('where no sentence was scored, the scores of the parts count by their lengths', () => {
  const { result } = mergeResults({ kind: 'sentiment', text: 'x'.repeat(400) }, [
    { part: first, result: sentiment(1, [null]) },
    { part: second, result: sentiment(-0.2, [null]) },
  ])
  expect(result).toMatchObject({ score: 0.1, label: 'positive' })
})

test('kinds that no model answers are never put together', () => {
  expect(() => mergeResults({ kind: 'language', text: 'x' }, [])).toThrow('never worked on in parts')
})
