// @vitest-environment jsdom
import { Editor, type JSONContent } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { stepBlocks } from '../gutter/run-block-action.ts'
import { anchorOf, positionOfAnchor } from './block-anchor.ts'

let editors: Editor[] = []
let doc: Y.Doc
let editor: Editor

function open(shared: Y.Doc): Editor {
  const opened = new Editor({
    element: document.createElement('div'),
    extensions: [...documentExtensions(), Collaboration.configure({ document: shared, field: 'body' })],
  })
  editors.push(opened)
  return opened
}

beforeEach(() => {
  doc = new Y.Doc()
  editor = open(doc)
  editor.commands.setContent({
    type: 'doc',
    content: [
      p('one'),
      { type: 'bulletList', content: [item('first'), item('second', ul('deep'))] },
      { type: 'callout', content: [p('mind'), p('this')] },
      { type: 'horizontalRule' },
      p('one'),
      p('last'),
    ],
  })
})

afterEach(() => {
  for (const opened of editors) opened.destroy()
  editors = []
})

const p = (text: string): JSONContent => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const ul = (...words: string[]): JSONContent => ({
  type: 'bulletList',
  content: words.map((text) => item(text)),
})
const item = (text: string, ...more: JSONContent[]): JSONContent => ({
  type: 'listItem',
  content: [p(text), ...more],
})

const body = (shared = doc) => shared.getXmlFragment('body')

/** Where the n-th block of these words begins. */
function at(words: string, type: string, nth = 0, inEditor = editor): number {
  const found: number[] = []
  inEditor.state.doc.descendants((node, position) => {
    if (node.type.name === type && node.textContent === words) found.push(position)
  })
  const position = found[nth]
  if (position === undefined) throw new Error(`no ${type} says ${words}`)
  return position
}

function anchor(words: string, type: string, nth = 0): string {
  const name = anchorOf(body(), editor.state.doc, at(words, type, nth))
  if (name === undefined) throw new Error('no anchor')
  return name
}

const find = (name: string, inEditor = editor, shared = doc) =>
  positionOfAnchor(body(shared), inEditor.state.doc, name)

test.each([
  ['a paragraph', 'one', 'paragraph', 0],
  ['the second of two with the same words', 'one', 'paragraph', 1],
  ['an item of a list', 'first', 'listItem', 0],
  ['an item in an item', 'deep', 'listItem', 0],
  ['a paragraph in a callout', 'this', 'paragraph', 0],
  ['a line, which has no words', '', 'horizontalRule', 0],
])('the anchor of %s leads back to it', (_what, words, type, nth) => {
  const name = anchor(words, type, nth)
  expect(name).toMatch(/^block-[0-9a-z-]+$/)
  expect(find(name)).toBe(at(words, type, nth))
  expect(find(`#${name}`)).toBe(at(words, type, nth))
})

test('every block has an anchor of its own', () => {
  const names: (string | undefined)[] = []
  editor.state.doc.descendants((node, position, parent) => {
    if (parent?.type.name !== 'listItem' && !node.isText && parent?.isTextblock === false)
      names.push(anchorOf(body(), editor.state.doc, position))
  })
  expect(names.length).toBeGreaterThan(8)
  expect(names).not.toContain(undefined)
  expect(new Set(names).size).toBe(names.length)
})

test('it holds through edits before it and in it, and for somebody else with a copy of the page', () => {
  const name = anchor('last', 'paragraph')
  editor.commands.insertContentAt(0, [p('new'), p('newer')])
  editor.commands.insertContentAt(at('last', 'paragraph') + 1, 'at ')
  expect(find(name)).toBe(at('at last', 'paragraph'))

  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const other = open(copy)
  expect(find(name, other, copy)).toBe(at('at last', 'paragraph', 0, other))
})

test('a block that was moved is found by its words, and one that was removed is not', () => {
  const name = anchor('last', 'paragraph')
  editor.commands.setTextSelection(at('last', 'paragraph') + 1)
  stepBlocks(editor, 'up')
  stepBlocks(editor, 'up')
  expect(find(name)).toBe(at('last', 'paragraph'))
  const start = at('last', 'paragraph')
  editor.commands.deleteRange({ from: start, to: start + 6 })
  expect(find(name)).toBeUndefined()
})

test('what is no anchor leads nowhere', () => {
  for (const text of ['', '#', '#main', 'block-', 'block-x', 'block-1-2-3-4', `block-${'z'.repeat(40)}-1`])
    expect(find(text)).toBeUndefined()
})
