import { getSchema } from '@tiptap/core'
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { documentExtensions } from './document-extensions.ts'
import { appendJobResult } from './job-result-block.ts'
import { fillPage, retitle } from './page-content.ts'
import { bodyTextOf, titleOf } from './plain-text.ts'

const schema = getSchema(documentExtensions())
const TASK = '0192b0a1-0000-7000-8000-000000000001'
const IMAGE = '0192b0a1-0000-7000-8000-000000000002'
const job = {
  taskId: TASK,
  kind: 'ocr',
  provider: 'local',
  model: null,
  confidence: 0.94,
  cache: 'miss',
  degraded: false,
}
const scan = {
  kind: 'ocr' as const,
  text: 'One two',
  blocks: [{ text: 'One\ntwo', confidence: 0.9 }],
  rotation: 0,
}

function nodesOf(doc: Y.Doc): string[] {
  const root = yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment(ROOT.body), schema)
  root.check()
  return root.content.content.map((node) => node.type.name)
}

test('an empty page has one paragraph, valid for the editor', () => {
  const doc = new Y.Doc()
  fillPage(doc, '', [])
  expect(nodesOf(doc)).toEqual(['paragraph'])
  expect(titleOf(doc)).toBe('')
})

test('every block that the server writes is valid for the editor and comes back as text', () => {
  const doc = new Y.Doc()
  fillPage(doc, 'A  title', [
    { type: 'heading', text: 'Head', level: 2 },
    { type: 'paragraph', text: 'Body' },
    { type: 'bulletList', items: ['one', 'two'] },
    { type: 'taskList', items: [{ text: 'do', checked: true }] },
    { type: 'blockquote', text: 'said' },
  ])
  expect(nodesOf(doc)).toEqual(['heading', 'paragraph', 'bulletList', 'taskList', 'blockquote'])
  expect(titleOf(doc)).toBe('A title')
  expect(bodyTextOf(doc)).toBe('Head\n\nBody\n\none\n\ntwo\n\ndo\n\nsaid')
})

test('so is every block of the second version', () => {
  const doc = new Y.Doc()
  fillPage(doc, '', [
    { type: 'codeBlock', text: 'let a\nlet b', language: 'javascript' },
    { type: 'horizontalRule' },
    { type: 'callout', kind: 'warning', text: 'Mind the gap' },
    { type: 'toggle', heading: 'More', texts: ['folded', 'away'] },
    { type: 'table', rows: [['Name', 'Age'], ['Ada', '36'], ['Ben']] },
    { type: 'table', rows: [] },
  ])
  expect(nodesOf(doc)).toEqual(['codeBlock', 'horizontalRule', 'callout', 'toggle', 'table', 'table'])
  expect(bodyTextOf(doc)).toBe(
    'let a\nlet b\n\nMind the gap\n\nMore\n\nfolded\n\naway\n\nName | Age\nAda | 36\nBen',
  )
})

test('a file is in the text of the page by its name', () => {
  const doc = new Y.Doc()
  const file = new Y.XmlElement('file')
  file.setAttribute('name', 'budget 2027.xlsx')
  doc.getXmlFragment(ROOT.body).insert(0, [file])
  expect(nodesOf(doc)).toEqual(['file'])
  expect(bodyTextOf(doc)).toBe('budget 2027.xlsx')
})

test('a result stands after the image it was read from, once, and is no part of the page’s text', () => {
  const doc = new Y.Doc()
  fillPage(doc, '', [
    { type: 'paragraph', text: 'before' },
    { type: 'paragraph', text: 'after' },
  ])
  const image = new Y.XmlElement('image')
  image.setAttribute('attachmentId', IMAGE)
  doc.getXmlFragment(ROOT.body).insert(1, [image])
  expect(appendJobResult(doc, job, scan, { afterAttachmentId: IMAGE })).toBe(true)
  expect(appendJobResult(doc, job, scan, { afterAttachmentId: IMAGE })).toBe(false)
  expect(nodesOf(doc)).toEqual(['paragraph', 'image', 'jobResult', 'paragraph'])
  expect(bodyTextOf(doc)).toBe('before\n\nafter')
})

test.each([
  ['a list', ['bulletList', 'listItem']],
  ['a toggle', ['toggle', 'toggleContent']],
  ['a cell of a table', ['table', 'tableRow', 'tableCell']],
])('a result of an image in %s stands right behind the outermost block that holds it', (_, holders) => {
  const doc = new Y.Doc()
  fillPage(doc, '', [
    { type: 'paragraph', text: 'before' },
    { type: 'paragraph', text: 'after' },
  ])
  const image = new Y.XmlElement('image')
  image.setAttribute('attachmentId', IMAGE)
  const outermost = holders.reduceRight((inner, name) => {
    const holder = new Y.XmlElement(name)
    holder.insert(0, [inner])
    return holder
  }, image)
  doc.getXmlFragment(ROOT.body).insert(1, [outermost])
  appendJobResult(doc, job, scan, { afterAttachmentId: IMAGE })
  const blocks = doc.getXmlFragment(ROOT.body).toArray()
  const names = blocks.map((block) => (block instanceof Y.XmlElement ? block.nodeName : ''))
  expect(names).toEqual(['paragraph', holders[0], 'jobResult', 'paragraph'])
})

test('without an image a result comes before the empty lines at the end', () => {
  const doc = new Y.Doc()
  fillPage(doc, '', [
    { type: 'paragraph', text: 'text' },
    { type: 'paragraph', text: '' },
  ])
  appendJobResult(doc, job, scan)
  expect(nodesOf(doc)).toEqual(['paragraph', 'jobResult', 'paragraph'])
})

test('a new title keeps the letters that it shares with the old one, so concurrent typing merges', () => {
  const doc = new Y.Doc()
  fillPage(doc, 'Minutes of May', [])
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  other.getText(ROOT.title).insert(0, 'Draft: ')
  retitle(doc, 'Minutes of June')
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  expect(titleOf(doc)).toBe('Draft: Minutes of June')
})
