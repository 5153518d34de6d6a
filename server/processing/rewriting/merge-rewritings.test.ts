import { expect, test } from 'vitest'
import { markdownBlocks } from '#server/document-model/markdown-blocks.ts'
import { mergeRewritings } from './merge-rewritings.ts'

const GAP = 'A part of the text is missing here.'
// Three parts, of which the second begins in the middle of a paragraph.
const TEXT = 'First part. It goes on here.\n\nThird part.'
const PLACES = [
  { start: 0, end: 12 },
  { start: 12, end: 30 },
  { start: 30, end: TEXT.length },
]

/** The parts with these numbers, each written anew as the words given for it. */
function merged(parts: [number, string][]) {
  return mergeRewritings(
    'improve',
    parts.map(([number, text]) => ({
      part: PLACES[number] ?? { start: 0, end: 0 },
      result: {
        ...{ kind: 'improve', text, blocks: markdownBlocks(text), from: null, to: null, source: '' },
        words: { before: 0, after: 0 },
      },
    })),
    TEXT,
  )
}

test('a paragraph that was cut in two is one again, and those that end where a part ends stay apart', () => {
  const { text, blocks } = merged([
    [0, 'One.'],
    [1, 'Two.'],
    [2, 'Three.'],
  ])
  expect(text).toBe('One. Two.\n\nThree.')
  expect(blocks).toHaveLength(2)
})

test.each<[string, [number, string][], string]>([
  [
    'the first',
    [
      [1, 'Two.'],
      [2, 'Three.'],
    ],
    `${GAP}\n\nTwo.\n\nThree.`,
  ],
  [
    'one between',
    [
      [0, 'One.'],
      [2, 'Three.'],
    ],
    `One.\n\n${GAP}\n\nThree.`,
  ],
  [
    'the last',
    [
      [0, 'One.'],
      [1, 'Two.'],
    ],
    `One. Two.\n\n${GAP}`,
  ],
  ['all but one', [[1, 'Two.']], `${GAP}\n\nTwo.\n\n${GAP}`],
])('%s missing is said in its place, and nothing is joined over the gap', (_, parts, text) => {
  const result = merged(parts)
  expect(result.text).toBe(text)
  expect(result.blocks.filter(({ type }) => type === 'quote')).toHaveLength(text.split(GAP).length - 1)
})

test('what is no paragraph is never joined to one', () => {
  const { blocks } = merged([
    [0, '# One'],
    [1, 'Two.'],
    [2, '- three'],
  ])
  expect(blocks.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'list'])
})
