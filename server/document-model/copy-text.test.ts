import { expect, test } from 'vitest'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { sampleDocument } from '#server/testing/sample-results.ts'
import { copyText } from './copy-text.ts'

/** A document that was read, with these blocks. */
const read = (...blocks: DocumentBlock[]): string => copyText(sampleDocument(blocks))

test('keywords are one a line, without signs, so that they can be pasted as a list of anything', () => {
  const keywords = ['coal', 'heat pump'].map((term) => ({ term, weight: 1 }))
  expect(copyText({ kind: 'keywords', keywords })).toBe('coal\nheat pump')
})

test('paragraphs stand apart by an empty line, without their marks', () => {
  expect(copyText({ kind: 'summarise', text: 'One.\n\nTwo.', sentences: 2 })).toBe('One.\n\nTwo.')
  const content = [{ text: 'bold', bold: true }, { text: ' and a ' }, { text: 'link', href: 'https://x.org' }]
  expect(read({ type: 'paragraph', content })).toBe('bold and a link')
})

test('lists keep their signs, numbers count, and inner lists are indented', () => {
  const inner = [{ content: [{ text: 'b' }] }, { content: [{ text: 'c' }] }]
  const items = [{ content: [{ text: 'a' }], ordered: true, items: inner }, { content: [{ text: 'd' }] }]
  expect(read({ type: 'list', ordered: false, items })).toBe('- a\n  1. b\n  2. c\n- d')
  expect(read({ type: 'list', ordered: true, items: inner })).toBe('1. b\n2. c')
})

test('a table goes into a spreadsheet, code keeps its lines, a picture is its words', () => {
  const rows = [
    [[{ text: 'a' }], [{ text: 'b' }]],
    [[{ text: 'c' }], [{ text: 'd' }]],
  ]
  expect(read({ type: 'table', header: true, rows })).toBe('a\tb\nc\td')
  expect(read({ type: 'code', text: 'if (x)\n  y' })).toBe('if (x)\n  y')
  const id = '0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b'
  expect(read({ type: 'image', attachmentId: id, alt: 'A loom', width: null, height: null })).toBe('A loom')
})

test('what is empty leaves no gap', () => {
  const paragraph = (text: string): DocumentBlock => ({ type: 'paragraph', content: text ? [{ text }] : [] })
  expect(read(paragraph('a'), paragraph(''), paragraph('b'))).toBe('a\n\nb')
})
