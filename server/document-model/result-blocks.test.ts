import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { type DocumentBlock, FILLED_CELLS_MAX, type InlineRun } from '#server/contracts/document-blocks.ts'
import type { ProcessResult, ResultOf } from '#server/contracts/processing.ts'
import { sampleFile, sampleWaveform } from '#server/testing/sample-results.ts'
import { resultBlocks } from './result-blocks.ts'
import { needsPictures, richElement } from './rich-element.ts'

const ID = '0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b'
const FILE = sampleFile(ID)

/** Blocks as text: one line a block, entries of lists apart by a bar. */
function told(result: ProcessResult): string[] {
  return resultBlocks(result).map((block) => {
    switch (block.type) {
      case 'list':
        return block.items.map(({ content }) => textOf(content)).join(' | ')
      case 'image':
        return `image ${block.attachmentId} ${block.alt} ${block.width}x${block.height}`
      case 'paragraph':
      case 'heading':
      case 'quote':
        return textOf(block.content)
      default:
        return block.type
    }
  })
}
const textOf = (content: readonly InlineRun[]): string => content.map(({ text }) => text).join('')

describe('a result as blocks of a page', () => {
  test('a summary keeps its paragraphs, whose lines flow', () => {
    expect(told({ kind: 'summarise', text: 'One\nline.\n\nTwo.', sentences: 2 })).toEqual([
      'One line.',
      'Two.',
    ])
  })

  test('an empty result is an empty paragraph, so that there is something to accept', () => {
    expect(resultBlocks({ kind: 'keywords', keywords: [] })).toEqual([{ type: 'paragraph', content: [] }])
  })

  test('what was found is listed by type, each text once', () => {
    const place = { type: 'place' as const, start: 0, end: 5 }
    const entities = [
      { ...place, text: 'Brekke' },
      { type: 'date' as const, text: 'March', start: 9, end: 14 },
      { ...place, text: 'Varnholt' },
      { ...place, text: 'Brekke' },
    ]
    expect(told({ kind: 'entities', entities, searched: ['place', 'date'], source: '' })).toEqual([
      'Places: Brekke, Varnholt | Dates: March',
    ])
    expect(told({ kind: 'entities', entities: [], searched: [], source: '' })).toEqual([
      'Nothing of what was searched stands in the text.',
    ])
  })

  test('of the sentences the three that judge most are quoted, and none that the kept text does not hold', () => {
    const source = 'Bad. Fine. Good. Great. Awful.'
    const at = (text: string, score: number | null) => {
      const start = source.indexOf(text)
      return { start, end: start + text.length, score }
    }
    const sentences = [
      ...[at('Bad.', -0.5), at('Fine.', 0.1), at('Good.', 0.4), at('Great.', 0.9), at('Awful.', -0.95)],
      { start: 29, end: 60, score: 1 },
    ]
    const result = { kind: 'sentiment' as const, score: -0.02, label: 'mixed' as const, sentences, source }
    expect(told(result)).toEqual([
      'Sentiment: mixed (-0.02 on a scale from -1 to 1).',
      '-0.95 Awful. | +0.9 Great. | -0.5 Bad.',
    ])
  })

  test('the place of a picture is never written into a page', () => {
    const metadata: ResultOf<'image-metadata'> = {
      ...{ kind: 'image-metadata', format: 'JPEG', width: 40, height: 20, bytes: 10, colourSpace: 'sRGB' },
      ...{
        channels: 3,
        depth: null,
        alpha: false,
        profile: false,
        frames: 1,
        density: null,
        orientation: null,
      },
      ...{ exif: [{ name: 'Make', value: 'Acme' }], location: { latitude: 52.5, longitude: 13.4 } },
    }
    const text = told(metadata).join(' ')
    expect(text).toContain('Make: Acme')
    expect(text).not.toMatch(/52|13\.4|latitude/i)
  })

  test.each(['convert-image', 'resize-image', 'thumbnail'] as const)('%s gives the new picture', (kind) => {
    expect(told({ kind, before: FILE, after: sampleFile(ID, 'b.webp') })).toEqual([
      `image ${ID} b.webp 40x20`,
    ])
  })

  test('a waveform gives its picture if there is one, its length, and how much is silence', () => {
    expect(told(sampleWaveform(null))).toEqual(['A recording of 1:01 minutes; 26 % of it is silence.'])
    expect(told(sampleWaveform(FILE))[0]).toBe(`image ${ID} Waveform, 1:01 minutes 40x20`)
  })
})

/** Blocks as the shared document holds them. */
function inPage(...blocks: DocumentBlock[]): string {
  const body = new Y.Doc().getXmlFragment(ROOT.body)
  body.insert(0, blocks.map(richElement))
  return body.toString()
}

