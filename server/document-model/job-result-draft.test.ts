import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { appendJobResult, hasJobResult } from './job-result-block.ts'
import { endJobDraft, type JobDraft, showJobDraft } from './job-result-draft.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { blockElement, fillPage } from './page-content.ts'

const TASK = '0195f3c2-0000-7000-8000-000000000001'
const EARLIER = '0195f3c2-0000-7000-8000-000000000000'
const attributes = {
  ...{ taskId: TASK, kind: 'improve', provider: 'alpha', model: 'large' },
  ...{ confidence: 0.9, cache: 'miss', degraded: false },
}

const LONG = `# Looms

Eleven looms *run again*, says [the guild](https://guild.example/a).
A second line 🧵 with \`code\`.

- one
- two **bold** words
  - deeper

| Loom | State |
| --- | --- |
| 1 | runs |
| 2 | rests |

\`\`\`
warp()
weft()
\`\`\`

> The last word.`

function page(): Y.Doc {
  const doc = new Y.Doc()
  fillPage(doc, 'Page', [
    { type: 'paragraph', text: 'before' },
    { type: 'paragraph', text: 'after' },
  ])
  return doc
}

function draft(text: string, changes: Partial<JobDraft> = {}): JobDraft {
  return {
    ...{ taskId: TASK, kind: 'improve', provider: 'alpha', model: 'large' },
    blocks: markdownBlocks(text, () => true),
    ...changes,
  }
}

const body = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment(ROOT.body)
const outline = (doc: Y.Doc): string => body(doc).toString()
const resultOf = (text: string) => {
  const blocks: DocumentBlock[] = markdownBlocks(text, () => true)
  const rest = { from: null, to: null, words: { before: 1, after: 1 }, source: '' }
  return { kind: 'improve' as const, text, blocks, ...rest }
}
/** What the page would hold had the result come at once. */
function atOnce(text: string): string {
  const doc = page()
  appendJobResult(doc, attributes, resultOf(text))
  return outline(doc)
}

