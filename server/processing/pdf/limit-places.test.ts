import { expect, test } from 'vitest'
import type { ScanWord } from '#server/contracts/scan-reading.ts'
import { limitPlaces } from './limit-places.ts'

const word = (confidence: number): ScanWord => ({
  ...{ text: 'Unwahrscheinlichkeit', confidence },
  box: { left: 1234, top: 2345, width: 1200, height: 140 },
})
const [sure, doubtful] = [word(0.97), word(0.31)]

test('the places of all words are kept while a result has room for them', () => {
  const pages = [
    { page: 1, words: [sure, doubtful] },
    { page: 2, words: [sure] },
  ]
  expect(limitPlaces(pages, 3)).toEqual({ pages, cut: false })
})

test('where there are too many, those to be checked come first, then the others, in the order of the pages', () => {
  const pages = [
    { page: 1, words: [sure, doubtful, sure] },
    { page: 2, words: [doubtful, sure, doubtful] },
  ]
  const kept = (most: number) => limitPlaces(pages, most).pages.map(({ words }) => words)
  expect(kept(4)).toEqual([
    [sure, doubtful],
    [doubtful, doubtful],
  ])
  expect(kept(2)).toEqual([[doubtful], [doubtful]])
  expect(limitPlaces(pages, 5).cut).toBe(true)
})

test('thirty pages of a newspaper, all read with doubt, leave a result half its room', () => {
  const pages = Array.from({ length: 30 }, (_, page) => ({
    page,
    words: Array<ScanWord>(3_000).fill(doubtful),
  }))
  const limited = limitPlaces(pages)
  expect(limited.cut).toBe(true)
  expect(JSON.stringify(limited.pages).length).toBeLessThan(8 * 1_048_576 * 0.6)
})
