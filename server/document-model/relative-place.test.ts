import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { BlockPlace } from '#server/contracts/text-source.ts'
import { appendJobResult } from './job-result-block.ts'
import { showJobDraft } from './job-result-draft.ts'
import { blockElement, fillPage } from './page-content.ts'
import { indexOfPlace, placeBehindBlock } from './relative-place.ts'

const TASK = '0195f3c2-0000-7000-8000-000000000001'
const draft = { taskId: TASK, kind: 'summarise', provider: 'alpha', model: null }
const answer = { ...draft, confidence: 0.9, cache: 'miss', degraded: false }
const result = { kind: 'summarise' as const, text: 'All is well.', sentences: 1 }
const paragraph = (text: string) => blockElement({ type: 'paragraph', text })

/** A page of three blocks, and the place behind the first. */
function page() {
  const doc = new Y.Doc()
  fillPage(
    doc,
    'Page',
    ['one', 'two', 'three'].map((text) => ({ type: 'paragraph', text })),
  )
  const body = doc.getXmlFragment(ROOT.body)
  const place = placeBehindBlock(body, 1)
  const texts = () => body.toArray().map((block) => String(block.toString()).replace(/<[^>]*>/g, ''))
  return { doc, body, place, texts }
}

test('a place stays behind its block whatever is written around it, and where that was when it is gone', () => {
  const { body, place } = page()
  expect(BlockPlace.safeParse(place).success).toBe(true)
  expect(indexOfPlace(body, place)).toBe(1)
  body.insert(1, [paragraph('behind it')])
  body.insert(0, [paragraph('above')])
  expect(indexOfPlace(body, place)).toBe(2)
  body.delete(1, 1)
  expect(indexOfPlace(body, place)).toBe(1)
})

test('what is no place at the top level of this page is none', () => {
  const { doc, body } = page()
  const inside = Y.createRelativePositionFromTypeIndex(body.get(0) as Y.XmlElement, 1, -1)
  const written = Array.from(Y.encodeRelativePosition(inside), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  for (const place of ['', 'zz', '00', 'ff'.repeat(40), written, placeBehindBlock(page().body, 1)])
    expect(indexOfPlace(body, place)).toBeUndefined()
  expect(doc.share.size).toBe(2)
})

test('a result stands where it was asked for, at once and grown; without such a place at the end', () => {
  const at = page()
  appendJobResult(at.doc, answer, result, { behind: at.place })
  expect(at.texts()).toEqual(['one', 'All is well.', 'two', 'three'])
  const grown = page()
  showJobDraft(grown.doc, draft, { isNew: true, behind: grown.place })
  grown.body.insert(0, [paragraph('above')])
  appendJobResult(grown.doc, answer, result, { behind: grown.place })
  expect(grown.texts()).toEqual(['above', 'one', 'All is well.', 'two', 'three'])
  const end = page()
  appendJobResult(end.doc, answer, result, { behind: placeBehindBlock(page().body, 1) })
  expect(end.texts()).toEqual(['one', 'two', 'three', 'All is well.'])
})
