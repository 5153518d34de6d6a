import { expect, test } from 'vitest'
import { LIST_DEPTH_MAX, type ListEntry } from '#server/contracts/document-blocks.ts'
import { wordBlocks } from './word-blocks.ts'
import { WordElement } from './word-elements.ts'

type Loose = Record<string, unknown>
const words = (value: string): Loose => ({ type: 'text', value })
const paragraph = (value: string, more: Loose = {}): Loose => ({
  type: 'paragraph',
  children: [words(value)],
  ...more,
})
const entry = (value: string, level: unknown, isOrdered = false): Loose =>
  paragraph(value, { numbering: { level, isOrdered } })
const cell = (...children: Loose[]): Loose => ({ type: 'tableCell', children })
const row = (...children: Loose[]): Loose => ({ type: 'tableRow', children })

function read(children: Loose[], notes?: Loose) {
  return wordBlocks(WordElement.parse({ type: 'document', children, ...(notes && { notes }) }))
}

test.each([
  ['Heading 1', 1],
  ['heading 2', 2],
  ['Überschrift 3', 3],
  ['Titre 2', 2],
  ['Título 1', 1],
  ['Titolo 4', 4],
  ['Heading 5', 4],
  ['Heading 9', 4],
])('a paragraph of the style %s is a heading of level %i', (styleName, level) => {
  expect(read([paragraph('x', { styleName })]).blocks).toEqual([
    { type: 'heading', level, content: [{ text: 'x' }] },
  ])
})

test.each(['Heading', 'Heading 10', 'Heading 0', 'My Heading 1', 'Body', '', null])(
  'a paragraph of the style %j is none',
  (styleName) => {
    expect(read([paragraph('x', { styleName })]).blocks[0]?.type).toBe('paragraph')
  },
)

test('the first title is the document’s, later ones are headings only', () => {
  const { title, blocks } = read([
    paragraph('First', { styleName: 'Title' }),
    paragraph('Second', { styleName: 'Titel' }),
  ])
  expect(title).toBe('First')
  expect(blocks.map(({ type }) => type)).toEqual(['heading', 'heading'])
})

test('without a title the document has none, and empty paragraphs are no blocks', () => {
  expect(read([paragraph('  '), { type: 'paragraph' }, paragraph('', { styleName: 'Title' })])).toEqual({
    title: null,
    blocks: [],
    comments: 0,
  })
})

/** The entries as "text(children)". */
function outline(items: readonly ListEntry[]): string {
  return items
    .map(({ content, items: inner }) => {
      const value = content.map(({ text }) => text).join('')
      return inner ? `${value}(${outline(inner)})` : value
    })
    .join(' ')
}

test.each([
  ['in steps', [0, 1, 2, 3], 'a(b(c(d)))'],
  ['down and up again', [0, 1, 0, 1], 'a(b) c(d)'],
  ['deeper at once than there are levels', [0, 3], 'a(b)'],
  ['deep from the beginning', [2, 2], 'a b'],
  ['deeper than lists nest here', [0, 1, 2, 3, 4, 9], 'a(b(c(d e f)))'],
  ['at levels that are none', [-1, 'x', 1.5, null], 'a b c d'],
])('entries that go %s hang where they belong', (_, levels, expected) => {
  const letters = 'abcdef'
  const { blocks } = read(levels.map((level, index) => entry(letters[index] ?? '', level)))
  const [list] = blocks
  if (blocks.length !== 1 || list?.type !== 'list') throw new Error(JSON.stringify(blocks))
  expect(outline(list.items)).toBe(expected)
})

test('no list nests deeper than a page holds', () => {
  const depth = (items: readonly ListEntry[]): number =>
    items.length === 0 ? 0 : 1 + Math.max(...items.map((one) => depth(one.items ?? [])))
  const { blocks } = read(Array.from({ length: 30 }, (_, level) => entry(`${level}`, level)))
  const [list] = blocks
  expect(list?.type === 'list' ? depth(list.items) : 0).toBe(LIST_DEPTH_MAX)
})

