import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { addColumnAfter, addRowAfter, CellSelection, deleteRow, TableMap } from '@tiptap/pm/tables'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { HeadlessEditor } from '#server/testing/headless-editor.ts'
import { documentExtensions } from './document-extensions.ts'
import { fillPage, type TextBlock } from './page-content.ts'
import { bodyTextOf } from './plain-text.ts'

const schema = getSchema(documentExtensions())

/** Two editors of one page that do not hear each other until `meet`. */
function twoEditors(...blocks: TextBlock[]) {
  const docs = [new Y.Doc(), new Y.Doc()] as const
  fillPage(docs[0], '', blocks)
  Y.applyUpdate(docs[1], Y.encodeStateAsUpdate(docs[0]))
  const [ada, ben] = [new HeadlessEditor(schema, docs[0]), new HeadlessEditor(schema, docs[1])]
  const meet = (): void => {
    const updates = docs.map((doc) => Y.encodeStateAsUpdate(doc))
    for (const doc of docs) for (const update of updates) Y.applyUpdate(doc, update)
    expect(ada.outline).toBe(ben.outline)
    ada.state.doc.check()
  }
  return { ada, ben, meet, text: () => bodyTextOf(docs[0]) }
}

function inCell(editor: HeadlessEditor, text: string, command: typeof addRowAfter): void {
  const cell = editor.state.doc.resolve(editor.positionOf(text)).before(-1)
  editor.dispatch(editor.state.tr.setSelection(CellSelection.create(editor.state.doc, cell)))
  command(editor.state, (transaction: Transaction) => editor.dispatch(transaction))
}

function tableOf({ state }: HeadlessEditor): Node {
  const table = state.doc.firstChild
  if (table?.type.name !== 'table') throw new Error(`no table first in ${state.doc}`)
  return table
}

const TABLE: TextBlock = {
  type: 'table',
  rows: [
    ['a', 'b'],
    ['c', 'd'],
  ],
}

describe('a table that two people change at once', () => {
  test('letters in different cells, and in the same one, are all kept', () => {
    const { ada, ben, meet, text } = twoEditors(TABLE)
    ada.typeAfter('a', '1')
    ben.typeAfter('d', '2')
    meet()
    ada.typeAfter('d2', 'x')
    ben.typeAfter('d', 'y')
    meet()
    expect(text()).toBe('a1 | b\nc | dy2x')
  })

  test('a new row and a new column: nothing is lost, and both see the same', () => {
    const { ada, ben, meet, text } = twoEditors(TABLE)
    inCell(ada, 'a', addRowAfter)
    inCell(ben, 'b', addColumnAfter)
    meet()
    expect(text()).toBe('a | b\nc | d')
    const { width, height } = TableMap.get(tableOf(ada))
    expect([width, height]).toEqual([3, 3])
  })

  test('a row that one deletes while another writes in it: the table goes on', () => {
    const { ada, ben, meet, text } = twoEditors(TABLE)
    inCell(ada, 'c', deleteRow)
    ben.typeAfter('c', 'hanged')
    meet()
    expect(text()).toBe('a | b')
  })
})

describe('a toggle or callout that two people change at once stays whole', () => {
  test('one deletes the heading, the other writes in what is folded', () => {
    const { ada, ben, meet, text } = twoEditors({ type: 'toggle', heading: 'head', texts: ['one', 'two'] })
    ada.dispatch(ada.state.tr.delete(1, 1 + (ada.state.doc.firstChild?.firstChild?.nodeSize ?? 0)))
    ben.typeAfter('two', '!')
    meet()
    expect(text()).toBe('one\n\ntwo!')
  })

  test('both put a new heading in the place of the old one: both stand there', () => {
    const { ada, ben, meet, text } = twoEditors({ type: 'toggle', heading: 'head', texts: ['body'] })
    for (const [editor, words] of [
      [ada, 'hers'],
      [ben, 'his'],
    ] as const) {
      const size = editor.state.doc.firstChild?.firstChild?.nodeSize ?? 0
      const heading = schema.node('heading', { level: 2 }, schema.text(words))
      editor.dispatch(editor.state.tr.replaceWith(1, 1 + size, heading))
    }
    meet()
    expect(text().split('\n\n').sort()).toEqual(['body', 'hers', 'his'])
  })

  test('one changes the kind, the other the words', () => {
    const { ada, ben, meet } = twoEditors({ type: 'callout', kind: 'note', text: 'mind' })
    ada.dispatch(ada.state.tr.setNodeMarkup(0, null, { kind: 'danger', icon: 'lock' }))
    ben.typeAfter('mind', ' the gap')
    meet()
    expect(ada.state.doc.firstChild?.attrs).toEqual({ kind: 'danger', icon: 'lock' })
    expect(ada.outline).toContain('mind the gap')
  })
})
