import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { hostileBlocks } from '#server/testing/hostile-blocks.ts'
import { addressesIn, markdownBlocks } from './markdown-blocks.ts'
import { addressesOf } from './page-addresses.ts'
import { blocksMarkdown, readMarkdown, readOutline } from './page-markdown.ts'
import { richElement } from './rich-element.ts'

/** What a page would get if a model gave back unchanged what it was given of these blocks. */
function there(blocks: readonly DocumentBlock[]): { text: string; back: DocumentBlock[] } {
  const doc = new Y.Doc()
  doc.getXmlFragment(ROOT.body).insert(0, blocks.map(richElement))
  const { text } = readMarkdown(doc)
  doc.destroy()
  return { text, back: markdownBlocks(text, () => true) }
}

const BATCHES = 8
const PAGES = 250
test.each(Array.from({ length: BATCHES }, (_, batch) => batch))(
  'words that look like signs come back as they were, whatever block they stand in (%i)',
  (batch) => {
    for (let seed = batch * PAGES; seed < (batch + 1) * PAGES; seed += 1) {
      const blocks = hostileBlocks(seed)
      const { text, back } = there(blocks)
      expect(back, `seed ${seed}:\n${text}`).toEqual(blocks)
    }
  },
)

test.each([
  'Plain words.',
  '2 * 3 * 4 = 24 and snake_case_name',
  'C# and -1, R&D, a < b > c | d',
  'Am 12. März (siehe § 3) – 5.000,50 €!',
  'https://a.example/_x_y?z=1',
])('“%s” reaches a model without an escape', (text) => {
  expect(there([{ type: 'paragraph', content: [{ text }] }]).text).toBe(text)
})

test.each<[string, DocumentBlock]>([
  ['12\\. März 2026: Sitzung', { type: 'paragraph', content: [{ text: '12. März 2026: Sitzung' }] }],
  ['\\# 5 seats', { type: 'paragraph', content: [{ text: '# 5 seats' }] }],
  ['\\*literal\\*', { type: 'paragraph', content: [{ text: '*literal*' }] }],
  [
    '[Foo](https://de.example/wiki/Foo_(bar))',
    { type: 'paragraph', content: [{ text: 'Foo', href: 'https://de.example/wiki/Foo_(bar)' }] },
  ],
  [
    '2. a\n3. b',
    {
      type: 'list',
      ordered: true,
      start: 2,
      items: [{ content: [{ text: 'a' }] }, { content: [{ text: 'b' }] }],
    },
  ],
])('%j is what a model is given', (text, block) => {
  expect(there([block])).toEqual({ text, back: [block] })
})

const ID = '0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b'
/** What comes back of elements that no block is made into. */
function back(...elements: Y.XmlElement[]): unknown {
  const doc = new Y.Doc()
  doc.getXmlFragment(ROOT.body).insert(0, elements)
  const given = readMarkdown(doc).text
  const again = new Y.Doc()
  again.getXmlFragment(ROOT.body).insert(0, markdownBlocks(given, () => true).map(richElement))
  return again.getXmlFragment(ROOT.body).toString()
}
const of = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement => {
  const element = new Y.XmlElement(name)
  element.insert(0, children)
  return element
}
const p = (text: string): Y.XmlElement => of('paragraph', new Y.XmlText(text))

test('a mention names the same person or page again', () => {
  const mention = (kind: string, label: string): Y.XmlElement => {
    const element = new Y.XmlElement('mention')
    for (const [name, value] of Object.entries({ kind, targetId: ID, label }))
      element.setAttribute(name, value)
    return element
  }
  const xml = String(back(of('paragraph', mention('person', 'Ada [x]'), mention('page', ''))))
  expect(xml).toContain(`<mention kind="person" label="Ada [x]" targetId="${ID}">`)
  expect(xml).toContain(`<mention kind="page" label="" targetId="${ID}">`)
})

