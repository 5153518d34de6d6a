// @vitest-environment jsdom
import { getSchema } from '@tiptap/core'
import { DOMParser, DOMSerializer } from '@tiptap/pm/model'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { documentExtensions } from './document-extensions.ts'
import { MENTION_LABEL_MAX, mentionText, pagePath } from './mention-node.ts'
import { bodyTextOf } from './plain-text.ts'
import { isAllowedAttribute } from './vocabulary.ts'

const schema = getSchema(documentExtensions())
const ID = '0192b0a1-0000-7000-8000-000000000001'

function parse(html: string) {
  const box = document.createElement('div')
  box.innerHTML = html
  return DOMParser.fromSchema(schema).parse(box)
}

function written(kind: string, label: string): HTMLElement {
  const box = document.createElement('div')
  const mention = schema.node('mention', { kind, targetId: ID, label })
  box.append(DOMSerializer.fromSchema(schema).serializeNode(mention))
  return box
}

describe('the door lets in an id of ours, a known kind and a short name, and nothing else', () => {
  test.each([
    ['targetId', 'javascript:alert(1)'],
    ['targetId', '../../admin'],
    ['targetId', `${ID}?x=1`],
    ['targetId', ID.toUpperCase()],
    ['targetId', 7],
    ['targetId', {}],
    ['kind', 'script'],
    ['kind', 'constructor'],
    ['kind', null],
    ['label', 'x'.repeat(MENTION_LABEL_MAX + 1)],
    ['label', null],
    ['label', ['a']],
    ['href', 'https://evil.test'],
    ['onclick', 'alert(1)'],
    ['__proto__', 'x'],
  ])('%s %j is refused', (attribute, value) => {
    expect(isAllowedAttribute('mention', attribute, value)).toBe(false)
  })
  test.each([
    ['targetId', ID],
    ['targetId', null],
    ['kind', 'person'],
    ['kind', 'page'],
    ['label', 'Ada <b>Lovelace</b>'],
  ])('%s %j is let in', (attribute, value) => {
    expect(isAllowedAttribute('mention', attribute, value)).toBe(true)
  })
})

test('a mention survives copying and pasting; a name that is markup stays a name', () => {
  for (const [kind, label] of [
    ['person', 'Ada <img src=x onerror=alert(1)>'],
    ['page', ''],
  ] as const) {
    const box = written(kind, label)
    expect(box.querySelector('img')).toBeNull()
    const mention = parse(box.innerHTML).firstChild?.firstChild
    expect(mention?.attrs).toEqual({ kind, targetId: ID, label })
  }
})

test('a page keeps no title, whatever a paste brings', () => {
  const pasted = parse(
    `<a data-type="mention" data-kind="page" data-target="${ID}">Plan to sell the firm</a>`,
  )
  expect(JSON.stringify(pasted.toJSON())).not.toContain('sell')
  expect(pasted.firstChild?.firstChild?.attrs.kind).toBe('page')
})

test('what names no id of ours is text and no mention', () => {
  const pasted = parse(
    '<p><span data-type="mention" data-kind="page" data-target="javascript:alert(1)">Ada</span></p>',
  )
  expect(pasted.toString()).toBe('doc(paragraph("Ada"))')
})

test('a mention drawn from a document that came in past the door still leads nowhere else', () => {
  for (const target of ['javascript:alert(1)', '//evil.test', null, 7]) {
    expect(pagePath(target)).toBeUndefined()
    const box = document.createElement('div')
    const mention = schema.node('mention', { kind: 'page', targetId: target, label: '' })
    box.append(DOMSerializer.fromSchema(schema).serializeNode(mention))
    expect(box.querySelector('[href]')).toBeNull()
  }
})

test('the text of a page says who was mentioned, also in a line of nothing else, and no title', () => {
  const doc = new Y.Doc()
  const line = (...nodes: (Y.XmlElement | Y.XmlText)[]) => {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, nodes)
    return paragraph
  }
  const mention = (kind: string, label: string) => {
    const element = new Y.XmlElement('mention')
    element.setAttribute('kind', kind)
    element.setAttribute('label', label)
    return element
  }
  doc
    .getXmlFragment(ROOT.body)
    .insert(0, [
      line(new Y.XmlText('Ask '), mention('person', 'Ada'), new Y.XmlText(' about '), mention('page', '')),
      line(mention('person', 'Ben')),
    ])
  expect(bodyTextOf(doc)).toBe('Ask @Ada about [page]\n\n@Ben')
  expect(mentionText({ kind: 'person', label: '' })).toBe('@somebody')
})
