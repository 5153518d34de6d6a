// @vitest-environment jsdom
import { Editor, type JSONContent } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import type { BlockRange } from './block-range.ts'
import { addBelow, deleteBlocks, duplicateBlocks, isPendingResult, stepBlocks } from './run-block-action.ts'
import { type BlockKind, kindOf, turnInto } from './turn-into.ts'

let doc: Y.Doc
let editor: Editor

beforeEach(() => {
  doc = new Y.Doc()
  editor = new Editor({
    element: document.createElement('div'),
    extensions: [...documentExtensions(), Collaboration.configure({ document: doc, field: 'body' })],
  })
})

afterEach(() => {
  editor.destroy()
  doc.destroy()
})

const p = (text: string): JSONContent => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const ul = (...items: string[]): JSONContent => ({
  type: 'bulletList',
  content: items.map((text) => ({ type: 'listItem', content: [p(text)] })),
})

function write(...content: JSONContent[]): void {
  editor.commands.setContent({ type: 'doc', content })
}

/** The block that has these words, innermost item or block of the page. */
function block(words: string): BlockRange {
  let found: BlockRange | undefined
  editor.state.doc.descendants((node, from, parent) => {
    const held = parent?.type.name === 'doc' || node.type.name === 'listItem' || node.type.name === 'taskItem'
    const isList = node.type.name.endsWith('List')
    if (held && !isList && node.textContent.startsWith(words)) found = { from, to: from + node.nodeSize }
  })
  if (!found) throw new Error(`no block says ${words}`)
  return found
}
const outline = () => editor.state.doc.toString()
/** What the shared document says, and so everybody else. */
const shared = () => doc.getXmlFragment('body').toString()

describe('a block turns into another with the same words', () => {
  const KINDS: readonly [BlockKind, string][] = [
    ['text', 'paragraph("words")'],
    ['heading-1', 'heading("words")'],
    ['heading-3', 'heading("words")'],
    ['bullets', 'bulletList(listItem(paragraph("words")))'],
    ['numbers', 'orderedList(listItem(paragraph("words")))'],
    ['to-do', 'taskList(taskItem(paragraph("words")))'],
    ['quote', 'blockquote(paragraph("words"))'],
    ['code', 'codeBlock("words")'],
  ]
  for (const [from] of KINDS)
    for (const [to, made] of KINDS) {
      if (from === to) continue
      test(`${from} into ${to}`, () => {
        write(p('before'), p('words'), p('after'))
        if (from !== 'text') expect(turnInto(editor, block('words'), from)).toBe(true)
        expect(kindOf(editor.state, block('words'))).toBe(from)
        expect(turnInto(editor, block('words'), to)).toBe(true)
        expect(outline()).toBe(`doc(paragraph("before"), ${made}, paragraph("after"))`)
        expect(kindOf(editor.state, block('words'))).toBe(to)
      })
    }

  test('an item leaves its list, whose other items stay', () => {
    write(ul('one', 'words', 'three'))
    turnInto(editor, block('words'), 'heading-2')
    expect(outline()).toBe(
      'doc(bulletList(listItem(paragraph("one"))), heading("words"), bulletList(listItem(paragraph("three"))))',
    )
  })
  test('items that follow each other become one list, and what was nested comes after', () => {
    write(ul('one', 'two', 'three'))
    turnInto(editor, block('one'), 'numbers')
    turnInto(editor, block('two'), 'numbers')
    expect(outline()).toBe(
      'doc(orderedList(listItem(paragraph("one")), listItem(paragraph("two"))), bulletList(listItem(paragraph("three"))))',
    )
    write({ type: 'bulletList', content: [{ type: 'listItem', content: [p('head'), ul('deep')] }] })
    turnInto(editor, block('head'), 'heading-1')
    expect(outline()).toBe('doc(heading("head"), bulletList(listItem(paragraph("deep"))))')
  })
  test('marks stay but in code, whose lines become lines', () => {
    write({
      type: 'paragraph',
      content: [
        { type: 'text', text: 'a', marks: [{ type: 'bold' }] },
        { type: 'hardBreak' },
        { type: 'text', text: 'b' },
      ],
    })
    turnInto(editor, block('a'), 'quote')
    expect(outline()).toBe('doc(blockquote(paragraph(bold("a"), hardBreak, "b")))')
    turnInto(editor, block('a'), 'code')
    expect(outline()).toBe('doc(codeBlock("a\\nb"))')
    turnInto(editor, block('a'), 'text')
    expect(outline()).toBe('doc(paragraph("a", hardBreak, "b"))')
    editor.commands.undo()
    expect(outline()).toBe('doc(codeBlock("a\\nb"))')
  })
  test('what it is already stays as it is', () => {
    write(p('words'))
    expect(turnInto(editor, block('words'), 'text')).toBe(false)
  })
})

