import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { ownTableRepairs } from './own-table-repairs.ts'

const schema = getSchema(documentExtensions())
const row = (cells: number) => ({
  type: 'tableRow',
  content: Array.from({ length: cells }, () => ({ type: 'tableCell', content: [{ type: 'paragraph' }] })),
})
const ragged = { type: 'doc', content: [{ type: 'table', content: [row(2), row(1)] }] }
const state = () => EditorState.create({ doc: schema.nodeFromJSON(ragged), plugins: [ownTableRepairs()] })
const cells = ({ doc }: EditorState) => doc.firstChild?.content.content.map(({ childCount }) => childCount)

// The first letter in the first cell.
const typed = (before: EditorState) => before.tr.insertText('x', 4)

test('a ragged table is filled up by who writes in it', () => {
  const before = state()
  expect(cells(before.apply(typed(before)))).toEqual([2, 2])
})

test('and by nobody who only hears of a change: every browser would add the same cell', () => {
  const before = state()
  const heard = typed(before).setMeta(ySyncPluginKey, { isChangeOrigin: true })
  expect(cells(before.apply(heard))).toEqual([2, 1])
})
