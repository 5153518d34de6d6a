import { expect, test } from 'vitest'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { TextLine } from './lines.ts'
import { joinLines, placedBlocks } from './page-blocks.ts'

type Placed = [text: string, options?: Partial<TextLine> & { gap?: number }]

/** Lines one below the other, 14 apart unless a gap is given. */
function page(...placed: Placed[]): TextLine[] {
  let y = 800
  return placed.map(([text, { gap = 14, ...more } = {}]) => {
    y -= gap
    return { text, x: 50, y, size: 10, right: 500, ...more }
  })
}

const blocksOfLines = (pages: readonly TextLine[][]): DocumentBlock[] =>
  placedBlocks(pages).map(({ block }) => block)
const content = (block: Extract<DocumentBlock, { content: unknown }>): string =>
  block.content.map(({ text }) => text).join('')
const shown = (blocks: readonly DocumentBlock[]): string[] =>
  blocks.map((block) => {
    if (block.type === 'list')
      return `${block.ordered ? 'numbers' : 'signs'}: ${block.items
        .map((item) => item.content.map(({ text }) => text).join(''))
        .join(' | ')}`
    if (block.type === 'heading') return `h${block.level}: ${content(block)}`
    return block.type === 'paragraph' ? content(block) : block.type
  })

test('lines near one another are a paragraph, a larger gap begins the next', () => {
  const lines = page(
    ['The harbour city closed'],
    ['its coal station.'],
    ['Nobody was dismissed.', { gap: 26 }],
    ['All of them were needed.'],
  )
  expect(shown(blocksOfLines([lines]))).toEqual([
    'The harbour city closed its coal station.',
    'Nobody was dismissed. All of them were needed.',
  ])
})

test.each([
  ['divided with a hyphen', 'the har-', 'bour city', 'the harbour city'],
  ['divided with a soft hyphen', 'the har\u00ad', 'bour city', 'the harbour city'],
  ['a hyphen before a capital', 'the Weft-', 'Warp loom', 'the Weft- Warp loom'],
  ['a dash, not a hyphen', 'the harbour –', 'the city', 'the harbour – the city'],
  ['a number before the hyphen', 'pages 10-', 'twelve', 'pages 10- twelve'],
])('a word that is %s is joined to “%s” + “%s”', (_, first, second, joined) => {
  expect(shown(blocksOfLines([page([first], [second])]))).toEqual([joined])
})

test('an indent begins a paragraph', () => {
  const lines = page(['First sentence here.'], ['Second begins indented', { x: 70 }], ['and goes on.'])
  expect(shown(blocksOfLines([lines]))).toEqual([
    'First sentence here.',
    'Second begins indented and goes on.',
  ])
})

test('what is set larger than the body is a heading, the largest of the first level', () => {
  const lines = page(
    ['The Report', { size: 24 }],
    ['Summary', { size: 16, gap: 30 }],
    ['Plain words that go on and on for the length of a line of text.', { gap: 24 }],
    ['Details', { size: 16, gap: 30 }],
    ['More plain words that decide what the body is, by their number.', { gap: 24 }],
  )
  expect(shown(blocksOfLines([lines])).filter((block) => /^h\d/.test(block))).toEqual([
    'h1: The Report',
    'h2: Summary',
    'h2: Details',
  ])
})

test('a heading over two lines is one, and no heading is longer than a sentence or without a letter', () => {
  const words = Array.from({ length: 30 }, (_, index) => `w${index}`).join(' ')
  const lines = page(
    ['A heading that', { size: 20 }],
    ['runs on', { size: 20, gap: 22 }],
    [words, { size: 20, gap: 60 }],
    ['* * * 12', { size: 20, gap: 60 }],
    [`body ${'text '.repeat(80)}`, { gap: 40 }],
  )
  const blocks = blocksOfLines([lines])
  expect(blocks.filter(({ type }) => type === 'heading')).toHaveLength(1)
  expect(shown(blocks)[0]).toBe('h1: A heading that runs on')
})

test.each([
  ['•', 'signs'],
  ['–', 'signs'],
  ['*', 'signs'],
  ['\uf0b7', 'signs'],
  ['o', 'signs'],
  ['1.', 'numbers', '2.'],
  ['12)', 'numbers', '13)'],
  ['(3)', 'numbers', '(4)'],
  ['a)', 'numbers', 'b)'],
])('lines that begin with %j are a list of %s', (sign, kind, next = sign) => {
  expect(shown(blocksOfLines([page([`${sign} warp`], [`${next} weft`])]))).toEqual([`${kind}: warp | weft`])
})

test.each([
  ['a date', '12. März 2026 beschlossen.'],
  ['the first of a month', '1. März 2026 beschlossen.'],
  ['a number in brackets', '(3) der Satzung beschlossen.'],
  ['a letter', 'b) der Satzung beschlossen.'],
  ['a dash', '– so der Rat – beschlossen.'],
])('a sentence that is divided before %s is no list', (_, rest) => {
  const first = 'Der Rat hat die Satzung, die seit vielen Jahren gilt, am'
  expect(shown(blocksOfLines([page([first], [rest])]))).toEqual([`${first} ${rest}`])
  expect(shown(blocksOfLines([page([`4. ${first}`], [rest, { x: 65 }])]))).toEqual([
    `numbers: ${first} ${rest}`,
  ])
})

test('a sentence that goes on with a number on the next page is one paragraph', () => {
  expect(shown(blocksOfLines([page(['Beschlossen am']), page(['12. März 2026.'])]))).toEqual([
    'Beschlossen am 12. März 2026.',
  ])
})