describe('one step of undo', () => {
  test('takes back a move and nothing that was typed before or after it', () => {
    write(p('alpha'), p('beta'))
    editor.commands.insertContentAt(block('beta').to - 1, ' typed')
    const update: Uint8Array[] = []
    doc.on('update', (bytes: Uint8Array) => update.push(bytes))
    expect(stepBlocks(editor, 'up', block('beta'))).toBe(true)
    expect(update).toHaveLength(1)
    expect(outline()).toBe('doc(paragraph("beta typed"), paragraph("alpha"))')
    expect(shared()).toBe('<paragraph>beta typed</paragraph><paragraph>alpha</paragraph>')
    editor.commands.insertContentAt(block('alpha').to - 1, ' more')
    editor.commands.undo()
    expect(outline()).toBe('doc(paragraph("beta typed"), paragraph("alpha"))')
    editor.commands.undo()
    expect(outline()).toBe('doc(paragraph("alpha"), paragraph("beta typed"))')
  })
  test('takes back a removal', () => {
    write(p('alpha'), ul('only'))
    expect(deleteBlocks(editor, block('only'))).toBe(true)
    expect(outline()).toBe('doc(paragraph("alpha"))')
    editor.commands.undo()
    expect(outline()).toBe('doc(paragraph("alpha"), bulletList(listItem(paragraph("only"))))')
  })
})

test('a copy stands right after its block, with the caret in it', () => {
  write(ul('one', 'two'), p('end'))
  expect(duplicateBlocks(editor, block('one'))).toBe(true)
  expect(outline()).toContain(
    'listItem(paragraph("one")), listItem(paragraph("one")), listItem(paragraph("two"))',
  )
  expect(editor.state.selection.$from.parent.textContent).toBe('one')
  expect(editor.state.selection.from).toBeGreaterThan(block('one').from)
})

test('a pending result is moved and removed, never copied or turned into something else', () => {
  write(p('alpha'), { type: 'jobResult', attrs: { kind: 'summarise' }, content: [p('proposal')] })
  const range = block('proposal')
  expect(isPendingResult(editor.state, range)).toBe(true)
  expect(duplicateBlocks(editor, range)).toBe(false)
  expect(turnInto(editor, range, 'quote')).toBe(false)
  expect(stepBlocks(editor, 'up', range)).toBe(true)
  expect(editor.state.doc.firstChild?.type.name).toBe('jobResult')
  expect(deleteBlocks(editor, block('proposal'))).toBe(true)
})

test('a line is added below, of the kind of its list, or the empty line itself is used', () => {
  write(ul('one', 'two'))
  addBelow(editor, block('one'))
  expect(outline()).toBe(
    'doc(bulletList(listItem(paragraph("one")), listItem(paragraph("/")), listItem(paragraph("two"))))',
  )
  write(p('alpha'), { type: 'paragraph' })
  addBelow(editor, { from: block('alpha').to, to: block('alpha').to + 2 })
  expect(outline()).toBe('doc(paragraph("alpha"), paragraph("/"))')
})

test('who may only read changes nothing', () => {
  write(p('alpha'), p('beta'))
  editor.setEditable(false)
  for (const act of [deleteBlocks, duplicateBlocks]) expect(act(editor, block('beta'))).toBe(false)
  expect(stepBlocks(editor, 'up', block('beta'))).toBe(false)
  expect(outline()).toBe('doc(paragraph("alpha"), paragraph("beta"))')
})
