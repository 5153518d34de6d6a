import { expect, test } from 'vitest'
import type { PlainAnswer } from '#server/contracts/stored-answer.ts'
import { answerTags } from '../answer-tags.ts'
import { leftOutImages } from '../keep-found-images.ts'
import { type Answered, partialQuality, sumUpParts } from './put-together.ts'
import { textParts } from './text-parts.ts'

const answered = (part: number, changes: Partial<PlainAnswer> = {}): Answered => ({
  part: { part, start: 0, end: 1, heading: null, begins: '', text: '' },
  key: `k${part}`,
  answer: {
    ...{
      result: { kind: 'summarise', text: 'x', sentences: 1 },
      provider: 'alpha',
      model: 'large',
      notes: [],
    },
    quality: { score: 1, method: 'm', signals: [] },
    ...changes,
  },
})

test('the answer is by whoever answered most parts, and the others are named with theirs', () => {
  const beta = { provider: 'beta', model: 'small' }
  expect(
    sumUpParts([answered(1, beta), answered(2), answered(3), answered(4, beta), answered(5)]),
  ).toMatchObject({
    provider: 'alpha',
    model: 'large',
    notes: ['Parts 1, 4 were answered by beta.'],
  })
  expect(sumUpParts([answered(1), answered(2), answered(3, beta)]).notes).toEqual([
    'Part 3 was answered by beta.',
  ])
})

test('a note is told once with the parts that it is about', () => {
  const notes = ['The model wrote more than 40 words.']
  expect(
    sumUpParts([answered(1, { notes }), answered(2), answered(3, { notes: [...notes, 'Another.'] })]).notes,
  ).toEqual(['Parts 1, 3: The model wrote more than 40 words.', 'Part 3: Another.'])
})

test('what was charged adds up over the parts that say it, and is not made up where none does', () => {
  const tokens = { input: 10, output: 3 }
  expect(sumUpParts([answered(1, { tokens }), answered(2), answered(3, { tokens })]).tokens).toEqual({
    input: 20,
    output: 6,
  })
  expect(sumUpParts([answered(1)])).not.toHaveProperty('tokens')
})

test('of no part there is no answer to put together', () => {
  expect(() => sumUpParts([])).toThrow('no part was answered')
})

const gap = (start: number, end: number) => ({
  ...{ part: 1, start, end, heading: null, begins: '', reason: 'x' },
})
const whole = { score: 0.8, method: 'm', signals: [] }

test.each([
  [[], 0.8],
  [[gap(0, 25)], 0.6],
  [[gap(0, 25), gap(50, 75)], 0.4],
  [[gap(0, 100)], 0],
  // A text that has changed its length since cannot make a score of less than nothing.
  [[gap(0, 500)], 0],
])('with %j missing of 100 characters a quality of 0.8 is %d', (missing, score) => {
  const judged = partialQuality(whole, { total: 4, missing }, 100)
  expect(judged.score).toBe(score)
  expect(judged.method).toBe('m')
  expect(judged.signals.some(({ name, verdict }) => name === 'whole-text' && verdict === 'bad')).toBe(
    missing.length > 0,
  )
})

test('parts are numbered from one, follow one another, and together are the text', () => {
  const text = `${'Words stand here. '.repeat(40)}\n\n${'🧵 漢字 '.repeat(50)}`
  const parts = textParts(text, 100, [{ at: 5, text: '  A   heading\nof lines ' }])
  expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1))
  expect(parts.map((part) => part.text).join('')).toBe(text)
  for (const { heading, begins } of parts) {
    expect(heading).toBe('A heading of lines')
    expect(begins.length).toBeLessThanOrEqual(61)
    expect(begins.isWellFormed()).toBe(true)
  }
})

test.each([
  [{ type: 'text', text: 'x' }, 'u', null, ['person:u']],
  [{ type: 'text', text: 'x' }, null, null, []],
  [{ type: 'text', text: 'x' }, 'u', 'd', ['document:d', 'person:u']],
  [{ type: 'document', documentId: 'd' }, 'u', 'd', ['document:d']],
] as const)(
  'an answer from %j, asked for by %j, is erased with %j: %j',
  (source, userId, documentId, tags) => {
    expect(answerTags({ kind: 'language', source }, { userId }, documentId)).toEqual(tags)
  },
)

test('an answer from a file is erased with the file and with its page, whoever asked', () => {
  const request = { kind: 'ocr', attachmentId: 'a', language: 'eng' } as const
  expect(answerTags(request, { userId: 'u' }, 'd')).toEqual(['document:d', 'attachment:a'])
})

test('pictures that could not be added are counted in words, and none in none', () => {
  expect([0, 1, 3].map((missing) => leftOutImages(missing).join())).toEqual([
    '',
    'One picture: adding files needs the right to edit the page.',
    '3 pictures: adding files needs the right to edit the page.',
  ])
})
