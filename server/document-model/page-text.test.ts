import { getSchema } from '@tiptap/core'
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import {
  type DocumentBlock,
  type InlineRun,
  type ListEntry,
  textsOf,
} from '#server/contracts/document-blocks.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { documentExtensions } from './document-extensions.ts'
import { readGenerated } from './generated-text.ts'
import { fillPage, retitle, setAttribute } from './page-content.ts'
import { readMarkdown } from './page-markdown.ts'
import { readPendingBlocks } from './pending-blocks.ts'
import { bodyTextOf, readBody, titleOf } from './plain-text.ts'
import { richElement } from './rich-element.ts'

const schema = getSchema(documentExtensions())

function titled(title: string): Y.Doc {
  const doc = new Y.Doc()
  fillPage(doc, title, [])
  return doc
}

test.each([
  ['🧵 loom', '🪡 loom'],
  ['a🧵', 'a🪡'],
  ['🧵', '🪡'],
  ['🧵🧵', '🧵'],
  ['👩‍🚀', '👨‍🚀'],
  ['x🧵y', 'xy'],
  ['', '🧵'],
  ['🧵', ''],
])('the title %j renamed to %j is that, with no broken character', (from, to) => {
  const doc = titled(from)
  retitle(doc, to)
  expect(doc.getText(ROOT.title).toString()).toBe(to)
})

test('whatever a title is renamed to, here and for a colleague, is what stands there', () => {
  const random = seededRandom(41)
  const letters = ['a', 'b', ' ', 'é', '漢', '🧵', '🪡', '🧶', '👩‍🚀']
  const draw = (): string =>
    Array.from(
      { length: Math.floor(random() * 7) },
      () => letters[Math.floor(random() * letters.length)],
    ).join('')
  for (let round = 0; round < 500; round += 1) {
    const doc = titled(draw())
    const colleague = new Y.Doc()
    Y.applyUpdate(colleague, Y.encodeStateAsUpdate(doc))
    const to = draw()
    retitle(doc, to)
    Y.applyUpdate(colleague, Y.encodeStateAsUpdate(doc))
    for (const one of [doc, colleague]) expect(one.getText(ROOT.title).toString()).toBe(to)
  }
})

test('a rename leaves the letters alone that stay, so that somebody who types in them keeps theirs', () => {
  const [one, other] = [titled('The old loom'), new Y.Doc()]
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one))
  retitle(one, 'The new loom')
  other.getText(ROOT.title).insert(12, 's')
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
  expect(titleOf(one)).toBe('The new looms')
})

/** A page of blocks as jobs make them. */
function pageOf(...blocks: DocumentBlock[]): Y.Doc {
  const doc = new Y.Doc()
  doc.getXmlFragment(ROOT.body).insert(0, blocks.map(richElement))
  return doc
}

const plain = (text: string): InlineRun[] => [{ text }]

test.each<[string, DocumentBlock[], string]>([
  [
    'blocks',
    [
      { type: 'paragraph', content: plain('a') },
      { type: 'quote', content: plain('b') },
    ],
    'a\n\nb',
  ],
  ['lines of one block', [{ type: 'paragraph', content: plain('a\nb') }], 'a\nb'],
  ['code', [{ type: 'code', text: 'a\n\n  b' }], 'a\n\n  b'],
  [
    'rows and cells',
    [
      {
        type: 'table',
        header: true,
        rows: [
          [plain('a'), plain('b')],
          [plain('c'), plain('d\ne')],
        ],
      },
    ],
    'a | b\nc | d e',
  ],
  [
    'empty cells',
    [
      {
        type: 'table',
        header: false,
        rows: [
          [[], plain('b')],
          [plain('c'), []],
        ],
      },
    ],
    'b\nc',
  ],
  [
    'lists in lists',
    [{ type: 'list', ordered: false, items: [{ content: plain('a'), items: [{ content: plain('b') }] }] }],
    'a\n\nb',
  ],
  [
    'marks, which are no letters',
    [{ type: 'paragraph', content: [{ text: 'a', bold: true }, { text: 'b' }] }],
    'ab',
  ],
  ['markup, which is text', [{ type: 'paragraph', content: plain('<b>&amp;</b>') }], '<b>&amp;</b>'],
  [
    'nothing',
    [
      { type: 'paragraph', content: [] },
      { type: 'paragraph', content: plain('  ') },
    ],
    '',
  ],
  [
    'two tables, one behind the other',
    [
      { type: 'table', header: false, rows: [[plain('a')]] },
      { type: 'table', header: false, rows: [[plain('b')]] },
    ],
    'a\n\nb',
  ],
])('the text of a page keeps %s apart as people read them', (_, blocks, text) => {
  expect(bodyTextOf(pageOf(...blocks))).toBe(text)
})

