import { expect, test } from 'vitest'
import type { InlineRun } from '#server/contracts/document-blocks.ts'
import { WordElement } from './word-elements.ts'
import { inlineRuns } from './word-inline.ts'

type Loose = Record<string, unknown>
const text = (value: string): Loose => ({ type: 'text', value })
const run = (marks: Loose, ...children: Loose[]): Loose => ({ type: 'run', ...marks, children })
const link = (href: unknown, ...children: Loose[]): Loose => ({ type: 'hyperlink', href, children })

function read(...children: Loose[]) {
  const images: WordElement[] = []
  let notes = 0
  let comments = 0
  const runs = inlineRuns(WordElement.parse({ type: 'paragraph', children }), {
    images,
    note: () => {
      notes += 1
      return ` [${notes}]`
    },
    comment: () => {
      comments += 1
    },
  })
  return { runs, images: images.length, comments }
}

test.each([
  ['bold', { isBold: true }, { bold: true }],
  ['italic', { isItalic: true }, { italic: true }],
  ['underlined', { isUnderline: true }, { underline: true }],
  ['struck', { isStrikethrough: true }, { strike: true }],
  ['in a font of fixed width', { font: 'Courier New' }, { code: true }],
  ['in Consolas', { font: 'Consolas' }, { code: true }],
  ['in another font', { font: 'Times New Roman' }, {}],
  ['bold and italic', { isBold: true, isItalic: true }, { bold: true, italic: true }],
  ['of marks that are no marks', { isBold: false, font: null }, {}],
] as const)('text that is %s keeps that', (_, marks, kept) => {
  expect(read(run(marks, text('weft'))).runs).toEqual([{ ...kept, text: 'weft' }])
})

test('neighbours of equal marks become one run, of other marks they stay apart', () => {
  const bold = { isBold: true }
  expect(read(run(bold, text('a')), run(bold, text('b')), run({}, text('c')), text('d')).runs).toEqual([
    { bold: true, text: 'ab' },
    { text: 'cd' },
  ])
})

test('marks of a run inside a run add up, and end with it', () => {
  expect(
    read(run({ isBold: true }, text('a'), run({ isItalic: true }, text('b'))), run({}, text('c'))).runs,
  ).toEqual([{ bold: true, text: 'a' }, { bold: true, italic: true, text: 'b' }, { text: 'c' }])
})

test('a link is not underlined once more, and what stands beside it is', () => {
  const under = { isUnderline: true }
  const { runs } = read(run(under, text('see ')), link('https://example.org', run(under, text('here'))))
  expect(runs.map(({ text: words, underline, href }) => [words, Boolean(underline), href])).toEqual([
    ['see ', true, undefined],
    ['here', false, 'https://example.org'],
  ])
})

test.each([
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  '//evil.example',
  '/\\evil.example',
  ' https://example.org',
  `https://example.org/${'x'.repeat(2_000)}`,
  '',
  null,
  7,
])('text of a link to %j stays, the link does not', (href) => {
  const safe = href === 7 ? null : href
  const { runs } = read(link(safe, text('words')))
  expect(runs).toEqual([{ text: 'words' }])
})

test('tabs, breaks and boxes have their sign, and empty lines at the edges go', () => {
  const brk = { type: 'break' }
  const { runs } = read(
    brk,
    text('a'),
    { type: 'tab' },
    text('b'),
    brk,
    { type: 'checkbox', checked: true },
    text('done'),
    { type: 'checkbox', checked: false },
    text('open'),
    brk,
  )
  expect(runs).toEqual([{ text: 'a b\n☑ done☐ open' }])
})

test('a paragraph of spaces and breaks is empty', () => {
  expect(read(text('  '), { type: 'break' }, run({ isBold: true }, text(' '))).runs).toEqual([])
})

test('pictures, notes and comments are told of where they are met, also deep inside', () => {
  const { runs, images, comments } = read(
    run({}, text('a'), { type: 'noteReference' }),
    { type: 'unheard-of', children: [{ type: 'image' }, { type: 'commentReference' }, text('b')] },
    { type: 'noteReference' },
  )
  expect(runs).toEqual([{ text: 'a [1]b [2]' }])
  expect({ images, comments }).toEqual({ images: 1, comments: 1 })
})

test('runs carry text and marks and nothing else of the file', () => {
  const { runs } = read(run({ isBold: true, onclick: 'x', styleName: 'Evil' }, text('a')))
  const known: (keyof InlineRun)[] = ['text', 'bold', 'italic', 'underline', 'strike', 'code', 'href']
  for (const one of runs) expect(known).toEqual(expect.arrayContaining(Object.keys(one)))
})
