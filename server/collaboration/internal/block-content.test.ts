import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { CALLOUT_ICONS } from '#server/document-model/callout-node.ts'
import { checkContent } from './content-rules.ts'
import { ForbiddenContent, parseUpdate } from './parse-update.ts'
import { PlaceIndex } from './place-index.ts'

const ID = '0192b0a1-0000-7000-8000-000000000001'

/** An element with these attributes, as a client may send it past every editor. */
function update(node: string, attributes: Record<string, unknown> = {}): Uint8Array {
  const doc = new Y.Doc()
  const element = new Y.XmlElement(node)
  doc.getXmlFragment(ROOT.body).insert(0, [element])
  for (const [name, value] of Object.entries(attributes)) setRaw(element, name, value)
  return Y.encodeStateAsUpdate(doc)
}

function setRaw(element: Y.XmlElement, name: string, value: unknown): void {
  ;(element as Y.XmlElement<Record<string, never>>).setAttribute(name, value as never)
}

function check(bytes: Uint8Array, known = new PlaceIndex()): void {
  checkContent(parseUpdate(bytes).items, () => known)
}

describe('what a page may hold passes the door', () => {
  test.each<[string, Record<string, unknown>?]>([
    ['table'],
    ['tableRow'],
    ['tableCell', { colspan: 1, rowspan: 2, colwidth: [120], align: 'center' }],
    ['tableHeader', { colspan: 2, rowspan: 1, colwidth: [0, 240], align: null }],
    ['callout', { kind: 'danger', icon: null }],
    ...CALLOUT_ICONS.map((icon): [string, Record<string, unknown>] => ['callout', { icon }]),
    ['toggle'],
    ['file', { attachmentId: ID, name: 'a.pdf', mediaType: 'application/pdf', bytes: 12 }],
    ['image', { attachmentId: ID, widthPercent: 50 }],
  ])('%s %j', (node, attributes) => {
    expect(() => check(update(node, attributes))).not.toThrow()
  })
})

describe('what it may not is refused', () => {
  const nothing: unknown[] = [undefined, {}, { x: 1 }, [], true]
  const numbers: unknown[] = [0, -1, 1.5, '2', 1e6, Number.NaN, Number.POSITIVE_INFINITY, null, ...nothing]
  const hostile: Record<string, [string, unknown[]][]> = {
    table: [
      ['style', ['width: 1px; background: url(https://evil.test)']],
      ['onclick', ['alert(1)']],
      ['class', ['x']],
    ],
    tableRow: [['style', ['x']]],
    tableCell: [
      ['colspan', numbers],
      ['rowspan', numbers],
      ['colwidth', ['100', [-1], [1e9], ['100'], [[100]], [Number.NaN], Array(1000).fill(100), {}, 7]],
      ['align', ['justify', 'left; color: red', '', 7, []]],
      ['data-colwidth', ['1']],
    ],
    tableHeader: [['colspan', numbers]],
    callout: [
      ['kind', ['x', 'Note', '', null, 'constructor', ...nothing]],
      ['icon', ['x', '<svg onload=alert(1)>', 'constructor', 7, ...nothing]],
      ['class', ['x']],
    ],
    toggle: [
      ['open', [true, 'open']],
      ['constructor', ['x']],
    ],
    file: [
      ['attachmentId', ['../../x', 'https://evil.test/x', ID.toUpperCase(), `${ID}/..`, 7, ...nothing]],
      ['name', ['x'.repeat(301), null, 7, ...nothing]],
      ['mediaType', ['text/html; charset=x', 'javascript:alert(1)', 'text', 'a/b/c', 'Text/HTML', '', null]],
      ['bytes', [-1, 1.5, 2 ** 41, '12', null, Number.NaN, ...nothing]],
      ['src', ['https://evil.test']],
      ['href', ['javascript:alert(1)']],
    ],
    image: [['widthPercent', [9, 101, 50.5, '50', Number.NaN, ...nothing]]],
  }
  const cases = Object.entries(hostile).flatMap(([node, rules]) =>
    rules.flatMap(([name, values]) => values.map((value): [string, string, unknown] => [node, name, value])),
  )
  test.each(cases)('%s.%s = %j', (node, name, value) => {
    expect(() => check(update(node, { [name]: value }))).toThrow(ForbiddenContent)
  })

  test.each(['iframe', 'details', 'summary', 'script', 'Table', '__proto__', 'constructor', 'embed', ''])(
    'an element %j',
    (node) => {
      expect(() => check(update(node))).toThrow(ForbiddenContent)
    },
  )

  test('a shared type in the place of a value', () => {
    for (const value of [new Y.Map(), new Y.Array(), new Y.Text(), new Y.XmlElement('table')])
      expect(() => check(update('callout', { kind: value }))).toThrow()
  })
})

test('a later value of an attribute is judged like the first, though it names neither attribute nor element', () => {
  const doc = new Y.Doc()
  const cell = new Y.XmlElement('tableCell')
  doc.getXmlFragment(ROOT.body).insert(0, [cell])
  setRaw(cell, 'colspan', 1)
  const known = new PlaceIndex()
  known.add(parseUpdate(Y.encodeStateAsUpdate(doc)))
  const next = (value: unknown): Uint8Array => {
    const before = Y.encodeStateVector(doc)
    setRaw(cell, 'colspan', value)
    return Y.encodeStateAsUpdate(doc, before)
  }
  const good = next(3)
  expect(() => check(good, known)).not.toThrow()
  known.add(parseUpdate(good))
  expect(() => check(next(100_000), known)).toThrow(ForbiddenContent)
})
