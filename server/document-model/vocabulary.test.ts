import { getSchema } from '@tiptap/core'
import { describe, expect, test } from 'vitest'
import { documentExtensions } from './document-extensions.ts'
import { isSafeHref } from './safe-links.ts'
import { isAllowedAttribute, isAllowedFormat, MARK_VOCABULARY, NODE_VOCABULARY } from './vocabulary.ts'

const schema = getSchema(documentExtensions())

describe('the vocabulary is exactly the editor’s schema', () => {
  test('every node and its attributes', () => {
    const nodes = Object.values(schema.nodes).filter((node) => node.name !== 'doc' && !node.isText)
    const ofSchema = Object.fromEntries(
      nodes.map((node) => [node.name, Object.keys(node.spec.attrs ?? {}).sort()]),
    )
    const ofVocabulary = Object.fromEntries(
      [...NODE_VOCABULARY].map(([name, attributes]) => [name, Object.keys(attributes).sort()]),
    )
    expect(ofVocabulary).toEqual(ofSchema)
  })

  test('every mark and its attributes', () => {
    const ofSchema = Object.fromEntries(
      Object.values(schema.marks).map((mark) => [mark.name, Object.keys(mark.spec.attrs ?? {}).sort()]),
    )
    const ofVocabulary = Object.fromEntries(
      [...MARK_VOCABULARY].map(([name, attributes]) => [name, Object.keys(attributes).sort()]),
    )
    expect(ofVocabulary).toEqual(ofSchema)
  })

  test('a new document satisfies its own rules: the defaults of every attribute are allowed', () => {
    for (const node of Object.values(schema.nodes))
      for (const [name, { default: value }] of Object.entries(node.spec.attrs ?? {}))
        expect([node.name, name, isAllowedAttribute(node.name, name, value)]).toEqual([node.name, name, true])
  })
})

describe('a link goes only where a link may go', () => {
  const safe = [
    'https://weft.example/a?b#c',
    'http://localhost:3000',
    'mailto:ada@example.org',
    '/documents/1',
    '#part',
  ]
  const unsafe = [
    'javascript:alert(1)',
    'JaVa\tscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://weft.example/1',
    'file:///etc/passwd',
    '//evil.test',
    '/\\evil.test',
    'evil.test',
    '',
    7,
    null,
  ]
  test.each(safe)('%j is allowed', (href) => {
    expect(isSafeHref(href)).toBe(true)
    expect(
      isAllowedFormat('link', { href, target: '_blank', rel: 'noopener noreferrer nofollow', class: null }),
    ).toBe(true)
  })
  test.each(unsafe)('%j is refused', (href) => {
    expect(isSafeHref(href)).toBe(false)
  })
})

test('names of an object’s prototype are no attributes', () => {
  expect(isAllowedAttribute('paragraph', 'constructor', 'x')).toBe(false)
  expect(isAllowedAttribute('__proto__', 'x', 'x')).toBe(false)
  expect(isAllowedFormat('link', JSON.parse('{"__proto__": {"x": 1}}'))).toBe(false)
  expect(isAllowedFormat('constructor', {})).toBe(false)
})

test('an image keeps the id of an attachment and nothing that could be an address elsewhere', () => {
  expect(isAllowedAttribute('image', 'src', 'https://evil.test/x.png')).toBe(false)
  expect(isAllowedAttribute('image', 'attachmentId', '../../evil')).toBe(false)
  expect(isAllowedAttribute('image', 'attachmentId', '0192b0a1-0000-7000-8000-000000000001')).toBe(true)
})

const OUR_ID = '0192f0c1-2345-7abc-8def-0123456789ab'
test.each<[string, string, unknown, boolean]>([
  ['heading', 'level', 1, true],
  ['heading', 'level', 4, true],
  ['heading', 'level', 5, false],
  ['heading', 'level', 0, false],
  ['heading', 'level', 1.5, false],
  ['heading', 'level', '1', false],
  ['heading', 'level', Number.NaN, false],
  ['orderedList', 'start', 1_000_000, true],
  ['orderedList', 'start', 1_000_001, false],
  ['orderedList', 'start', -1, false],
  ['orderedList', 'type', 'i', true],
  ['orderedList', 'type', 'disc', false],
  ['taskItem', 'checked', true, true],
  ['taskItem', 'checked', 'true', false],
  ['codeBlock', 'language', 'x'.repeat(40), true],
  ['codeBlock', 'language', 'x'.repeat(41), false],
  ['image', 'attachmentId', OUR_ID, true],
  ['image', 'attachmentId', `${OUR_ID}/..`, false],
  ['image', 'attachmentId', `/${OUR_ID}`, false],
  ['image', 'attachmentId', 'https://evil.example/x.png', false],
  ['image', 'attachmentId', null, true],
  ['image', 'width', 100_000, true],
  ['image', 'width', 100_001, false],
  ['image', 'width', Number.POSITIVE_INFINITY, false],
  ['image', 'src', 'https://evil.example/x.png', false],
  ['image', 'onerror', 'alert(1)', false],
  ['tableCell', 'colspan', 0, false],
  ['tableCell', 'colwidth', [100, 0], true],
  ['tableCell', 'colwidth', [100, '1'], false],
  ['tableCell', 'colwidth', [-1], false],
  ['tableCell', 'colwidth', Array.from({ length: 10_000 }, () => 1), false],
  ['tableCell', 'align', 'center', true],
  ['tableCell', 'align', 'center;background:url(x)', false],
  ['callout', 'kind', 'warning', true],
  ['callout', 'kind', 'evil', false],
  ['callout', 'kind', null, false],
  ['file', 'bytes', -1, false],
  ['file', 'mediaType', 'text/html', true],
  ['file', 'mediaType', 'text/html; charset=x"', false],
  ['file', 'mediaType', 'x', false],
  ['jobResult', 'confidence', 1, true],
  ['jobResult', 'confidence', 1.01, false],
  ['jobResult', 'degraded', null, false],
  ['paragraph', 'style', 'x', false],
  ['script', 'src', 'x', false],
  ['constructor', 'name', 'x', false],
])('%s.%s may be %j: %s', (node, attribute, value, allowed) => {
  expect(isAllowedAttribute(node, attribute, value)).toBe(allowed)
})

test.each<[string, unknown, boolean]>([
  ['bold', {}, true],
  ['bold', null, true],
  ['bold', true, false],
  ['bold', { style: 'x' }, false],
  ['bold', [], false],
  ['link', { href: 'https://example.org', target: '_blank' }, true],
  ['link', { href: 'https://example.org', target: '_top' }, false],
  ['link', { href: 'https://example.org', rel: 'opener' }, false],
  ['link', { href: 'https://example.org', class: 'evil' }, false],
  ['link', { href: 'javascript:alert(1)' }, false],
  ['link', { href: 'https://example.org', title: 'x'.repeat(301) }, false],
  ['link', { onclick: 'x' }, false],
  ['provenance', { taskId: OUR_ID }, true],
  ['provenance', { taskId: 'x' }, false],
  ['blink', {}, false],
  ['toString', {}, false],
])('text may be formatted with %s %j: %s', (mark, value, allowed) => {
  expect(isAllowedFormat(mark, value)).toBe(allowed)
})