test('numbers and signs are lists of their own, and a paragraph between two parts of a list parts it', () => {
  const { blocks } = read([
    entry('a', 0, true),
    entry('b', 0, false),
    entry('c', 0, false),
    paragraph('between'),
    entry('d', 0, false),
  ])
  expect(
    blocks.map((block) => (block.type === 'list' ? `${block.ordered} ${outline(block.items)}` : 'paragraph')),
  ).toEqual(['true a', 'false b c', 'paragraph', 'false d'])
})

test('a table keeps empty cells, cells over several columns, and paragraphs one below the other', () => {
  const { blocks } = read([
    {
      type: 'table',
      children: [
        { ...row({ ...cell(paragraph('wide')), colSpan: 3 }), isHeader: true },
        row(cell(), cell(paragraph('one'), paragraph('two')), cell(paragraph('last'))),
      ],
    },
  ])
  expect(blocks).toEqual([
    {
      type: 'table',
      header: true,
      rows: [
        [[{ text: 'wide' }], [], []],
        [[], [{ text: 'one' }, { text: '\n' }, { text: 'two' }], [{ text: 'last' }]],
      ],
    },
  ])
})

test('a cell cannot claim a width that fills the memory', () => {
  const wide = (colSpan: unknown) =>
    read([{ type: 'table', children: [row({ ...cell(paragraph('x')), colSpan })] }]).blocks[0]
  for (const colSpan of [1e9, -3, 0, 'many', null]) {
    const table = wide(colSpan)
    expect(table?.type === 'table' ? table.rows[0] : undefined).toHaveLength(1)
  }
})

test('a picture stands behind the paragraph or the table that holds it', () => {
  const picture = (altText: string): Loose => ({ type: 'image', altText })
  const { blocks } = read([
    { type: 'paragraph', children: [words('a'), picture('one'), words('b')] },
    { type: 'table', children: [row(cell({ type: 'paragraph', children: [picture('two')] }))] },
    paragraph('c'),
  ])
  expect(blocks.map((block) => (block.type === 'image-place' ? block.element.altText : block.type))).toEqual([
    'paragraph',
    'one',
    'table',
    'two',
    'paragraph',
  ])
})

test('notes come at the end in the order of their signs, one without text as empty', () => {
  const reference = (noteId: string): Loose => ({ type: 'noteReference', noteType: 'footnote', noteId })
  const { blocks } = read(
    [
      { type: 'paragraph', children: [words('First'), reference('7')] },
      { type: 'paragraph', children: [words('Second'), reference('nowhere')] },
    ],
    { _notes: { 'footnote-7': { body: [paragraph('the seventh')] } } },
  )
  expect(blocks.slice(0, 2)).toMatchObject([
    { content: [{ text: 'First [1]' }] },
    { content: [{ text: 'Second [2]' }] },
  ])
  expect(blocks.slice(2)).toEqual([
    { type: 'heading', level: 3, content: [{ text: 'Notes' }] },
    {
      type: 'list',
      ordered: true,
      items: [{ content: [{ text: 'the seventh' }] }, { content: [{ text: '(empty)' }] }],
    },
  ])
})

test.each([{ _notes: 'broken' }, { _notes: { 'footnote-7': null } }, 7 as unknown as Loose])(
  'notes that are none (%j) lose their text and nothing else',
  (notes) => {
    const reference: Loose = { type: 'noteReference', noteType: 'footnote', noteId: '7' }
    const { blocks } = read([{ type: 'paragraph', children: [words('Kept'), reference] }], notes)
    expect(blocks[0]).toEqual({ type: 'paragraph', content: [{ text: 'Kept [1]' }] })
  },
)

test('what stands in unheard-of elements is read as if it stood outside, and comments are counted', () => {
  const { blocks, comments } = read([
    { type: 'sdt', children: [{ type: 'sdtContent', children: [paragraph('inside')] }] },
    { type: 'paragraph', children: [words('x'), { type: 'commentReference' }, { type: 'commentReference' }] },
  ])
  expect(blocks[0]).toEqual({ type: 'paragraph', content: [{ text: 'inside' }] })
  expect(comments).toBe(2)
})

test('an entry on a level that Word does not have is one on its deepest', () => {
  const numbering = { level: '4294967295', isOrdered: true, paragraphStyleId: 'weft:n1:3' }
  expect(read([paragraph('x', { numbering })]).blocks).toEqual([
    { type: 'list', ordered: true, start: 3, items: [{ content: [{ text: 'x' }] }] },
  ])
})
