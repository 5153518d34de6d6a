import { describe, expect, test } from 'vitest'
import type { ProcessResult, ResultOf } from '#server/contracts/processing.ts'
import { answersAgree, measureOf } from './answers-agree.ts'

const summary = (text: string): ProcessResult => ({ kind: 'summarise', text, sentences: 1 })
const labels = (...names: string[]): ProcessResult => ({
  kind: 'classify',
  labels: names.map((label) => ({ label, quote: null, place: null })),
  ...{ given: ['Energy', 'Sport', 'Law'], agreement: null },
})
const fields = (...values: (string | number | boolean | null)[]): ProcessResult => ({
  kind: 'extract',
  fields: values.map((value, at) => ({
    ...{ name: `field ${at}`, type: 'text' as const },
    values: value === null ? [] : [{ value, evidence: 'text' as const, place: null }],
  })),
  source: '',
})
const asked = (text: string, answered = true): ProcessResult => ({
  ...{ kind: 'ask', question: 'q', answered, text, blocks: [], quotes: [], pages: [] },
})
const keywords = (...terms: string[]): ProcessResult => ({
  kind: 'keywords',
  keywords: terms.map((term) => ({ term, weight: 1 })),
})
const action = (task: string, owner: string | null = null): ResultOf<'action-items'>['items'][number] => ({
  ...{ task, owner, due: null, done: false, place: null },
})

const LONG = 'The town council decided on Monday to replace the old boiler of the school with two heat pumps'

describe('text', () => {
  test.each([
    ['the same words', LONG, `${LONG}.`, true],
    ['case and marks', 'Two heat pumps, at last!', 'two heat pumps at last', true],
    ['one other word of many', LONG, LONG.replace('old', 'broken'), true],
    ['no words, twice', '', '', true],
    ['words against none', LONG, '', false],
    ['another subject', LONG, 'A ferry to the islands runs again from the first of May', false],
    ['half of it', LONG, LONG.split(' ').slice(0, 9).join(' '), false],
    // What a share of words hardly sees.
    ['another number', `${LONG} for 3 million`, `${LONG} for 4 million`, false],
    ['a negation', LONG, LONG.replace('decided', 'decided not'), false],
    [
      'a negation in German',
      'Der Rat ersetzt den alten Kessel der Schule bald',
      'Der Rat ersetzt den alten Kessel der Schule nie',
      false,
    ],
    ['Chinese, alike', '市议会决定更换学校的旧锅炉', '市议会决定更换学校的旧锅炉。', true],
  ])('%s', (_, one, other, agrees) => {
    expect(answersAgree(summary(one), summary(other)).agrees).toBe(agrees)
    expect(answersAgree(summary(other), summary(one)).agrees).toBe(agrees)
  })

  test('that says the same in other words counts as wrong: the rate is rather too high than too low', () => {
    const other = 'On Monday the councillors voted for a pair of heat pumps in place of the boiler'
    expect(answersAgree(summary(LONG), summary(other)).agrees).toBe(false)
  })

  test('of two kinds never agrees', () => {
    expect(answersAgree(summary(LONG), asked(LONG))).toEqual({ share: 0, agrees: false })
  })
})

describe('labels', () => {
  test.each([
    [['Energy'], ['Energy'], 1, true],
    [['Energy', 'Law'], ['Law', 'Energy'], 1, true],
    [['Energy'], ['Sport'], 0, false],
    [['Energy', 'Law'], ['Energy'], 0.5, false],
    [[], [], 1, true],
    [[], ['Energy'], 0, false],
  ])('%j and %j', (one, other, share, agrees) => {
    expect(answersAgree(labels(...one), labels(...other))).toEqual({ share, agrees })
  })
})

describe('fields', () => {
  test.each([
    [['Oslo', 3], ['OSLO ', 3], 1, true],
    [['Oslo', 3], ['Oslo', 4], 0.5, false],
    [['Oslo', null], ['Oslo', 'x'], 0.5, false],
    [[true], ['true'], 0, false],
    [[null], [null], 1, true],
  ])('%j and %j', (one, other, share, agrees) => {
    expect(answersAgree(fields(...one), fields(...other))).toEqual({ share, agrees })
  })
})

test('an answer never agrees with none, and two of none agree', () => {
  expect(answersAgree(asked(LONG), asked(LONG, false)).agrees).toBe(false)
  expect(answersAgree(asked('', false), asked('', false)).agrees).toBe(true)
})

test('keywords agree by what they name, in any order', () => {
  expect(answersAgree(keywords('heat pump', 'Harbour'), keywords('harbour', 'heat pump')).agrees).toBe(true)
  expect(answersAgree(keywords('heat pump', 'harbour'), keywords('heat pump', 'ferry')).agrees).toBe(false)
})

test('tasks agree by what is to be done and by whom', () => {
  const items = (owner: string | null): ProcessResult => ({
    kind: 'action-items',
    items: [action('Order the pumps', owner), action('Call the town')],
    source: '',
  })
  expect(answersAgree(items('Ada'), items('Ada')).agrees).toBe(true)
  expect(answersAgree(items('Ada Lovelace of Oslo'), items(null)).agrees).toBe(false)
})

test('what has neither labels, fields nor words is never called alike', () => {
  const language: ProcessResult = {
    ...{ kind: 'language', language: 'en', reliable: true, tooShort: false, letters: 9, alternatives: [] },
  }
  expect(answersAgree(language, language)).toEqual({ share: 0, agrees: false })
})

test('labels and fields are measured exactly, everything else by its words', () => {
  expect([measureOf('classify'), measureOf('extract'), measureOf('summarise'), measureOf('ask')]).toEqual([
    ...['exact', 'exact', 'words', 'words'],
  ])
})