test('a page that is nested thousands deep is read without a stack of that depth', () => {
  const doc = new Y.Doc()
  doc.transact(() => {
    let inner = new Y.XmlElement('blockquote')
    doc.getXmlFragment(ROOT.body).insert(0, [inner])
    for (let depth = 0; depth < 3_000; depth += 1) {
      const next = new Y.XmlElement('blockquote')
      inner.insert(0, [next])
      inner = next
    }
    inner.insert(0, [new Y.XmlText('bottom')])
  })
  expect(bodyTextOf(doc)).toBe('bottom')
})

test('values that no editor writes are no text: an embedded object, a name that is none', () => {
  const doc = new Y.Doc()
  const text = new Y.XmlText('a')
  text.insertEmbed(1, { image: 'x' })
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [text])
  const file = new Y.XmlElement('file')
  setAttribute(file, 'name', 7)
  doc.getXmlFragment(ROOT.body).insert(0, [paragraph, file])
  expect(bodyTextOf(doc)).toBe('a')
})

const random = seededRandom(53)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const TEXTS = ['warp', 'weft\nloom', '🧵', ' ', '', 'a | b', '# no heading', '<b>', '漢字']

function randomRuns(): InlineRun[] {
  return Array.from({ length: Math.floor(random() * 4) }, () => ({
    text: pick(TEXTS),
    ...(random() < 0.3 && { bold: true }),
    ...(random() < 0.3 && { code: true }),
    ...(random() < 0.2 && { href: pick(['https://example.org', 'javascript:alert(1)']) }),
  }))
}

function randomEntries(depth: number): ListEntry[] {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    content: randomRuns(),
    ...(depth > 1 && random() < 0.4 && { ordered: random() < 0.5, items: randomEntries(depth - 1) }),
  }))
}

function randomBlock(): DocumentBlock {
  const type = pick(['paragraph', 'heading', 'list', 'table', 'quote', 'code'] as const)
  switch (type) {
    case 'heading':
      return { type, level: 1 + Math.floor(random() * 4), content: randomRuns() }
    case 'list':
      return { type, ordered: random() < 0.5, items: randomEntries(4) }
    case 'table':
      return {
        type,
        header: random() < 0.5,
        rows: Array.from({ length: Math.floor(random() * 4) }, () =>
          Array.from({ length: Math.floor(random() * 4) }, randomRuns),
        ),
      }
    case 'code':
      return { type, text: pick(TEXTS) }
    default:
      return { type, content: randomRuns() }
  }
}

test.each<[string, Omit<InlineRun, 'text'>, string[]]>([
  ['bold code', { bold: true, code: true }, ['code']],
  ['a link in code', { code: true, href: 'https://example.org' }, ['link']],
  ['an unsafe link in code', { code: true, href: 'javascript:alert(1)' }, ['code']],
  ['a bold and struck link', { bold: true, strike: true, href: '/x' }, ['bold', 'link', 'strike']],
])('%s has marks that the editor lets stand together', (_, marks, kept) => {
  const doc = pageOf({ type: 'paragraph', content: [{ text: 'a', ...marks }] })
  const root = yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment(ROOT.body), schema)
  root.check()
  expect(root.firstChild?.firstChild?.marks.map(({ type }) => type.name).sort()).toEqual(kept)
})

test('whatever blocks a job makes, the editor takes the page, no letter is lost, and headings stand where they are said to', () => {
  const letters = (text: string): string => text.replaceAll(/\s|\|/g, '')
  for (let round = 0; round < 150; round += 1) {
    const blocks = Array.from({ length: 1 + Math.floor(random() * 5) }, randomBlock)
    const doc = pageOf(...blocks)
    yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment(ROOT.body), schema).check()
    const { text, headings } = readBody(doc)
    expect(letters(text)).toBe(letters(blocks.flatMap(textsOf).join('')))
    for (const { at, text: words } of headings) expect(text.startsWith(words, at)).toBe(true)
    expect(doc.getXmlFragment(ROOT.body).toString()).not.toContain('javascript:')
  }
})

test('a list of more entries than a call has arguments is read like any other', () => {
  const doc = new Y.Doc()
  const body = doc.getXmlFragment(ROOT.body)
  const item = (): Y.XmlElement => {
    const [entry, line] = [new Y.XmlElement('listItem'), new Y.XmlElement('paragraph')]
    line.insert(0, [new Y.XmlText('a')])
    entry.insert(0, [line])
    return entry
  }
  const list = new Y.XmlElement('bulletList')
  body.insert(0, [list])
  list.insert(0, Array.from({ length: 160_000 }, item))
  expect(bodyTextOf(doc)).toHaveLength(160_000 * 3 - 2)
  expect(readMarkdown(doc).text).toHaveLength(160_000 * 4 - 1)
  expect(readGenerated(doc).words).toBe(160_000)
  expect(readPendingBlocks(doc, 1)).toEqual([])
  doc.destroy()
})