// What Markdown cannot hold keeps its words, and adds none.
test.each<[string, Y.XmlElement, string]>([
  [
    'a quotation in an entry',
    of('bulletList', of('listItem', p('a'), of('blockquote', p('b')))),
    'a<hardbreak></hardbreak>b',
  ],
  [
    'a second paragraph of an entry',
    of('bulletList', of('listItem', p('a'), p('- b'))),
    'a<hardbreak></hardbreak>- b',
  ],
  [
    'a heading in a quotation',
    of('blockquote', of('heading', new Y.XmlText('# a'))),
    '<paragraph># a</paragraph>',
  ],
  [
    'a quotation in a quotation',
    of('blockquote', of('blockquote', p('> a'))),
    '<paragraph>&gt; a</paragraph>',
  ],
  ['a toggle', of('toggle', p('a'), p('# b')), '<paragraph>a</paragraph><paragraph># b</paragraph>'],
])('%s comes back with its words', (_, element, kept) => {
  expect(String(back(element)).replaceAll('> a<', '&gt; a<')).toContain(kept)
})

test('an empty entry keeps its place, so that those behind it keep their numbers', () => {
  const list = of(
    'orderedList',
    of('listItem', p('a')),
    of('listItem', of('paragraph')),
    of('listItem', p('c')),
  )
  expect(String(back(list)).match(/<listItem>/gi)).toHaveLength(3)
  expect(readOutlineOf(list)).toBe('1. a\n2. \n3. c')
})

function readOutlineOf(element: Y.XmlElement): string {
  const doc = new Y.Doc()
  doc.getXmlFragment(ROOT.body).insert(0, [element.clone()])
  return readOutline(doc).text
}

test('the addresses of a page are those that its Markdown has, without those of results that wait', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const doc = new Y.Doc()
    const body = doc.getXmlFragment(ROOT.body)
    body.insert(0, hostileBlocks(seed).map(richElement))
    const read = addressesIn(readMarkdown(doc).text)
    body.push([of('jobResult', richElement({ type: 'paragraph', content: [{ text: 'a', href: '/waits' }] }))])
    const found = addressesOf(doc)
    expect([...read].filter((href) => !found.has(href))).toEqual([])
    expect(found).not.toContain('/waits')
    doc.destroy()
  }
})

// Seconds of processor time that leave room for a slow machine; what grows with the square of the length takes minutes.
const BOUND_S = 15
const marked = (count: number): DocumentBlock => ({
  type: 'paragraph',
  content: Array.from({ length: count }, (_, at) => ({ text: 'word ', ...(at % 2 === 1 && { bold: true }) })),
})
const items = (count: number): Y.XmlElement =>
  of('bulletList', ...Array.from({ length: count }, () => of('listItem', p('a'))))
test.each<[string, () => Y.XmlElement[]]>([
  ['twenty thousand marks in a paragraph', () => [richElement(marked(20_000))]],
  [
    'code of a quarter of a million letters that begins with a space',
    () => [richElement({ type: 'paragraph', content: [{ text: ` ${'x'.repeat(250_000)}`, code: true }] })],
  ],
  ['a quarter of a million spaces between two words', () => [p(`a${' '.repeat(250_000)}b`)]],
  ['signs that open what nothing closes', () => [p('*a '.repeat(80_000))]],
  ['a list of thirty thousand entries', () => [items(30_000)]],
  [
    'four thousand lists with empty lines between them',
    () => Array.from({ length: 8_000 }, (_, at) => (at % 2 === 0 ? items(1) : of('paragraph'))),
  ],
])('%s are written as Markdown in bounded time', (_, elements) => {
  const doc = new Y.Doc()
  const body = doc.getXmlFragment(ROOT.body)
  body.insert(0, elements())
  const start = process.cpuUsage()
  expect(readMarkdown(doc).text.length).toBeGreaterThan(0)
  expect(blocksMarkdown(body).size).toBe(body.length)
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1_000_000).toBeLessThan(BOUND_S)
  doc.destroy()
})
