import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock, InlineRun } from '#server/contracts/document-blocks.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { fillPage } from './page-content.ts'
import { readMarkdown } from './page-markdown.ts'
import { richElement } from './rich-element.ts'

const run = (text: string, marks: Omit<InlineRun, 'text'> = {}): InlineRun => ({ text, ...marks })
const words = (text: string): InlineRun[] => [run(text)]

/** What a model would be given of these blocks, and what a page would get if it gave that back unchanged. */
function there(blocks: DocumentBlock[]): { text: string; back: DocumentBlock[] } {
  const doc = new Y.Doc()
  doc.getXmlFragment(ROOT.body).insert(0, blocks.map(richElement))
  const { text } = readMarkdown(doc)
  return { text, back: markdownBlocks(text, () => true) }
}

const BLOCKS: [string, DocumentBlock][] = [
  ['a paragraph', { type: 'paragraph', content: words('Plain words.') }],
  [
    'a paragraph with every mark',
    {
      type: 'paragraph',
      content: [
        run('Bold', { bold: true }),
        run(', '),
        run('slanted', { italic: true }),
        run(', '),
        run('both', { bold: true, italic: true }),
        run(', '),
        run('gone', { strike: true }),
        run(', '),
        run('a*b', { code: true }),
        run(' and '),
        run('a link', { href: 'https://a.example/x' }),
        run('.'),
      ],
    },
  ],
  ['a line break', { type: 'paragraph', content: words('One\ntwo') }],
  ...([1, 2, 3, 4] as const).map((level): [string, DocumentBlock] => [
    `a heading of level ${level}`,
    { type: 'heading', level, content: words('The harbour') },
  ]),
  ['a list', { type: 'list', ordered: false, items: [{ content: words('a') }, { content: words('b') }] }],
  [
    'a numbered list',
    { type: 'list', ordered: true, items: [{ content: words('a') }, { content: words('b') }] },
  ],
  [
    'a list in a list in a list',
    {
      type: 'list',
      ordered: false,
      items: [
        {
          content: words('a'),
          ordered: true,
          items: [{ content: words('b'), ordered: false, items: [{ content: words('c') }] }],
        },
        { content: words('d') },
      ],
    },
  ],
  [
    'tasks',
    {
      type: 'tasks',
      items: [
        { content: words('done'), checked: true },
        { content: words('open'), checked: false },
      ],
    },
  ],
  [
    'a table',
    {
      type: 'table',
      header: true,
      rows: [
        [words('Name'), words('Sum')],
        [words('a | b'), words('5')],
      ],
    },
  ],
  ['a quotation', { type: 'quote', content: words('Said\nso') }],
  ['code', { type: 'code', text: 'if (a < b) {\n  return\n}' }],
]

test.each(BLOCKS)('%s that a model gives back unchanged is the same block', (_, block) => {
  expect(there([block]).back).toEqual([block])
})

test('blocks that follow one another stay apart, in their order', () => {
  const blocks = BLOCKS.map(([, block]) => block)
  const { back } = there(blocks)
  expect(back.filter(({ type }) => type === 'heading')).toHaveLength(4)
  expect(back.map(({ type }) => type).at(0)).toBe('paragraph')
  expect(back.at(-1)).toEqual(blocks.at(-1))
})

test('callouts reach a model with their kind, toggles as the words that they hold, rules and pictures not at all', () => {
  const doc = new Y.Doc()
  fillPage(doc, 'Title', [
    { type: 'callout', kind: 'warning', text: 'Mind the step' },
    { type: 'horizontalRule' },
    { type: 'toggle', heading: 'More', texts: ['Folded away'] },
  ])
  const picture = { attachmentId: '0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b', alt: 'a', width: 1, height: 1 }
  doc.getXmlFragment(ROOT.body).push([richElement({ type: 'image', ...picture })])
  expect(readMarkdown(doc).text).toBe('> [!WARNING]\n> Mind the step\n\nMore\n\nFolded away')
})
