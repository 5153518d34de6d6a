import { expect, test } from 'vitest'
import type { CacheKindFigures } from '#server/contracts/cache-advice.ts'
import { advise, type Evidence } from './advise.ts'

const MIB = 1_048_576
const QUIET: CacheKindFigures = {
  ...{ lookUps: 200, hits: 60, savedMs: 0 },
  ...{ late: 0, oversize: 0, similar: 0, wrong: 0 },
}

function advised(figures: Partial<CacheKindFigures>, rest: Partial<Omit<Evidence, 'figures'>> = {}) {
  return advise({ figures: { ...QUIET, ...figures }, lateBy: [], oversizeBytes: 0, ...rest })
}

test('a kind that does well is left alone', () => {
  expect(advised({})).toBeNull()
})

test('answers that were asked for soon after their time are kept for as long as most of them needed', () => {
  const lateBy = [
    { times: 2, count: 4, costMs: 4000 },
    { times: 3, count: 14, costMs: 14_000 },
    { times: 7, count: 2, costMs: 2000 },
  ]
  expect(advised({ late: 20 }, { lateBy })).toEqual({
    change: { type: 'keep-longer', times: 3 },
    moreHits: 18,
    moreSavedMs: 18_000,
  })
})

test('all of them count when each needed the longest time', () => {
  const lateBy = [{ times: 14, count: 20, costMs: 100 }]
  expect(advised({ late: 20 }, { lateBy })?.change).toEqual({ type: 'keep-longer', times: 14 })
})

test.each([
  ['too few came late', { late: 9 }],
  ['those that came late are too small a share of what was made', { lookUps: 1000, hits: 0, late: 50 }],
])('where %s, a longer time is not advised', (_, figures) => {
  const advice = advised(figures, { lateBy: [{ times: 2, count: figures.late, costMs: 1 }] })
  expect(advice?.change.type).not.toBe('keep-longer')
})

test.each([
  [1.2 * MIB, 4 * MIB],
  [2 * MIB, 4 * MIB],
  [5 * MIB, 8 * MIB],
])(
  'answers of %d bytes that found no room get room for twice that, in doublings up to the most',
  (bytes, most) => {
    const advice = advised({ oversize: 5 }, { oversizeBytes: bytes * 5 })
    expect(advice?.change).toEqual({ type: 'keep-larger', bytes: most })
  },
)

test('answers that are larger than the most that is allowed get no advice that could not help', () => {
  expect(advised({ oversize: 5 }, { oversizeBytes: 5 * 9 * MIB })).toBeNull()
})

test('a kind of which hardly anything is asked for again is not worth its room', () => {
  expect(advised({ lookUps: 100, hits: 1 })?.change).toEqual({ type: 'keep-none' })
  expect(advised({ lookUps: 99, hits: 0 })).toBeNull()
  expect(advised({ lookUps: 100, hits: 2 })).toBeNull()
})

test('what a longer time would mend is not given up', () => {
  const lateBy = [{ times: 2, count: 30, costMs: 1 }]
  expect(advised({ lookUps: 200, hits: 0, late: 30 }, { lateBy })?.change.type).toBe('keep-longer')
})
