import { describe, expect, test } from 'vitest'
import type { CostLine } from '#server/contracts/cost-report.ts'
import { barMark } from '../marks.ts'
import { costCsv, costSeries, currenciesOf, lineWords } from './cost-lines.ts'

const line = (of: CostLine['of'], name: string, currency: string, ...micros: number[]): CostLine => ({
  ...{ of, name, currency, micros },
})
const LINES = [
  line('provider', 'cheap', 'EUR', 0, 100_000, 0),
  line('provider', 'dear', 'EUR', 1_500_000, 0, 250),
  line('provider', 'cheap', 'USD', 0, 0, 9_000_000),
  line('provider', 'idle', 'EUR', 0, 0, 0),
  line('kind', 'summarise', 'EUR', 1_500_000, 100_000, 250),
]

describe('lines', () => {
  test.each<[CostLine['of'], string, string]>([
    ['provider', 'summarise', 'summarise'],
    ['kind', 'fix-grammar', 'Fix spelling and grammar'],
    ['saved', 'ask', 'Ask'],
    ['kind', 'similar-wording', 'Similar wording'],
    ['kind', 'a kind of a later version', 'a kind of a later version'],
  ])('of %s %s are called %s', (of, name, words) => {
    expect(lineWords({ of, name })).toBe(words)
  })

  test('are drawn one currency at a time, the dearest at the base, those of nothing not at all', () => {
    expect(costSeries(LINES, 'provider', 'EUR').map(({ label }) => label)).toEqual(['dear', 'cheap'])
    expect(costSeries(LINES, 'provider', 'USD').map(({ values }) => values)).toEqual([[0, 0, 9_000_000]])
    expect(costSeries(LINES, 'saved', 'EUR')).toEqual([])
  })

  test('name the currencies, that of the largest sums first', () => {
    expect(currenciesOf({ lines: LINES })).toEqual(['USD', 'EUR'])
    expect(currenciesOf({ lines: [] })).toEqual([])
  })
})

test('twenty parts of a bar differ from each other without a name', () => {
  const marks = Array.from({ length: 20 }, (_, index) => barMark(index))
  expect(new Set(marks.map(({ colour, texture }) => `${colour} ${texture}`)).size).toBe(20)
  for (const [index, mark] of marks.slice(1).entries()) {
    expect(mark.colour).not.toBe(marks[index]?.colour)
    expect(mark.texture).not.toBe(marks[index]?.texture)
  }
})

describe('comma-separated values', () => {
  const report = { from: '2026-11-01T00:00:00.000Z', stepSeconds: 86_400 }

  test('have a row for each step in which something was charged, in order of time, with all places', () => {
    const rows = costCsv({ ...report, lines: LINES.slice(0, 2) }).split('\r\n')
    expect(rows).toEqual([
      'from,of,name,currency,amount',
      '2026-11-01T00:00:00.000Z,provider,dear,EUR,1.500000',
      '2026-11-02T00:00:00.000Z,provider,cheap,EUR,0.100000',
      '2026-11-03T00:00:00.000Z,provider,dear,EUR,0.000250',
      '',
    ])
  })

  test('of nothing are the heading alone', () => {
    expect(costCsv({ ...report, lines: [] })).toBe('from,of,name,currency,amount\r\n')
  })

  test('keep commas, quotation marks and line ends of a name inside its field', () => {
    const odd = line('kind', 'a "b", c\nd', 'EUR', 1_000_000)
    expect(costCsv({ ...report, lines: [odd] })).toContain(',kind,"a ""b"", c\nd",EUR,1.000000\r\n')
  })
})
