import { describe, expect, test } from 'vitest'
import { ProcessAnswer, type ProcessResult } from '#server/contracts/processing.ts'
import { glimpseOf } from '#server/contracts/result-words.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { sampleDocument } from '#server/testing/sample-results.ts'
import { briefAnswer } from './brief-answer.ts'

const long = 'x'.repeat(20_000)
const entity = (start: number) => ({ type: 'number' as const, text: '1', start, end: start + 1 })
const RESULTS: Record<string, ProcessResult> = {
  entities: {
    kind: 'entities',
    entities: Array.from({ length: 2_000 }, (_, start) => entity(start)),
    searched: ['number'],
    source: long,
  },
  sentiment: {
    kind: 'sentiment',
    score: 0.5,
    label: 'positive',
    sentences: Array.from({ length: 5_000 }, (_, start) => ({ start, end: start + 1, score: 0.5 })),
    source: long,
  },
  readability: {
    ...{ kind: 'readability', language: 'en', level: 'easy', ease: 0.8, grade: 5, formulas: [], words: 100 },
    ...{ sentences: 10, syllables: 150, wordsPerSentence: 10, readingMinutes: 1 },
    hardest: Array.from({ length: 20 }, () => ({ text: long, words: 100, longWords: 3 })),
  },
  'read-docx': sampleDocument(
    Array.from({ length: 500 }, () => ({ type: 'paragraph', content: [{ text: 'Some words in it.' }] })),
  ),
}

describe.each(Object.entries(RESULTS))('%s', (_, result) => {
  const answer = { ...sampleAnswer(result), parts: { total: 2, missing: [] } }
  const brief = briefAnswer(answer)

  test('is short in a list, whatever its text', () => {
    expect(JSON.stringify(brief.result).length).toBeLessThan(4_000)
    expect(JSON.stringify(result).length).toBeGreaterThan(20_000)
  })

  test('says in a line of a list what the whole says there', () => {
    expect(glimpseOf(brief.result)).toBe(glimpseOf(result))
  })

  test('keeps how it came about, and the answer itself stays whole', () => {
    expect(brief).toMatchObject({ path: answer.path, quality: answer.quality, parts: answer.parts })
    expect(answer.result).toBe(result)
  })
})

test('a summary is as it is, and every brief answer is an answer', () => {
  const answer = sampleAnswer()
  expect(briefAnswer(answer)).toEqual(answer)
  for (const result of Object.values(RESULTS))
    expect(ProcessAnswer.safeParse(briefAnswer(sampleAnswer(result))).success).toBe(true)
})
