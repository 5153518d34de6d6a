import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeDocx, NUMBERING, paragraph, run as word } from '#server/testing/make-docx.ts'
import { run } from './docx-child.ts'
import { markLists } from './list-numbers.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-lists-'))
afterAll(() => rm(folder, { recursive: true }))

const level = (at: number, more: string, format = 'decimal'): string =>
  `<w:lvl w:ilvl="${at}">${more}<w:numFmt w:val="${format}"/></w:lvl>`
const kind = (id: number, ...levels: string[]): string =>
  `<w:abstractNum w:abstractNumId="${id}">${levels.join('')}</w:abstractNum>`
const num = (id: number, of: number, more = ''): string =>
  `<w:num w:numId="${id}"><w:abstractNumId w:val="${of}"/>${more}</w:num>`
const anew = (start: number): string =>
  `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="${start}"/></w:lvlOverride>`

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
// Clauses with letters below them, the same begun anew, and a list of its own that begins with 5.
const XML = `<?xml version="1.0"?><w:numbering ${W}>${[
  kind(1, level(0, '<w:start w:val="1"/>'), level(1, '')),
  kind(2, level(0, '<w:start w:val="5"/>')),
  num(1, 1),
  num(2, 1, anew(1)),
  num(3, 2),
].join('')}</w:numbering>`

type Entry = [list: number, level: number, text: string] | string

/** The lists of a document: the number that each begins with, and its entries. */
async function listsOf(entries: readonly Entry[], xml = XML): Promise<unknown[]> {
  const body = entries.map((entry) => {
    if (typeof entry === 'string') return paragraph(word(entry))
    const [list, depth, text] = entry
    return `<w:p><w:pPr><w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${list}"/></w:numPr></w:pPr>${word(text)}</w:p>`
  })
  const parts = [{ name: 'word/numbering.xml', data: Buffer.from(xml) }]
  const file = path.join(folder, 'lists.docx')
  await writeFile(file, makeDocx(body.join(''), { relationships: NUMBERING, parts }))
  const { blocks } = await run({ file, folder, images: false }, () => {})
  return blocks.flatMap((block) =>
    block.type === 'list'
      ? [
          [
            block.start ?? 1,
            ...block.items.map(({ content, items, start }) =>
              [content[0]?.text, ...(items ? [start ?? 1, items.length] : [])].join(' '),
            ),
          ],
        ]
      : [],
  )
}

test.each<[string, Entry[], unknown[]]>([
  [
    'with words between them count on',
    [[1, 0, 'a'], 'words', [1, 0, 'b'], [1, 0, 'c']],
    [
      [1, 'a'],
      [2, 'b', 'c'],
    ],
  ],
  [
    'that begin anew do so',
    [
      [1, 0, 'a'],
      [1, 0, 'b'],
      [2, 0, 'c'],
      [2, 0, 'd'],
    ],
    [
      [1, 'a', 'b'],
      [1, 'c', 'd'],
    ],
  ],
  [
    'begin where they say',
    [[3, 0, 'a'], 'words', [3, 0, 'b']],
    [
      [5, 'a'],
      [6, 'b'],
    ],
  ],
  [
    'are counted apart',
    [
      [1, 0, 'a'],
      [3, 0, 'b'],
      [1, 0, 'c'],
    ],
    [
      [1, 'a'],
      [5, 'b'],
      [2, 'c'],
    ],
  ],
  [
    'below an entry begin with it',
    [
      [1, 0, 'a'],
      [1, 1, 'x'],
      [1, 1, 'y'],
      [1, 0, 'b'],
      [1, 1, 'z'],
    ],
    [[1, 'a 1 2', 'b 1 1']],
  ],
])('numbered entries %s', async (_, entries, lists) => {
  expect(await listsOf(entries)).toEqual(lists)
})

test('numbers that are written as Word does not write them are read as before', async () => {
  const odd = XML.replace('</w:num>', '</w:num >')
  expect(await listsOf([[1, 0, 'a'], 'words', [1, 0, 'b']], odd)).toEqual([
    [1, 'a'],
    [1, 'b'],
  ])
})

test('a thousand definitions of a megabyte are left as they are, at once', () => {
  const large = kind(1, level(0, `<!--${'x'.repeat(900_000)}-->`))
  const xml = `<w:numbering ${W}>${large}${Array.from({ length: 1_000 }, (_, at) => num(at, 1)).join('')}</w:numbering>`
  const start = performance.now()
  const marked = markLists(new Map([['word/numbering.xml', Buffer.from(xml)]]))
  expect(marked.get('word/numbering.xml')?.length).toBeLessThan(5_000_000)
  expect(performance.now() - start).toBeLessThan(2_000)
})
