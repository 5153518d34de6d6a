import { getSchema } from '@tiptap/core'
import { Slice } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { allowedSlice } from './allowed-slice.ts'
import { documentExtensions } from './document-extensions.ts'

const schema = getSchema(documentExtensions())

function pasted(...content: unknown[]): unknown[] {
  const doc = schema.nodeFromJSON({ type: 'doc', content })
  return allowedSlice(new Slice(doc.content, 0, 0)).content.toJSON()
}

const text = (value: string, marks: unknown[] = []) => ({ type: 'text', text: value, marks })
const line = (...content: unknown[]) => ({ type: 'paragraph', content })

test('what the door lets in stays as it was', () => {
  const cell = { type: 'tableCell', attrs: { colspan: 2, rowspan: 1, colwidth: [90, 90], align: 'right' } }
  const table = {
    type: 'table',
    content: [{ type: 'tableRow', content: [{ ...cell, content: [line(text('a'))] }] }],
  }
  const doc = schema.nodeFromJSON({ type: 'doc', content: [table] })
  expect(allowedSlice(new Slice(doc.content, 0, 0)).content.eq(doc.content)).toBe(true)
})

test('an attribute that the door refuses gets its default, deep inside too', () => {
  const cell = {
    type: 'tableCell',
    attrs: { colspan: 1_000_000, rowspan: 0, colwidth: [Number.NaN], align: 'justify' },
    content: [{ type: 'codeBlock', attrs: { language: 'x'.repeat(41) }, content: [text('a')] }],
  }
  expect(pasted({ type: 'table', content: [{ type: 'tableRow', content: [cell] }] })).toEqual([
    {
      type: 'table',
      content: [
        {
          type: 'tableRow',
          content: [
            {
              type: 'tableCell',
              attrs: { colspan: 1, rowspan: 1, colwidth: null, align: null },
              content: [
                {
                  type: 'codeBlock',
                  attrs: { language: null, fromTask: null },
                  content: [{ type: 'text', text: 'a' }],
                },
              ],
            },
          ],
        },
      ],
    },
  ])
})

test.each([
  ['orderedList', { start: 1e12, type: 'disc' }, { start: 1, type: null }],
  ['callout', { kind: 'evil', icon: '<svg>' }, { kind: 'note', icon: null }],
])('a %s', (type, attrs, expected) => {
  const inner = type === 'orderedList' ? { type: 'listItem', content: [line()] } : line()
  expect(pasted({ type, attrs, content: [inner] })).toMatchObject([{ type, attrs: expected }])
})

test('a file or an image from elsewhere points nowhere', () => {
  expect(
    pasted(
      { type: 'file', attrs: { attachmentId: '../x', name: 'x'.repeat(400), mediaType: 'a', bytes: -1 } },
      { type: 'image', attrs: { attachmentId: 'https://evil.test', widthPercent: 1000 } },
    ),
  ).toMatchObject([
    { attrs: { attachmentId: null, name: '', mediaType: 'application/octet-stream', bytes: 0 } },
    { attrs: { attachmentId: null, widthPercent: null } },
  ])
})

test('a mark that the door refuses is left off, and the text stays', () => {
  const bad = { type: 'link', attrs: { href: 'javascript:alert(1)' } }
  expect(pasted(line(text('a', [bad, { type: 'bold' }])))).toEqual([
    { type: 'paragraph', content: [{ type: 'text', text: 'a', marks: [{ type: 'bold' }] }] },
  ])
})
