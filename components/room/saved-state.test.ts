import { expect, test } from 'vitest'
import {
  CALM_MS,
  delayBeforeShowing,
  explainSaved,
  nextChangeIn,
  type SavedFacts,
  savedState,
  WRITE_GRACE_MS,
} from './saved-state.ts'

const NOW = 1_000_000
const facts = (change: Partial<SavedFacts>): SavedFacts => ({
  unsaved: 1,
  stored: true,
  storageFailed: false,
  oldestAt: NOW - 100,
  connection: 'connected',
  ...change,
})

test('saved is said only when the server has acknowledged every change', () => {
  expect(savedState(facts({ unsaved: 0, oldestAt: null }), NOW)).toEqual({ word: 'saved', danger: false })
  expect(savedState(facts({ unsaved: 0, oldestAt: null, connection: 'offline' }), NOW).word).toBe('saved')
  for (const connection of ['connecting', 'connected', 'offline'] as const)
    for (const stored of [true, false])
      expect(savedState(facts({ connection, stored }), NOW).word).not.toBe('saved')
})

test('a change that was just sent is being saved', () => {
  expect(savedState(facts({}), NOW)).toEqual({ word: 'saving', danger: false })
  expect(savedState(facts({ stored: false }), NOW)).toEqual({ word: 'saving', danger: false })
})

test('after two seconds without an acknowledgement the page says in red where the change is', () => {
  expect(savedState(facts({ oldestAt: NOW - 2_000 }), NOW)).toEqual({ word: 'on-this-device', danger: true })
  expect(savedState(facts({ oldestAt: NOW - 2_000, stored: false }), NOW)).toEqual({
    word: 'not-saved',
    danger: true,
  })
})

test('without a connection nothing is being saved: it is on this device, or it is not saved', () => {
  expect(savedState(facts({ connection: 'offline' }), NOW)).toEqual({ word: 'on-this-device', danger: true })
  expect(savedState(facts({ connection: 'offline', stored: false }), NOW)).toEqual({
    word: 'not-saved',
    danger: true,
  })
})

test('while a page connects for the first time, what waits from an earlier visit is no alarm', () => {
  expect(savedState(facts({ connection: 'connecting' }), NOW)).toEqual({
    word: 'on-this-device',
    danger: false,
  })
})

test('the state says when time alone will change it', () => {
  expect(nextChangeIn(facts({ oldestAt: NOW - 500 }), NOW)).toBe(1_500)
  expect(nextChangeIn(facts({ oldestAt: NOW - 2_500 }), NOW)).toBeNull()
  expect(nextChangeIn(facts({ unsaved: 0, oldestAt: null }), NOW)).toBeNull()
})

test('a worse word shows at once, a better one only when it holds', () => {
  const [saved, saving, device, not] = (['saved', 'saving', 'on-this-device', 'not-saved'] as const).map(
    (word) => ({
      word,
      danger: false,
    }),
  ) as [never, never, never, never]
  expect(delayBeforeShowing(saved, saving, false)).toBe(0)
  expect(delayBeforeShowing(saving, device, false)).toBe(0)
  expect(delayBeforeShowing(device, saved, false)).toBe(CALM_MS)
  expect(delayBeforeShowing(device, not, false)).toBe(WRITE_GRACE_MS)
  expect(delayBeforeShowing(device, not, true)).toBe(0)
})

test('the explanation counts the changes', () => {
  expect(
    explainSaved({ word: 'on-this-device', danger: true }, { unsaved: 3, connection: 'offline' }),
  ).toContain('3 changes')
  expect(explainSaved({ word: 'not-saved', danger: true }, { unsaved: 1, connection: 'offline' })).toContain(
    'one change is only in this tab',
  )
})
