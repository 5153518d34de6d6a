import { expect, test } from 'vitest'
import { costWords, moneyWords, priceText, readPrice } from './money-words.ts'

test.each([
  [0, 'USD', '$0.00'],
  [420_000, 'USD', '$0.42'],
  [1_204_000_000, 'EUR', '€1,204.00'],
  [123, 'USD', '$0.00012'],
  [9_999, 'USD', '$0.01'],
  [5_000_000, 'JPY', '¥5.00'],
  [1_000_000, 'XYZ', 'XYZ 1.00'],
])('%i millionths of %s are read as %s', (micros, currency, words) => {
  expect(moneyWords({ micros, currency }).replaceAll('\u00a0', ' ')).toBe(words)
})

test('a price is typed with a point or a comma, and nothing is no price, not zero', () => {
  expect(['0.15', '0,15', ' 3 ', '0'].map(readPrice)).toEqual([150_000, 150_000, 3_000_000, 0])
  expect(readPrice('')).toBeNull()
  for (const typed of ['-1', '1.2345678', 'a', '1e3', '10000000', '1.'])
    expect(readPrice(typed), typed).toBeUndefined()
})

test('a price stands in its field as it was typed', () => {
  for (const typed of ['0.15', '3', '0.000001', '0'])
    expect(readPrice(priceText(readPrice(typed) ?? -1))).toBe(readPrice(typed))
})

test('what has no price is told beside what has one, and is never read as free', () => {
  const dollars = { micros: 420_000, currency: 'USD' }
  expect(costWords([dollars], 0)).toBe('$0.42')
  expect(costWords([dollars, { micros: 1_000_000, currency: 'EUR' }], 0)).toBe('$0.42 and €1.00')
  expect(costWords([dollars], 1)).toBe('$0.42 and 1 answer of unknown price')
  expect(costWords([], 1_204)).toBe('1,204 answers of unknown price')
  expect(costWords([], 0)).toBe('nothing charged')
  expect(costWords([{ micros: 0, currency: 'USD' }], 0)).toBe('$0.00')
})