describe('a draft', () => {
  test('grows to exactly what the result is, whatever it is cut into, in updates that hold little more than what is new', () => {
    const doc = page()
    let bytes = 0
    doc.on('update', (update: Uint8Array) => {
      bytes += update.length
    })
    for (let at = 0; at <= LONG.length; at += 7)
      expect(showJobDraft(doc, draft(LONG.slice(0, at)), { isNew: at === 0 })).toBe(true)
    expect(outline(doc)).toContain('phase="writing"')
    expect(appendJobResult(doc, attributes, resultOf(LONG))).toBe(true)
    expect(outline(doc)).toBe(atOnce(LONG))
    // 50 times the whole would be 20,000 and more.
    expect(bytes).toBeLessThan(9_000)
  })

  test('keeps its place and leaves alone what others write around it', () => {
    const doc = page()
    showJobDraft(doc, draft('One'), { isNew: true })
    body(doc).push([blockElement({ type: 'paragraph', text: 'below' })])
    body(doc).insert(0, [blockElement({ type: 'paragraph', text: 'above' })])
    showJobDraft(doc, draft('One two'), { isNew: false })
    appendJobResult(doc, attributes, resultOf('One two three'))
    const texts = body(doc)
      .toArray()
      .map((block) => String(block.toString()).replace(/<[^>]*>/g, ''))
    expect(texts).toEqual(['above', 'before', 'after', 'One two three', 'below'])
  })

  test('of another attempt or provider replaces the words of the one before, which stay until it has some', () => {
    const doc = page()
    showJobDraft(doc, draft('The first one wrote this'), { isNew: true })
    showJobDraft(doc, draft('', { blocks: undefined, provider: null }), { isNew: false })
    expect(outline(doc)).toContain('The first one wrote this')
    showJobDraft(doc, draft('The second', { provider: 'beta' }), { isNew: false })
    expect(outline(doc)).toContain('The second<')
    expect(outline(doc)).toContain('provider="beta"')
    expect(outline(doc)).not.toContain('first')
  })

  test.each(['words', 'result', 'end'])(
    'that two people moved at once, and so stands there twice, stands there once after the next %s',
    (next) => {
      const doc = page()
      showJobDraft(doc, draft('One'), { isNew: true })
      const moved = body(doc).get(2)
      if (moved instanceof Y.XmlElement) body(doc).insert(0, [moved.clone()])
      if (next === 'words') showJobDraft(doc, draft('One two'), { isNew: false })
      else if (next === 'result') appendJobResult(doc, attributes, resultOf('One two'))
      else endJobDraft(doc, TASK, 'stopped')
      expect(outline(doc).split('<jobresult')).toHaveLength(2)
      expect(outline(doc)).toMatch(next === 'end' ? /One</ : /One two</)
    },
  )

  test('that somebody removed is not put back', () => {
    const doc = page()
    showJobDraft(doc, draft('One'), { isNew: true })
    body(doc).delete(2, 1)
    const before = outline(doc)
    expect(showJobDraft(doc, draft('One two'), { isNew: false })).toBe(false)
    expect([outline(doc), hasJobResult(doc, TASK)]).toEqual([before, false])
  })

  test('cannot be written over a result that is whole', () => {
    const doc = page()
    appendJobResult(doc, attributes, resultOf('Whole'))
    const before = outline(doc)
    expect(showJobDraft(doc, draft('Half'), { isNew: false })).toBe(false)
    expect(appendJobResult(doc, attributes, resultOf('Again'))).toBe(false)
    expect(outline(doc)).toBe(before)
  })

  test('takes what somebody typed into it for none of its words', () => {
    const doc = page()
    showJobDraft(doc, draft('One two'), { isNew: true })
    const block = body(doc).get(2)
    const paragraph = block instanceof Y.XmlElement ? block.get(0) : undefined
    const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
    if (text instanceof Y.XmlText) text.insert(3, ' and a half', { bold: {} })
    appendJobResult(doc, attributes, resultOf('One two three'))
    expect(outline(doc)).toBe(atOnce('One two three'))
  })

  test('stands behind an earlier try until it is whole, and then in its place, with what was accepted of that', () => {
    const doc = page()
    appendJobResult(doc, { ...attributes, taskId: EARLIER }, resultOf('Earlier\n\nKept'))
    const earlier = body(doc).get(2)
    const kept = earlier instanceof Y.XmlElement ? earlier.get(1) : undefined
    const words = kept instanceof Y.XmlElement ? kept.get(0) : undefined
    if (words instanceof Y.XmlText) words.format(0, 4, { provenance: { taskId: EARLIER } })
    showJobDraft(doc, draft('Later'), { isNew: true, inPlaceOf: [EARLIER] })
    expect(outline(doc)).toMatch(/Earlier.*Kept.*Later/)
    appendJobResult(doc, attributes, resultOf('Later one'), { inPlaceOf: [EARLIER] })
    const names = body(doc)
      .toArray()
      .map((block) => (block instanceof Y.XmlElement ? block.nodeName : ''))
    expect(names).toEqual(['paragraph', 'paragraph', 'paragraph', 'jobResult'])
    expect(outline(doc)).toMatch(/Kept.*Later one/)
    expect(outline(doc)).not.toContain('Earlier')
  })

  test.each(['stopped', 'failed'] as const)('that is %s keeps its words; without any it goes', (phase) => {
    const doc = page()
    const before = outline(doc)
    showJobDraft(doc, draft('', { blocks: undefined }), { isNew: true })
    endJobDraft(doc, TASK, phase)
    expect(outline(doc)).toBe(before)
    showJobDraft(doc, draft('Half a'), { isNew: true })
    endJobDraft(doc, TASK, phase)
    expect(outline(doc)).toContain(`phase="${phase}"`)
    expect(outline(doc)).toContain('Half a')
  })

  test('that was all of a page leaves it a line', () => {
    const doc = page()
    body(doc).delete(0, 2)
    showJobDraft(doc, draft(''), { isNew: true })
    endJobDraft(doc, TASK, 'stopped')
    expect(outline(doc)).toBe('<paragraph></paragraph>')
  })

  test('a whole result is not ended', () => {
    const doc = page()
    appendJobResult(doc, attributes, resultOf('Whole'))
    endJobDraft(doc, TASK, 'stopped')
    expect(outline(doc)).toBe(atOnce('Whole'))
  })
})
