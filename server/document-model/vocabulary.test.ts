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
