import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { markdownBlocks } from './markdown-blocks.ts'
import { fillPage } from './page-content.ts'
import { readMarkdown } from './page-markdown.ts'

test('headings, lists, boxes, quotes, code and tables come as blocks of a page', () => {
  const text =
    '# Plan\n\nWe **buy** *two* `looms`.\n\n- Wool\n  1. grey\n- Linen\n\n- [x] done\n- [ ] open\n\n> Well\n> done\n\n```js\na **b**\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |'
  expect(markdownBlocks(text)).toEqual([
    { type: 'heading', level: 1, content: [{ text: 'Plan' }] },
    {
      type: 'paragraph',
      content: [
        { text: 'We ' },
        { text: 'buy', bold: true },
        { text: ' ' },
        { text: 'two', italic: true },
        { text: ' ' },
        { text: 'looms', code: true },
        { text: '.' },
      ],
    },
    {
      type: 'list',
      ordered: false,
      items: [
        { content: [{ text: 'Wool' }], ordered: true, items: [{ content: [{ text: 'grey' }] }] },
        { content: [{ text: 'Linen' }] },
        { content: [{ text: '☑ done' }] },
        { content: [{ text: '☐ open' }] },
      ],
    },
    { type: 'quote', content: [{ text: 'Well\ndone' }] },
    { type: 'code', text: 'a **b**', language: 'js' },
    {
      type: 'table',
      header: true,
      rows: [
        [[{ text: 'a' }], [{ text: 'b' }]],
        [[{ text: '1' }], [{ text: '2' }]],
      ],
    },
  ])
  expect(markdownBlocks('- [x] a\n- [ ] b')).toMatchObject([
    { type: 'tasks', items: [{ checked: true }, { checked: false }] },
  ])
})

