// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import type { CacheKindFigures, CacheKindReport } from '#server/contracts/cache-advice.ts'
import { ago, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { doneWords, doWords, rateWords, reasonWords } from './cache-change-words.ts'
import { CacheKinds } from './cache-kinds.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const FIGURES: CacheKindFigures = {
  ...{ lookUps: 200, hits: 60, savedMs: 90_000 },
  ...{ late: 0, oversize: 0, similar: 3, wrong: 1 },
}
const report = (changes: Partial<CacheKindReport>): CacheKindReport => ({
  ...{ kind: 'summarise', figures: FIGURES, advice: null, applied: null },
  ...changes,
})
const PATH = '/api/v1/admin/cache/kinds'

function show(...kinds: CacheKindReport[]) {
  const answers = {
    [`GET ${PATH}`]: { kinds },
    [`PUT ${PATH}/summarise`]: null,
    [`DELETE ${PATH}/summarise`]: null,
  }
  return showScreen(<CacheKinds />, { answers })
}

const longer: CacheKindReport['advice'] = {
  ...{ change: { type: 'keep-longer', times: 3 }, moreHits: 1200, moreSavedMs: 65_000 },
}

test('a kind that does well is a row of figures without advice', async () => {
  const { words, all, names } = await show(report({}))
  expect(words()).toContain('Summarise 200 30 % 1 min 30 s – 3 1')
  expect(all('list', 'Advice')).toEqual([])
  expect(names('button')).toEqual([])
})

test('without any look-ups it says so instead of an empty table', async () => {
  const { words, all } = await show()
  expect(words()).toContain('No job has looked for an answer in the last seven days.')
  expect(all('table')).toEqual([])
})

test('advice tells what to do and why, and is applied by one press', async () => {
  const { words, find, press, asked } = await show(
    report({ advice: longer, figures: { ...FIGURES, late: 1300 } }),
  )
  const list = words(find('list', 'Advice'))
  expect(list).toContain('Summarise: Keep answers 3 times as long')
  expect(list).toContain('1,300 answers were made anew')
  expect(list).toContain('1,200 of them would have come from the cache and saved 1 min 5 s of computing.')
  await press(find('button', /Keep answers 3 times as long/))
  expect(asked(`${PATH}/summarise`)).toMatchObject({ method: 'PUT', body: { type: 'keep-longer', times: 3 } })
})

test('a change in force shows what it did beside what was before, and is taken back by one press', async () => {
  const applied: CacheKindReport['applied'] = {
    change: { type: 'keep-longer', times: 3 },
    at: ago(120),
    before: { ...FIGURES, lookUps: 50, hits: 5 },
    since: { ...FIGURES, lookUps: 10, hits: 4 },
  }
  const { words, find, press, asked } = await show(report({ applied }))
  const list = words(find('list', 'Advice'))
  expect(list).toContain('Summarise: Answers are kept 3 times as long')
  expect(list).toContain(
    '40 % of 10 look-ups came from the cache; in the seven days before, 10 % of 50 look-ups.',
  )
  await press(find('button', 'Keep Summarise as usual'))
  expect(asked(`${PATH}/summarise`)).toMatchObject({ method: 'DELETE' })
})

test.each([
  [{ type: 'keep-longer', times: 2 }, 'Keep answers 2 times as long', 'Answers are kept 2 times as long'],
  [{ type: 'keep-none' }, 'Keep no answers', 'No answers are kept'],
  [
    { type: 'keep-larger', bytes: 4_194_304 },
    'Keep answers of up to 4.0 MiB',
    'Answers of up to 4.0 MiB are kept',
  ],
] as const)('%o has words for doing it and for having done it', (change, todo, done) => {
  expect(doWords(change)).toBe(todo)
  expect(doneWords(change)).toBe(done)
})

test('reasons name the figures that they go by', () => {
  const none = { change: { type: 'keep-none' }, moreHits: 0, moreSavedMs: 0 } as const
  expect(reasonWords({ figures: { ...FIGURES, lookUps: 150, hits: 1 }, advice: none })).toMatch(
    /^Of 150 look-ups 1 found/,
  )
  const larger = { change: { type: 'keep-larger', bytes: 2_097_152 }, moreHits: 0, moreSavedMs: 0 } as const
  expect(reasonWords({ figures: { ...FIGURES, oversize: 1 }, advice: larger })).toBe(
    '1 answer was too large to be kept.',
  )
  expect(rateWords({ lookUps: 0, hits: 0 })).toBe('no look-ups')
  expect(rateWords({ lookUps: 1, hits: 1 })).toBe('100 % of 1 look-up')
})
