import { describe, expect, test } from 'vitest'
import { searchedText } from '../find-quote.ts'
import { figuresIn } from './figures-in-text.ts'
import { findEvidence } from './find-evidence.ts'

const evidence = (
  type: 'number' | 'date',
  value: number | string,
  text: string,
  quote: string | null = text,
) => findEvidence(searchedText(text), text, type, value, quote).evidence

describe('a number stands in the text', () => {
  test.each([
    [1, 'We hired 1 person'],
    [1_000, 'We hired 1,000 people'],
    [-10, 'It fell to -10 degrees'],
    [-10, 'It fell to −10 degrees'],
    [-250, 'a loss of -€250'],
    [0.5, 'a rise of 0.5 percent'],
    [3.5, 'Das kostet 3,5 Euro'],
    [1_250.5, 'Das kostet 1.250,50 Euro'],
    [1_250.5, 'It costs 1,250.50 dollars'],
    [1_250, 'Es kamen 1.250 Gäste und 3,5 Tonnen Müll'],
    [1.25, 'The rate is 1.250 and the cost 3.5'],
    [1_250_000, 'Il y avait 1 250 000 habitants'],
    [1_250_000, 'Es sind 1’250’000 Franken'],
    [1_250_000, 'Sono 1.250.000 abitanti'],
    [12_345_678, 'a sum of 1,23,45,678 rupees'],
    [3_500_000, 'It cost $3.5 million'],
    [3_500_000, 'It cost $3.5m'],
    [40_000, 'about 40k users'],
    [210_000_000, 'Die Pumpen kosten 210 Millionen Kronen'],
    [3_500_000, 'Es kostet 3,5 Mio. Euro'],
    [2_000_000_000, 'Das sind 2 Milliarden'],
    [2_000_000_000_000, 'Das sind 2 Billionen'],
    [2_000_000_000, 'That is 2 billion'],
    [5_000_000_000, 'Son 5 mil millones de euros'],
    [3_000_000, 'São 3 milhões'],
    [12_000_000, '費用は1200万円です'],
    [1_200, 'العدد ١٢٠٠ شخص'],
  ])('%d: %s', (value, text) => {
    expect(evidence('number', value, text)).toBe('text')
  })
})

describe('no other number does', () => {
  test.each([
    [1_000, 'We hired 1 person'],
    [-10, 'We hired 10 people'],
    [10, 'We hired 1 person'],
    [10, 'It fell to -10 degrees'],
    [0.1, 'We hired 1 person'],
    [35, 'It cost $3.5'],
    [3.5, 'It cost $3.5 million'],
    [3_500_000, 'It cost $3.5 billion'],
    [1.25, 'It cost 1,250 dollars and 3.50 for tea'],
    [1_250, 'The value is 1.250'],
    [5_000_000, 'It is 5 m long'],
    [19, 'It is called COVID-19'],
    [2_000_000_000, 'Das sind 2 Billionen'],
    [5, 'There were 15 of them'],
  ])('%d: %s', (value, text) => {
    expect(evidence('number', value, text)).not.toBe('text')
    expect(evidence('number', value, text, null)).toBe('none')
  })
})

test('a sign and a magnitude outside of the quoted passage belong to its figure', () => {
  const text = 'It fell to -10 degrees and cost 3.5 million.'
  expect(evidence('number', 10, text, '10 degrees')).toBe('passage')
  expect(evidence('number', 3.5, text, 'cost 3.5')).toBe('passage')
  expect(evidence('number', 3_500_000, text, 'cost 3.5')).toBe('text')
})

describe('a day stands in the text', () => {
  test.each([
    ['12 May 2026'],
    ['on May 12th, 2026'],
    ['12th of May 2026'],
    ['am 12. Mai 2026'],
    ['le 12 mai 2026'],
    ['el 12 de mayo de 2026'],
    ['il 12 maggio 2026'],
    ['em 12 de maio de 2026'],
    ['op 12 mei 2026'],
    ['dnia 12 maja 2026'],
    ['12 Mayıs 2026'],
    ['2026年5月12日'],
    ['١٢ مايو ٢٠٢٦'],
    ['12 मई 2026'],
    ['2026-05-12'],
    ['12.05.2026'],
    ['12. 5. 2026'],
  ])('%s', (text) => {
    expect(evidence('date', '2026-05-12', text)).toBe('text')
    for (const other of ['2026-03-12', '2026-05-21', '2025-05-12', '2026-12-05'])
      expect(evidence('date', other, text)).toBe('passage')
  })

  test('a day in the first month and with the first day of others', () => {
    expect(evidence('date', '2026-01-01', 'le 1er janvier 2026')).toBe('text')
    expect(evidence('date', '2026-08-31', '31 août 2026')).toBe('text')
    expect(evidence('date', '2026-08-31', '08/31/2026')).toBe('text')
    expect(evidence('date', '2026-08-31', '31/08/2026')).toBe('text')
  })

  test('which of two numbers is the month is never guessed', () => {
    expect(evidence('date', '2026-05-12', '12/05/2026')).toBe('passage')
    expect(evidence('date', '2026-12-05', '12/05/2026')).toBe('passage')
  })
})

test('takes time in proportion to the text', () => {
  const start = performance.now()
  for (const text of [
    '1,'.repeat(100_000),
    '1 234 '.repeat(40_000),
    '-'.repeat(200_000),
    '9'.repeat(200_000),
  ])
    figuresIn(text)
  expect(performance.now() - start).toBeLessThan(3_000)
})