describe('a block in the shared document', () => {
  test('a line end is a break, but in code it stays itself', () => {
    expect(inPage({ type: 'paragraph', content: [{ text: 'one\ntwo' }] })).toBe(
      '<paragraph>one<hardbreak></hardbreak>two</paragraph>',
    )
    expect(inPage({ type: 'code', text: 'one\ntwo' })).toBe('<codeblock>one\ntwo</codeblock>')
  })

  test('marks end where their run ends', () => {
    const runs = [{ text: 'a', bold: true }, { text: 'b' }, { text: 'c', italic: true }]
    expect(inPage({ type: 'paragraph', content: runs })).toBe(
      '<paragraph><bold>a</bold>b<italic>c</italic></paragraph>',
    )
  })

  test('a text of many thousand marked runs is put in as fast as one of few', () => {
    const content = Array.from({ length: 25_000 }, (_, n): InlineRun => ({ text: 'ab', italic: n % 2 === 0 }))
    const start = performance.now()
    const page = inPage({ type: 'paragraph', content })
    // A minute, where each run was looked for from the beginning.
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(page.match(/<italic>ab<\/italic>ab/g)).toHaveLength(12_500)
  })

  test('what ends with line ends keeps them, in code and out of it', () => {
    expect(inPage({ type: 'code', text: 'one\n\n' })).toBe('<codeblock>one\n\n</codeblock>')
    expect(inPage({ type: 'paragraph', content: [{ text: 'one\n', bold: true }] })).toBe(
      '<paragraph><bold>one</bold><hardbreak></hardbreak></paragraph>',
    )
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', ' java\nscript:alert(1)'])(
    'a link to %j becomes plain text',
    (href) => {
      expect(inPage({ type: 'paragraph', content: [{ text: 'a', href }] })).toBe('<paragraph>a</paragraph>')
    },
  )

  test('a link that may stand in a page opens elsewhere and tells nobody where it came from', () => {
    const page = inPage({ type: 'paragraph', content: [{ text: 'a', href: 'https://example.org' }] })
    expect(page).toContain('href="https://example.org"')
    expect(page).toContain('noopener noreferrer nofollow')
  })

  test('rows of a table have one width: short ones are filled up, and only the first is a header', () => {
    const rows = [[[{ text: 'a' }], [{ text: 'b' }]], [[{ text: 'c' }]]]
    const page = inPage({ type: 'table', rows, header: true })
    expect(page.match(/<tableheader>/g)).toHaveLength(2)
    expect(page.match(/<tablecell>/g)).toHaveLength(2)
    expect(inPage({ type: 'table', rows, header: false })).not.toContain('tableheader')
    expect(inPage({ type: 'table', rows: [], header: false })).toBe('<paragraph></paragraph>')
  })

  test('one long row among many short ones does not make a page of empty cells, and no word of it is lost', () => {
    const long = Array.from({ length: 500 }, (_, column) => [{ text: `w${column}` }])
    const short = Array.from({ length: 1_999 }, () => [[{ text: 'x' }]])
    const page = inPage({ type: 'table', rows: [long, ...short], header: false })
    expect(page.match(/<tablecell>/g)?.length).toBeLessThanOrEqual(2 * FILLED_CELLS_MAX)
    expect(page.match(/w\d+/g)).toHaveLength(500)
    const wide = inPage({ type: 'table', rows: [long, ...short.slice(0, 9)], header: false })
    expect(wide.match(/<tablecell>/g)).toHaveLength(200 * 10)
    expect(wide.match(/w\d+/g)).toHaveLength(500)
    // Where nothing has to be filled up, a large table stays what it is.
    const even = Array.from({ length: 60 }, () => long.slice(0, 100))
    expect(inPage({ type: 'table', rows: even, header: false }).match(/<tablecell>/g)).toHaveLength(6_000)
  })

  test('lists stand in lists, each of its own kind', () => {
    const items = [{ content: [{ text: 'a' }], ordered: true, items: [{ content: [{ text: 'b' }] }] }]
    expect(inPage({ type: 'list', ordered: false, items })).toBe(
      '<bulletlist><listitem><paragraph>a</paragraph><orderedlist><listitem><paragraph>b</paragraph></listitem></orderedlist></listitem></bulletlist>',
    )
  })

  test('a heading has its level, a picture its words and size, and only a picture needs the newer schema', () => {
    expect(inPage({ type: 'heading', level: 3, content: [{ text: 'a' }] })).toContain('level="3"')
    const image = { type: 'image' as const, attachmentId: ID, alt: 'words', width: 40, height: null }
    const page = inPage(image)
    expect(page).toContain(`attachmentId="${ID}"`)
    expect(page).toContain('width="40"')
    expect(page).not.toContain('height')
    expect([needsPictures(image), needsPictures({ type: 'code', text: '' })]).toEqual([true, false])
  })

  test('what a text says is text, whatever it looks like', () => {
    const page = new Y.Doc().getXmlFragment(ROOT.body)
    page.insert(0, [richElement({ type: 'paragraph', content: [{ text: '<script>alert(1)</script>' }] })])
    const [paragraph] = page.toArray()
    const [text] = paragraph instanceof Y.XmlElement ? paragraph.toArray() : []
    expect(text instanceof Y.XmlText && text.toDelta()).toEqual([{ insert: '<script>alert(1)</script>' }])
  })
})