test.each<[string, Placed[]]>([
  ['behind a gap', [['Der Rat'], ['hat beschlossen'], ['2. Entgelt', { gap: 26 }]]],
  ['set in', [['Der Rat beschliesst'], ['2. Entgelt', { x: 70 }]]],
  ['of several behind a short line', [['Der Rat', { right: 90 }], ['2. Entgelt'], ['3. Laufzeit']]],
  ['behind the end of a sentence, the first', [['Der Rat beschliesst:'], ['1. Entgelt']]],
])('a numbered line %s is an entry', (_, lines) => {
  expect(blocksOfLines([page(...lines)]).map(({ type }) => type)).toEqual(['paragraph', 'list'])
})

test('numbered clauses keep their numbers over the paragraphs between them', () => {
  const lines = page(
    ['1. Gegenstand'],
    ['Der Vertrag regelt', { gap: 26 }],
    ['die Lieferung.'],
    ['2. Entgelt', { gap: 26 }],
    ['Das Entgelt beträgt', { gap: 26 }],
    ['zwei Kronen.'],
    ['5. Laufzeit', { gap: 26 }],
    ['6. Kündigung'],
    ['7. Haftung'],
    ['8. Schluss'],
  )
  expect(
    blocksOfLines([lines]).flatMap((block) => (block.type === 'list' ? [block.start ?? 1] : [])),
  ).toEqual([1, 2, 5])
  expect(shown(placedBlocks([lines], 'text').map(({ block }) => block))).toEqual([
    '1. Gegenstand',
    'Der Vertrag regelt die Lieferung.',
    '2. Entgelt',
    'Das Entgelt beträgt zwei Kronen.',
    '5. Laufzeit',
    '6. Kündigung',
    '7. Haftung',
    '8. Schluss',
  ])
})

test('entries of a list in a list keep their numbers too', () => {
  const lines = page(['1. a'], ['1. b', { x: 70 }], ['2. c', { x: 70 }], ['2. d'])
  expect(
    blocksOfLines([lines]).map((block) => block.type === 'list' && [block.start ?? 1, block.items.length]),
  ).toEqual([
    [1, 1],
    [1, 2],
    [2, 1],
  ])
})

test.each(['1999 was a year', '3.5 million crowns', 'one thing', '*bold*', '-5 degrees', '1234. too long'])(
  '“%s” begins no list',
  (text) => {
    expect(shown(blocksOfLines([page([text])]))).toEqual([text])
  },
)

test('an entry goes on over its further lines, and the next sign is the next entry', () => {
  const lines = page(['• The first entry goes'], ['on here', { x: 60 }], ['• The second'])
  expect(shown(blocksOfLines([lines]))).toEqual(['signs: The first entry goes on here | The second'])
})

test('numbers behind signs are another list', () => {
  expect(shown(blocksOfLines([page(['• warp'], ['1. weft'])]))).toEqual(['signs: warp', 'numbers: weft'])
})

test.each([
  ['runs on in small letters', 'and the council', 'agreed to it.', 1],
  ['ended its sentence', 'The council agreed.', 'later it changed.', 2],
  ['goes on with a capital', 'and the council', 'Agreed to it.', 2],
  ['ended with a quotation', 'he said “yes.”', 'then he left.', 2],
])('over the edge of a page a paragraph that %s is of %s', (_, last, first, paragraphs) => {
  expect(blocksOfLines([page([last]), page([first])])).toHaveLength(paragraphs)
})

test('as paragraphs nothing of the structure is left, and no word is lost', () => {
  const lines = page(['Title', { size: 24 }], ['• warp', { gap: 40 }], ['• weft'], ['Plain.', { gap: 40 }])
  const blocks = placedBlocks([lines], 'text').map(({ block }) => block)
  expect(blocks.every(({ type }) => type === 'paragraph')).toBe(true)
  expect(shown(blocks)).toEqual(['Title', 'warp', 'weft', 'Plain.'])
})

test('no page, or one without lines, has no blocks', () => {
  expect(blocksOfLines([])).toEqual([])
  expect(blocksOfLines([[], []])).toEqual([])
})

test('each block is of the page that it begins on, and nothing runs on over a page without lines', () => {
  const placed = placedBlocks([
    page(['and the council']),
    page(['agreed to it.']),
    [],
    page(['and went home.']),
  ])
  expect(placed.map(({ page: number }) => number)).toEqual([0, 3])
  expect(shown(placed.map(({ block }) => block))).toEqual(['and the council agreed to it.', 'and went home.'])
})

test('the lines of a paragraph are joined as those of a page are', () => {
  expect(joinLines(['the har-', 'bour city', 'of the North-', 'Sea'])).toBe(
    'the harbour city of the North- Sea',
  )
  expect(joinLines([])).toBe('')
})

test('many pages of lines that each stand alone are read in bounded time', () => {
  const lines = page(...Array.from({ length: 150 }, (): Placed => ['A line of its own.', { gap: 40 }]))
  const pages = Array.from({ length: 400 }, () =>
    lines.map((line, at) => ({ ...line, y: line.y - (at % 2) })),
  )
  const start = process.cpuUsage()
  expect(placedBlocks(pages).length).toBeGreaterThan(10_000)
  const { user, system } = process.cpuUsage(start)
  // A quarter of a second on a quiet machine; with a look back over all of them for each, half a minute.
  expect((user + system) / 1_000_000).toBeLessThan(5)
})
