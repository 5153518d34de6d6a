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
    { type: 'code', text: 'a **b**' },
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
  expect(text).toBe('## Plan\n\n- one\n- two\n\n- [x] do\n\n> said\n\n| a | b |\n| --- | --- |')
  expect(headings).toEqual([{ at: 0, text: 'Plan' }])
})
