import { describe, expect, test } from 'vitest'
import { findQuote, searchedText } from './find-quote.ts'

const TEXT = `The “harbour city” of Varnholt will close its **coal** power station — two years early.

It opened in 1974. The ﬁsh market moved; nobody’s stall was lost. 京都は古い都です。The cat sat. The concatenation ran on and the cat slept.`
const searched = searchedText(TEXT)
const found = (quote: string): string | undefined => {
  const place = findQuote(searched, quote)
  return place && TEXT.slice(place.start, place.end)
}

describe('a quotation is found', () => {
  test.each([
    ['as it stands', 'It opened in 1974.', 'It opened in 1974'],
    ['in other case', 'IT OPENED IN 1974', 'It opened in 1974'],
    [
      'with straight marks for curled ones',
      'The "harbour city" of Varnholt',
      'The “harbour city” of Varnholt',
    ],
    ['without the signs of Markdown', 'its coal power station', 'its **coal** power station'],
    ['with another dash', 'power station - two years early', 'power station — two years early'],
    ['over line breaks', 'two years early. It opened', 'two years early.\n\nIt opened'],
    ['in quotation marks of its own', '“It opened in 1974”', 'It opened in 1974'],
    ['with letters that are written apart', 'The fish market moved', 'The ﬁsh market moved'],
    [
      'with what was left out in between',
      'Varnholt will close … two years early',
      'Varnholt will close its **coal** power station — two years early',
    ],
    [
      'with brackets around what was left out',
      'It opened [...] the cat slept',
      'It opened in 1974. The ﬁsh market moved; nobody’s stall was lost. 京都は古い都です。The cat sat. The concatenation ran on and the cat slept',
    ],
    ['in a script without spaces', '古い都', '古い都'],
  ])('%s', (_, quote, words) => {
    expect(found(quote)).toBe(words)
  })
})

describe('a quotation is not found', () => {
  test.each([
    ['that was never said', 'It opened in 1975'],
    ['that ends inside a word', 'The fish mark'],
    ['that begins inside a word', 'catenation ran'],
    ['whose pieces stand in the other order', 'two years early … Varnholt will close'],
    ['of which one piece was never said', 'It opened … in Paris'],
    ['of nothing but signs', '“…”'],
    ['of nothing', ''],
  ])('%s', (_, quote) => {
    expect(found(quote)).toBeUndefined()
  })
})

test('what is left out of a quotation is not half of the text', () => {
  const text = searchedText(`It began here. ${'And on it went. '.repeat(400)}It ended there.`)
  expect(findQuote(text, 'It began here … It ended there')).toBeUndefined()
})

test('a million letters are searched in bounded time, also for what almost stands there everywhere', () => {
  const start = process.cpuUsage()
  const text = searchedText('aa bb '.repeat(40_000))
  for (const quote of ['aa bb cc', 'aa … cc', `${'aa bb '.repeat(2_000)}cc`])
    expect(findQuote(text, quote)).toBeUndefined()
  expect(process.cpuUsage(start).user / 1_000_000).toBeLessThan(15)
})
