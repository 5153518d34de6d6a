import { expect, test } from 'vitest'
import { dropRunningLines, linesOf, type TextLine, type TextPiece } from './lines.ts'

const piece = (text: string, x: number, y = 700, size = 10, width = text.length * 5): TextPiece => ({
  text,
  x,
  y,
  size,
  width,
})
const texts = (pieces: TextPiece[]): string[] => linesOf(pieces).map(({ text }) => text)

test.each([
  ['touch', [piece('wo', 0), piece('ven', 10)], ['woven']],
  ['stand a space apart', [piece('warp', 0), piece('weft', 24)], ['warp weft']],
  ['stand hardly apart, as letters do', [piece('A', 0), piece('V', 6)], ['AV']],
  ['bring their own space', [piece('warp ', 0, 700, 10, 20), piece('weft', 30)], ['warp weft']],
  ['overlap a little', [piece('warp', 0), piece('s', 18)], ['warps']],
  ['begin again at the left', [piece('end', 400), piece('next', 0)], ['end', 'next']],
  ['stand on another line', [piece('one', 0), piece('two', 20, 688)], ['one', 'two']],
  ['are raised as a superscript is', [piece('m', 0), piece('2', 5, 703, 7)], ['m2']],
  ['are empty', [piece('a', 0), piece('   ', 5), piece('b', 5)], ['ab']],
])('pieces that %s are read so', (_, pieces, expected) => {
  expect(texts(pieces)).toEqual(expected)
})

test('a line begins where its first piece does, and is as large as its largest', () => {
  expect(linesOf([piece('a', 10), piece('B', 16, 702, 14)])[0]).toMatchObject({ x: 10, y: 700, size: 14 })
})

test('runs of spaces and line ends within a piece are one space', () => {
  expect(texts([piece('a \u00a0\n\t b', 0)])).toEqual(['a b'])
})

test('a page without text has no lines', () => {
  expect(linesOf([])).toEqual([])
  expect(linesOf([piece(' ', 0), piece('\u00a0', 9)])).toEqual([])
})

const line = (text: string, y: number): TextLine => ({ text, x: 50, y, size: 10, right: 200 })
const body = (number: number): TextLine[] =>
  ['one', 'two', 'three', 'four', 'five'].map((word, index) =>
    line(`${word} of page ${'abcdefgh'[number] ?? number} ${'x'.repeat(number)}`, 600 - index * 12),
  )
const pageWith = (number: number, head: string, foot: string): TextLine[] => [
  line(head, 800),
  ...body(number),
  line(foot, 40),
]

test('heads and page numbers that stand on most pages go, with the count of lines', () => {
  const pages = [1, 2, 3, 4].map((number) => pageWith(number, 'Report of the harbour', `${number} / 4`))
  const { pages: kept, dropped } = dropRunningLines(pages)
  expect(dropped).toBe(8)
  expect(kept).toEqual([1, 2, 3, 4].map(body))
})

test('a line that stands on fewer than six of ten pages stays', () => {
  const pages = Array.from({ length: 10 }, (_, number) =>
    pageWith(number, number < 5 ? 'Part One' : `Only here ${'y'.repeat(number)}`, 'all alike'),
  )
  const { pages: kept, dropped } = dropRunningLines(pages)
  expect(dropped).toBe(10)
  expect(kept[0]?.[0]?.text).toBe('Part One')
})

test('on two pages nothing can be told to repeat', () => {
  const pages = [1, 2].map((number) => pageWith(number, 'Head', `${number}`))
  expect(dropRunningLines(pages)).toEqual({ pages, dropped: 0 })
})

test('the same words in the middle of every page, or at another height, are text', () => {
  const pages = [1, 2, 3].map((number) => [
    ...body(number).slice(0, 3),
    line('Note', 570),
    line(`Head ${number}`, 800 - number * 40),
    ...body(number).slice(3),
  ])
  expect(
    dropRunningLines(pages)
      .pages.flat()
      .map(({ text }) => text),
  ).toEqual(pages.flat().map(({ text }) => text))
})

test('the pages given are left as they are', () => {
  const pages = [1, 2, 3].map((number) => pageWith(number, 'Head', `${number}`))
  const before = structuredClone(pages)
  dropRunningLines(pages)
  expect(pages).toEqual(before)
})