test.each([
  ['![x](https://evil.example/p.png)', 'x (https://evil.example/p.png)'],
  ['[here](https://evil.example/)', 'here (https://evil.example/)'],
  ['[here](javascript:alert)', 'here (javascript:alert)'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
])('%s is shown as text', (text, shown) => {
  expect(markdownBlocks(text)).toEqual([{ type: 'paragraph', content: [{ text: shown }] }])
})

test.each([
  ['12. März 2026: Sitzung', 12, 'März 2026: Sitzung'],
  ['2024. Ein gutes Jahr.', 2024, 'Ein gutes Jahr.'],
])('%s without an escape is a list that keeps its number', (text, start, words) => {
  expect(markdownBlocks(text)).toEqual([
    { type: 'list', ordered: true, start, items: [{ content: [{ text: words }] }] },
  ])
})

test.each([
  ['12\\. März 2026', '12. März 2026'],
  ['1234567. a number too long for a list', '1234567. a number too long for a list'],
  ['\\# 5 \\> 3 \\- 1 \\+ \\*x\\* \\<u>', '# 5 > 3 - 1 + *x* <u>'],
  ['C:\\new folder', 'C:\\new folder'],
  ['a <u> alone', 'a <u> alone'],
  ['use <br> and <b>bold</b>', 'use <br> and <b>bold</b>'],
  ['　字下げ', '　字下げ'],
])('%s is a paragraph, and no escape is shown', (text, shown) => {
  expect(markdownBlocks(text)).toEqual([{ type: 'paragraph', content: [{ text: shown }] }])
})

test('lists with other signs are other lists, each with its own numbers', () => {
  expect(markdownBlocks('1. a\n- b\n- c\n2. d')).toEqual([
    { type: 'list', ordered: true, items: [{ content: [{ text: 'a' }] }] },
    { type: 'list', ordered: false, items: [{ content: [{ text: 'b' }] }, { content: [{ text: 'c' }] }] },
    { type: 'list', ordered: true, start: 2, items: [{ content: [{ text: 'd' }] }] },
  ])
})

test('callouts have their kind, and a quotation its paragraphs', () => {
  expect(markdownBlocks('> [!CAUTION]\n> Mind\n> the gap\n\n> one\n>\n> two')).toEqual([
    { type: 'quote', callout: 'danger', content: [{ text: 'Mind\nthe gap' }] },
    { type: 'quote', content: [{ text: 'one\n\ntwo' }] },
  ])
})

test('a mention that is not known is its words', () => {
  const href = '#person-0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b'
  expect(markdownBlocks(`[@Ada](${href})`)).toEqual([
    { type: 'paragraph', content: [{ text: `@Ada (${href})` }] },
  ])
})

test('a phrase of ten thousand letters is marked as a whole', () => {
  const phrase = 'word '.repeat(2_000).trim()
  expect(markdownBlocks(`**${phrase}** \`${phrase}\``)).toEqual([
    {
      type: 'paragraph',
      content: [{ text: phrase, bold: true }, { text: ' ' }, { text: phrase, code: true }],
    },
  ])
})

test.each([
  [
    '*a **b***',
    [
      { text: 'a ', italic: true },
      { text: 'b', italic: true, bold: true },
    ],
  ],
  [
    '**a *b***',
    [
      { text: 'a ', bold: true },
      { text: 'b', bold: true, italic: true },
    ],
  ],
  [
    '*a***b**',
    [
      { text: 'a', italic: true },
      { text: 'b', bold: true },
    ],
  ],
  [
    '**a***b*',
    [
      { text: 'a', bold: true },
      { text: 'b', italic: true },
    ],
  ],
])('marks that end or meet at one place are told apart in %s', (text, content) => {
  expect(markdownBlocks(text)).toEqual([{ type: 'paragraph', content }])
})

test('a link stays where its address is known, and never where a page may not hold it', () => {
  expect(markdownBlocks('[a](https://a.example/)', () => true)).toEqual([
    { type: 'paragraph', content: [{ text: 'a', href: 'https://a.example/' }] },
  ])
  expect(JSON.stringify(markdownBlocks('[a](javascript:x)', () => true))).not.toContain('href')
})

test.each(['**', '[', '`', '- ', '> ', '|', '!['])(
  '%j a hundred thousand times is read, in bounded time',
  (sign) => {
    const start = process.cpuUsage()
    expect(markdownBlocks(sign.repeat(50_000)).length).toBeLessThan(2)
    const { user } = process.cpuUsage(start)
    expect(user / 1_000_000).toBeLessThan(10)
  },
)

test.each([
  ['javascript:alert(1)'],
  ['JaVaScRiPt:alert(1)'],
  ['data:text/html,x'],
  ['vbscript:x'],
  ['blob:https://a.example/x'],
  ['file:///etc/passwd'],
  ['//evil.example/x'],
  ['/\\\\evil.example'],
])('an address like %s is never a link, though the text knew it', (href) => {
  for (const text of [
    `[a](${href})`,
    `[a](<${href}>)`,
    `![a](${href})`,
    `- [a](${href})`,
    `| [a](${href}) |\n|---|`,
  ])
    expect(JSON.stringify(markdownBlocks(text, () => true)), text).not.toContain('"href"')
})

test('markup of any kind stands as the words that it is', () => {
  const html =
    '<script>alert(1)</script><iframe src="https://evil.example"></iframe><svg onload=alert(1)><style>@import "x"</style>'
  expect(markdownBlocks(html, () => true)).toEqual([{ type: 'paragraph', content: [{ text: html }] }])
})

// Seconds of processor time that leave room for a slow machine; what grows with the square of the length takes hours.
const BOUND_S = 15
test.each<[string, string]>([
  [
    'lists ten thousand deep',
    Array.from({ length: 10_000 }, (_, deep) => `${' '.repeat(Math.min(deep, 40))}- x`).join('\n'),
  ],
  ['quotations ten thousand deep', `${'> '.repeat(10_000)}x`],
  ['brackets ten thousand deep', `${'['.repeat(10_000)}x${'](y)'.repeat(10_000)}`],
  ['marks two thousand deep', `${'**a _b '.repeat(2_000)}${'_ **'.repeat(2_000)}`],
  ['one line of a million letters', 'word '.repeat(200_000)],
  ['one line of ten thousand marks', '*a* `b` [c](d) '.repeat(10_000)],
  ['one row of thirty thousand cells', `${'| a '.repeat(30_000)}|\n|---|`],
  ['signs that open what nothing closes, a quarter of a million', '*a '.repeat(250_000)],
  ['lines of such signs', `${'*a __b <u>c ~~d '.repeat(1_200)}\n\n`.repeat(20)],
  ['codes that begin with a space', `\` ${'x'.repeat(19_000)}\` `.repeat(20)],
  ['backticks that nothing closes', Array.from({ length: 1_000 }, (_, n) => '`'.repeat(n + 1)).join(' a')],
  ['a heading with a hundred thousand spaces in it', `# a${' '.repeat(100_000)}b`],
  ['a row above a hundred thousand spaces', `| a |\n${' '.repeat(100_000)}x`],
])('%s are read in bounded time, into a tree that stays shallow', (_, text) => {
  const start = process.cpuUsage()
  const blocks = markdownBlocks(text, () => true)
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1_000_000).toBeLessThan(BOUND_S)
  expect(blocks.length).toBeGreaterThan(0)
  expect(depthOf(blocks)).toBeLessThan(20)
})

/** How deep a value nests, told without recursion. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value]
  let depth = 0
  for (; level.length > 0; depth += 1)
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  return depth
}

test('a page is handed to a model with its structure, and the places of its headings', () => {
  const doc = new Y.Doc()
  fillPage(doc, 'Title', [
    { type: 'heading', level: 2, text: 'Plan' },
    { type: 'bulletList', items: ['one', 'two'] },
    { type: 'taskList', items: [{ text: 'do', checked: true }] },
    { type: 'blockquote', text: 'said' },
    { type: 'table', rows: [['a', 'b']] },
  ])
  const { text, headings } = readMarkdown(doc)
  expect(text).toBe('## Plan\n\n- one\n- two\n\n* [x] do\n\n> said\n\n| a | b |\n| --- | --- |')
  expect(headings).toEqual([{ at: 0, text: 'Plan' }])
})
