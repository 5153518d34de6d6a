import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import {
  makeDocx,
  NUMBERING,
  paragraph,
  picture,
  relationship,
  run as word,
} from '#server/testing/make-docx.ts'
import { run } from './docx-child.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-docx-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(bytes: Buffer, images = true) {
  const file = path.join(folder, 'a.docx')
  await writeFile(file, bytes)
  return await run({ file, folder, images }, () => {})
}

const plain = (text: string) => [{ text }]

test('headings, quotes and paragraphs come by their styles, with the marks of their text', async () => {
  const body =
    paragraph(word('Minutes of May'), { style: 'Title' }) +
    paragraph(word('Decisions'), { style: 'heading1' }) +
    paragraph(
      word('We buy ') +
        word('two', '<w:b/>') +
        word(' looms', '<w:b/>') +
        word(' and ') +
        word('thread', '<w:i/>'),
    ) +
    paragraph(word('Well done'), { style: 'Quote' })
  const { title, blocks } = await read(makeDocx(body, { relationships: NUMBERING }))
  expect(title).toBe('Minutes of May')
  expect(blocks).toEqual([
    { type: 'heading', level: 1, content: plain('Minutes of May') },
    { type: 'heading', level: 1, content: plain('Decisions') },
    {
      type: 'paragraph',
      content: [
        { text: 'We buy ' },
        { text: 'two looms', bold: true },
        { text: ' and ' },
        { text: 'thread', italic: true },
      ],
    },
    { type: 'quote', content: plain('Well done') },
  ])
})

test('lists keep their signs and their depth', async () => {
  const body =
    paragraph(word('Wool'), { list: 1 }) +
    paragraph(word('grey'), { list: 1, level: 1 }) +
    paragraph(word('white'), { list: 1, level: 1 }) +
    paragraph(word('Linen'), { list: 1 }) +
    paragraph(word('First'), { list: 2 }) +
    paragraph(word('Second'), { list: 2 })
  const { blocks } = await read(makeDocx(body, { relationships: NUMBERING }))
  expect(blocks).toEqual([
    {
      type: 'list',
      ordered: false,
      items: [
        {
          content: plain('Wool'),
          ordered: false,
          items: [{ content: plain('grey') }, { content: plain('white') }],
        },
        { content: plain('Linen') },
      ],
    },
    { type: 'list', ordered: true, items: [{ content: plain('First') }, { content: plain('Second') }] },
  ])
})

test('a table keeps its rows and cells, and a cell over two columns its place', async () => {
  const cell = (text: string, span = '') => `<w:tc><w:tcPr>${span}</w:tcPr>${paragraph(word(text))}</w:tc>`
  const body = `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>${cell('Yarn')}${cell('Metres')}</w:tr><w:tr>${cell('all', '<w:gridSpan w:val="2"/>')}</w:tr></w:tbl>`
  const { blocks } = await read(makeDocx(body))
  expect(blocks).toEqual([
    {
      type: 'table',
      header: true,
      rows: [
        [plain('Yarn'), plain('Metres')],
        [plain('all'), []],
      ],
    },
  ])
})

test('links keep safe addresses alone', async () => {
  const link = (id: string) => `<w:hyperlink r:id="${id}">${word(id)}</w:hyperlink>`
  const relationships =
    relationship('good', 'hyperlink', 'https://example.org/', true) +
    relationship('bad', 'hyperlink', 'javascript:alert(1)', true) +
    relationship('file', 'hyperlink', 'file:///etc/passwd', true)
  const { blocks } = await read(
    makeDocx(paragraph(link('good') + link('bad') + link('file')), { relationships }),
  )
  expect(blocks).toEqual([
    { type: 'paragraph', content: [{ text: 'good', href: 'https://example.org/' }, { text: 'badfile' }] },
  ])
})

test('an embedded picture is taken with its description; a linked one, and what is no picture, are counted', async () => {
  const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
  const relationships =
    relationship('p1', 'image', 'media/a.png') +
    relationship('p2', 'image', 'media/b.png') +
    relationship('out', 'image', 'file:///etc/hostname', true)
  const parts = [
    { name: 'word/media/a.png', data: png },
    { name: 'word/media/b.png', data: Buffer.from('<script>no picture</script>') },
    { name: 'word/media/c.emf', data: Buffer.from('emf') },
  ]
  const body = paragraph(
    word('Before ') +
      picture({ embed: 'p1' }, 'A loom') +
      picture({ embed: 'p2' }) +
      picture({ link: 'out' }),
  )
  const { blocks, images, leftOut } = await read(makeDocx(body, { relationships, parts }))
  expect(blocks).toEqual([
    { type: 'paragraph', content: plain('Before') },
    { type: 'found-image', found: 0 },
  ])
  expect(images).toMatchObject([{ alt: 'A loom' }])
  expect(leftOut).toEqual([
    'Pictures in formats that browsers do not show safely (EMF, WMF, SVG).',
    expect.stringMatching(/^2 pictures: linked from elsewhere/),
  ])
  const without = await read(makeDocx(body, { relationships, parts }), false)
  expect(without.images).toEqual([])
  expect(without.leftOut).toContain('2 pictures, as asked.')
})

test('line breaks stay, and what stands around the text is named as left out', async () => {
  const parts = ['word/header1.xml', 'word/charts/chart1.xml', 'word/vbaProject.bin'].map((name) => ({
    name,
    data: Buffer.from('<x/>'),
  }))
  const { blocks, leftOut } = await read(
    makeDocx(paragraph(`${word('Harbour street 3')}<w:r><w:br/></w:r>${word('Varnholt')}`), { parts }),
  )
  expect(blocks).toEqual([{ type: 'paragraph', content: plain('Harbour street 3\nVarnholt') }])
  expect(leftOut).toEqual(['Headers and footers.', 'Charts.', 'Macros, which are never run.'])
})
