// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import type { KindStrategies as Report } from '#server/contracts/kind-strategies.ts'
import { type Answers, problem } from '#server/testing/screens/answer-calls.ts'
import { ago, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { KindStrategies } from './kind-strategies.tsx'
import { changeTo, mayMove, moved, switched } from './strategy-draft.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const PATH = '/api/v1/admin/recovery/kinds'
const way = (
  strategy: Report['strategies'][number]['strategy'],
  answered = 0,
  failed = 0,
  on = true,
): Report['strategies'][number] => ({ strategy, on, answered, failed })
const SUMMARISE: Report = {
  ...{ kind: 'summarise', requests: 1_240, unanswered: 3, change: null, changedAt: null },
  strategies: [
    way('fresh-cache', 400, 840),
    way('retry', 12, 1),
    way('partial-result'),
    way('stale-cache', 2, 5),
    way('local-engine', 1),
  ],
}
const OCR: Report = {
  ...{ kind: 'ocr', requests: 0, unanswered: 0, change: null, changedAt: null },
  strategies: [way('fresh-cache'), way('stale-cache')],
}
const show = (kinds: readonly Report[] = [SUMMARISE, OCR], answers: Answers = {}) =>
  showScreen(<KindStrategies />, {
    answers: {
      [`GET ${PATH}`]: { kinds },
      [`PUT ${PATH}/summarise`]: null,
      [`DELETE ${PATH}/summarise`]: null,
      ...answers,
    },
  })

test('each kind that was asked for shows its ways in their order, with what each gave and did not', async () => {
  const { find, words, press, all } = await show()
  const list = words(find('list', 'Ways to an answer by kind'))
  expect(list).toContain('Summarise 1,240 requests, 3 without an answer')
  expect(list).toContain('Retry: 12 answers, 1 without')
  expect(list.indexOf('Older answer')).toBeLessThan(list.indexOf('Built-in engine'))
  expect(list).not.toContain('OCR')
  await press(find('button', 'All 2 kinds'))
  expect(all('button', /^Change the ways of/)).toHaveLength(2)
})

test('what is switched off is told in words too, and since when', async () => {
  const change = { off: ['stale-cache' as const], order: [] }
  const { find, words } = await show([
    {
      ...SUMMARISE,
      ...{ change, changedAt: ago(120) },
      strategies: [way('fresh-cache', 1), way('stale-cache', 2, 0, false)],
    },
  ])
  const list = words(find('list', 'Ways to an answer by kind'))
  expect(list).toContain('Older answer (off)')
  expect(list).toMatch(/Changed 2 h/)
})

test('an owner switches a way off and lets the engine go first, and both are asked for at once', async () => {
  const { find, press, changes } = await show()
  await press(find('button', 'Change the ways of Summarise'))
  await press(find('switch', 'Retry'))
  await press(find('button', 'Built-in engine earlier'))
  await press(find('button', 'Built-in engine earlier'))
  await press(find('button', 'Save'))
  expect(changes()).toMatchObject([
    {
      ...{ method: 'PUT', path: `${PATH}/summarise` },
      body: { off: ['retry'], order: ['local-engine', 'partial-result', 'stale-cache'] },
    },
  ])
})

test('a change is taken back from the same place', async () => {
  const { find, press, changes } = await show([{ ...SUMMARISE, change: { off: [], order: [] } }])
  await press(find('button', 'Change the ways of Summarise'))
  await press(find('button', 'As usual again'))
  expect(changes()).toMatchObject([{ method: 'DELETE', path: `${PATH}/summarise` }])
})

test('a change that is refused says why and stays open', async () => {
  const { find, press, words } = await show([SUMMARISE], {
    [`PUT ${PATH}/summarise`]: problem('unavailable', 'The database is away.'),
  })
  await press(find('button', 'Change the ways of Summarise'))
  await press(find('button', 'Save'))
  expect(words(find('dialog', 'Summarise: ways to an answer'))).toContain('The database is away.')
})

test('without any request it says so, and a list that cannot be read too', async () => {
  expect((await show([OCR])).words()).toContain('No job has asked for anything in the last 30 days.')
  const { find, words } = await show([], { [`GET ${PATH}`]: problem('unavailable', 'The database is away.') })
  expect(words(find('alert'))).toContain('The database is away.')
})

test('only what is left when no provider answered changes places, and only among itself', () => {
  const draft = SUMMARISE.strategies
  expect(mayMove(draft, 2, -1)).toBe(false)
  expect(moved(draft, 1, 1)).toBe(draft)
  expect(mayMove(draft, 4, 1)).toBe(false)
  expect(changeTo(moved(switched(draft, 'local-engine', false), 3, 1))).toEqual({
    off: ['local-engine'],
    order: ['partial-result', 'local-engine', 'stale-cache'],
  })
})
