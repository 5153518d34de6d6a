import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { SCAN_PAGES_MAX } from '#server/contracts/media-kinds.ts'
import { makePdf, type PdfPage } from '#server/testing/make-pdf.ts'
import { run } from './pdf-child.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-pdf-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(bytes: Buffer, options: { from?: number; to?: number; as?: 'blocks' | 'text' } = {}) {
  const file = path.join(folder, 'a.pdf')
  await writeFile(file, bytes)
  const outcome = await run({ file, from: 1, as: 'blocks', ...options }, () => {})
  return { ...outcome, blocks: outcome.pages.flatMap(({ blocks }) => blocks) }
}

const plain = (text: string) => [{ text }]
const ARTICLE: PdfPage = {
  lines: [
    { text: 'The winter of the looms', size: 22, y: 780 },
    { text: 'Why they stood still', size: 16, y: 740 },
    { text: 'In January the thread from the northern mill did not ar-', y: 710 },
    { text: 'rive, and the workshop had to wait for four weeks.', y: 696 },
    { text: 'A second paragraph begins after a gap.', y: 668 },
    // The bullet of the font's encoding (WinAnsi).
    { text: '\x95 grey wool', y: 640 },
    { text: '\x95 white linen from', y: 626 },
    { text: 'the southern mill', x: 84, y: 612 },
    { text: '1. Order thread', y: 584 },
    { text: '2. Repair the loom', y: 570 },
  ],
}

test('larger lines are headings, gaps make paragraphs, signs make lists, and divided words are mended', async () => {
  const { blocks, title, total, pages } = await read(makePdf([ARTICLE], 'Looms'))
  expect({ title, total }).toEqual({ title: 'Looms', total: 1 })
  expect(pages.map(({ scan }) => scan)).toEqual([null])
  expect(blocks).toEqual([
    { type: 'heading', level: 1, content: plain('The winter of the looms') },
    { type: 'heading', level: 2, content: plain('Why they stood still') },
    {
      type: 'paragraph',
      content: plain(
        'In January the thread from the northern mill did not arrive, and the workshop had to wait for four weeks.',
      ),
    },
    { type: 'paragraph', content: plain('A second paragraph begins after a gap.') },
    {
      type: 'list',
      ordered: false,
      items: [{ content: plain('grey wool') }, { content: plain('white linen from the southern mill') }],
    },
    {
      type: 'list',
      ordered: true,
      items: [{ content: plain('Order thread') }, { content: plain('Repair the loom') }],
    },
  ])
})

test('as plain text the same PDF is paragraphs alone', async () => {
  const { blocks } = await read(makePdf([ARTICLE]), { as: 'text' })
  expect(new Set(blocks.map(({ type }) => type))).toEqual(new Set(['paragraph']))
  expect(blocks).toHaveLength(8)
})

test('running heads and page numbers go, and a sentence runs on over the page', async () => {
  const page = (number: number, line: string): PdfPage => ({
    lines: [
      { text: 'Annual report', size: 9, y: 810 },
      { text: line, y: 700 },
      { text: `which nobody had expected, ${'and so on, '.repeat(number)}to the end.`, y: 686 },
      { text: `Page ${number}`, size: 9, y: 30 },
    ],
  })
  const { blocks, running } = await read(
    makePdf([page(1, 'The year began'), page(2, 'then came a storm'), page(3, 'It ended well')]),
  )
  expect(running).toBe(6)
  expect(JSON.stringify(blocks)).not.toMatch(/Annual report|Page \d/)
})

test('only the pages asked for are read, and a page beyond the end is refused with the count', async () => {
  const pages = Array.from(
    { length: 4 },
    (_, index): PdfPage => ({
      lines: [{ text: `This is page number ${index + 1} of four`, y: 700 }],
    }),
  )
  const { blocks, total, pages: kept } = await read(makePdf(pages), { from: 2, to: 3 })
  expect({ pages: kept.map(({ page }) => page), total }).toEqual({ pages: [2, 3], total: 4 })
  expect(JSON.stringify(blocks)).toMatch(/number 2.*number 3/)
  expect(JSON.stringify(blocks)).not.toMatch(/number [14]/)
  await expect(read(makePdf(pages), { from: 9 })).rejects.toMatchObject({
    code: 'invalid-input',
    message: 'The PDF has 4 pages, so none has the number 9.',
  })
})

const grey = (width: number, height: number) => ({
  ...{ width, height },
  grey: new Uint8Array(width * height).map((_, index) => (index % 97 < 8 ? 20 : 240)),
})
const NOISE = ['~^ |.,_ 1l;I |! ;:#', '§%& 4lI| ]f{ //\\\\ ~~', 'rn.,:; |_| l1I!| ?}{'].map(
  (text, index) => ({
    text,
    y: 700 - index * 14,
  }),
)

test('of each page it is told whether its picture has to be read, and why', async () => {
  const picture = grey(60, 80)
  const { pages } = await read(
    makePdf([
      ARTICLE,
      { picture },
      { picture, hidden: NOISE },
      { picture, hidden: 'lines' in ARTICLE ? ARTICLE.lines : [] },
      // The same noise as ink, and beside a small picture: formulas look like that.
      { lines: NOISE },
      { picture: { ...picture, at: { x: 50, y: 50, width: 100, height: 100 } }, hidden: NOISE },
    ]),
  )
  expect(pages.map(({ scan }) => scan)).toEqual([null, 'no-text', 'bad-text', null, null, null])
  expect(pages[2]?.blocks).not.toEqual([])
})

test('pictures side by side count together, and turns and forms do not hide them', async () => {
  const half = (x: number) => ({ ...grey(30, 80), at: { x, y: 0, width: 297, height: 842 } })
  const { pages } = await read(makePdf([{ picture: [half(0), half(297)], hidden: NOISE, turned: 90 }]))
  expect(pages.map(({ scan }) => scan)).toEqual(['bad-text'])
})

test('reading ends before one scanned page too many, and goes on after no page that it leaves out', async () => {
  const scans = Array.from({ length: SCAN_PAGES_MAX + 1 }, (): PdfPage => ({ picture: grey(20, 20) }))
  const { pages, total } = await read(makePdf([ARTICLE, ...scans, ARTICLE]))
  expect(pages.at(-1)?.page).toBe(SCAN_PAGES_MAX + 1)
  expect(total).toBe(SCAN_PAGES_MAX + 3)
})

test('a damaged PDF is refused in one sentence', async () => {
  await expect(read(Buffer.from('%PDF-1.7\nnothing more'))).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'The PDF is damaged, so it could not be opened.',
  })
})
