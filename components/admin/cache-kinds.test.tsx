// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheKindFigures, CacheKindReport } from '#server/contracts/cache-advice.ts'
import type { SimilarityReport } from '#server/contracts/similarity.ts'
import { later, problem } from '#server/testing/screens/answer-calls.ts'
import { sampleCosts } from '#server/testing/screens/sample-costs.ts'
import { sampleSimilarity } from '#server/testing/screens/sample-similarity.ts'
import { ago, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { doneWords, doWords, rateWords, reasonWords } from './cache-change-words.ts'
import { CacheKinds } from './cache-kinds.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  similarity = sampleSimilarity()
  costs = NO_COSTS
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

const SIMILARITY = '/api/v1/admin/cache/similarity'
let similarity = sampleSimilarity()
const NO_COSTS = sampleCosts({ providers: [], saved: [], lines: [] })
let costs = NO_COSTS

function show(...kinds: CacheKindReport[]) {
  const answers = {
    [`GET ${PATH}`]: { kinds },
    [`GET ${SIMILARITY}`]: similarity,
    'GET /api/v1/admin/providers/costs': costs,
    [`PUT ${PATH}/summarise`]: null,
    [`PUT ${SIMILARITY}`]: null,
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

test('what a kind saved is told in time and in money', async () => {
  costs = sampleCosts()
  const { words } = await show(report({}), report({ kind: 'ask', figures: { ...FIGURES, savedMs: 0 } }))
  expect(words()).toContain('Summarise 200 30 % 1 min 30 s · €0.42 – 3 1')
  expect(words()).toContain('Ask 200 30 % – – 3 1')
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
    '40 % of 10 look-ups came from the cache; in the seven days before, 10 % of 50 look-ups came from the cache.',
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
})

const RATES: [number, number, string][] = [
  [0, 0, 'nothing was looked up'],
  [1, 0, '0 % of 1 look-up came from the cache'],
  [1, 1, '100 % of 1 look-up came from the cache'],
  [1_340, 161, '12 % of 1,340 look-ups came from the cache'],
]
test.each(RATES)('of %i look-ups %i hits are told as “%s”', (lookUps, hits, words) => {
  expect(rateWords({ lookUps, hits })).toBe(words)
})

const GAINS: [number, number, string][] = [
  [1, 1, '1 answer was made anew though an earlier one had been there until shortly before. It would have'],
  [
    2,
    1,
    '2 answers were made anew though an earlier one had been there until shortly before. 1 of them would',
  ],
  [2_500, 1_200, '1,200 of them would have come from the cache and saved 2.0 s of computing.'],
]
test.each(GAINS)('of %i answers made anew %i would have been there: %s', (late, moreHits, words) => {
  const advice = { change: { type: 'keep-longer', times: 2 }, moreHits, moreSavedMs: 2_000 } as const
  expect(reasonWords({ figures: { ...FIGURES, late }, advice })).toContain(words)
})

test('a kind whose answers nobody asks for again is told so, without a number for none', () => {
  const advice = { change: { type: 'keep-none' }, moreHits: 0, moreSavedMs: 0 } as const
  expect(reasonWords({ figures: { ...FIGURES, lookUps: 1_200, hits: 0 }, advice })).toBe(
    'Of 1,200 look-ups none found an answer: what is kept takes room and is not asked for again.',
  )
})

test('a change that nothing went by yet is not said to have kept the cache from answering', async () => {
  const none = { ...FIGURES, lookUps: 0, hits: 0 }
  const applied = { change: { type: 'keep-none' }, at: ago(1), before: none, since: none } as const
  const { words, find } = await show(report({ applied }))
  expect(words(find('list', 'Advice'))).toContain(
    'Since 1 min ago nothing was looked up; in the seven days before, nothing was looked up.',
  )
})

describe('two changes on their way at a time', () => {
  const both = () => {
    const answers = { first: later(), second: later() }
    const screen = showScreen(<CacheKinds />, {
      answers: {
        [`GET ${PATH}`]: { kinds: [report({ advice: longer }), report({ kind: 'ocr', advice: longer })] },
        [`PUT ${PATH}/summarise`]: answers.first.answer,
        [`PUT ${PATH}/ocr`]: answers.second.answer,
      },
    })
    return { ...answers, screen }
  }
  const NAMES = ['Keep answers 3 times as long, Summarise', 'Keep answers 3 times as long, Read a scan']

  test('are each held back from being sent twice', async () => {
    const { screen } = both()
    const { find, press, changes } = await screen
    for (const name of [...NAMES, ...NAMES]) await press(find('button', name))
    expect(changes().map(({ path }) => path.split('/').at(-1))).toEqual(['summarise', 'ocr'])
    expect(NAMES.map((name) => find('button', name).getAttribute('aria-busy'))).toEqual(['true', 'true'])
  })

  test('each tell that they failed, also the one that was pressed first', async () => {
    const { screen, first, second } = both()
    const { find, press, act, words } = await screen
    for (const name of NAMES) await press(find('button', name))
    await act(() => first.give(problem('conflict', 'Another owner was faster.')))
    await act(() => second.give(problem('unavailable', 'The database is away.')))
    expect(words()).toContain('Another owner was faster.')
    expect(words()).toContain('The database is away.')
    expect(NAMES.map((name) => find('button', name).getAttribute('aria-busy'))).toEqual([null, null])
  })
})

test('advice that was taken stands as a change in force, and the focus stays on what takes it back', async () => {
  let kept = false
  const applied = { change: { type: 'keep-longer', times: 3 }, at: ago(0), before: FIGURES, since: FIGURES }
  const { find, press, words, names } = await showScreen(<CacheKinds />, {
    answers: {
      [`GET ${PATH}`]: () => ({ kinds: [kept ? { ...report({}), applied } : report({ advice: longer })] }),
      [`PUT ${PATH}/summarise`]: () => {
        kept = true
        return null
      },
    },
  })
  await press(find('button', /Keep answers 3 times as long/))
  expect(words(find('list', 'Advice'))).toContain('Summarise: Answers are kept 3 times as long')
  expect(names('button')).toEqual(['Keep Summarise as usual'])
  expect(document.activeElement).toBe(find('button', 'Keep Summarise as usual'))
})

const REFUSALS = [
  ['a fault of the server', problem('internal', 'The figures could not be added up.')],
  ['a person who may not look', problem('forbidden', 'Only owners see this.')],
] as const
test.each(REFUSALS)('%s is told in the place of the table', async (_what, refusal) => {
  const { words, find, all } = await showScreen(<CacheKinds />, { answers: { [`GET ${PATH}`]: refusal } })
  expect(words(find('alert'))).toContain(refusal.detail)
  expect(all('table')).toEqual([])
  find('heading', 'Kinds of job')
})

describe('similar wording', () => {
  const measured = (changes: Partial<SimilarityReport> = {}) =>
    sampleSimilarity({
      ...{ embedder: { provider: 'own', model: 'bge-m3' }, askedToday: 41 },
      kinds: [
        {
          ...{ kind: 'summarise', measure: 'words', pairs: 40 },
          at: [
            { threshold: 0.9, hits: 20, wrong: 9, wrongRate: { rate: 0.45, low: 0.258, high: 0.658 } },
            { threshold: 0.95, hits: 14, wrong: 3, wrongRate: { rate: 0.214, low: 0.076, high: 0.476 } },
            { threshold: 0.98, hits: 0, wrong: 0, wrongRate: null },
          ],
        },
      ],
      ...changes,
    })

  test('stands beside its kind: would-be hits, how many were wrong with the limits, and that it is not used', async () => {
    similarity = measured()
    const { words, all } = await show(report({}))
    expect(words(all('table', 'The cache by kind of job, last seven days')[0])).toContain(
      'Summarise Similar wording, in shadow: 14 would-be hits, 3 wrong, 21 % (8–48 %) among 40 pairs; not used 200',
    )
  })

  test('is told at the other thresholds too, with how it is measured', async () => {
    similarity = measured()
    const { words, all } = await show(report({}))
    expect(words(all('table', 'Would-be hits by likeness')[0])).toContain(
      'Summarise 40 20 would-be hits, 9 wrong, 45 % (26–66 %) 14 would-be hits, 3 wrong, 21 % (8–48 %) no would-be hit',
    )
    expect(words()).toContain('so the rate is rather too high')
  })

  test('says who is asked what, how often today, and what went wrong', async () => {
    similarity = measured({ missed: { refused: 3, resting: 1_200 } })
    const { words } = await show(report({}))
    expect(words()).toContain('the instruction alone is sent to bge-m3 at own')
    expect(words()).toContain('41 of at most 1,000 today.')
    expect(words()).toContain(
      'Not compared in 24 hours: 3 because the server refused, 1,200 because it rested after failures.',
    )
  })

  test('is switched off by one press', async () => {
    similarity = measured()
    const { find, press, changes } = await show(report({}))
    await press(find('switch', 'Measure similar wording in shadow'))
    expect(changes().at(-1)).toMatchObject({ method: 'PUT', body: { enabled: false } })
  })

  test('without an embeddings model tells where to name one, without a switch', async () => {
    const { words, all } = await show(report({}))
    expect(words()).toContain('no provider names an embeddings model')
    expect(all('switch')).toEqual([])
    expect(words()).not.toContain('in shadow:')
  })

  test('of a kind without pairs is not told', async () => {
    similarity = measured({ kinds: [] })
    const { words, all } = await show(report({}))
    expect(words()).not.toContain('would-be')
    expect(all('table', 'Would-be hits by likeness')).toEqual([])
  })
})
