import { getSchema, type JSONContent } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, NodeSelection, TextSelection } from '@tiptap/pm/state'
import { initProseMirrorDoc, prosemirrorToYXmlFragment, updateYFragment } from '@tiptap/y-tiptap'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { type BlockRange, selectedBlocks } from './block-range.ts'
import { moveBlocks, removeBlocks, stepTarget } from './move-blocks.ts'

const schema = getSchema(documentExtensions())

type Block = JSONContent
const p = (text: string): Block => ({ type: 'paragraph', content: text ? [{ type: 'text', text }] : [] })
const h = (text: string): Block => ({
  type: 'heading',
  attrs: { level: 2 },
  content: [{ type: 'text', text }],
})
const li = (text: string, ...more: Block[]): Block => ({ type: 'listItem', content: [p(text), ...more] })
const todo = (text: string): Block => ({ type: 'taskItem', attrs: { checked: true }, content: [p(text)] })
const ul = (...content: Block[]): Block => ({ type: 'bulletList', content })
const tasks = (...content: Block[]): Block => ({ type: 'taskList', content })

function page(...content: Block[]): Node {
  return schema.nodeFromJSON({ type: 'doc', content })
}

/** The page with the caret in the block that has these words, or the blocks from the first to the second selected. */
function stateAt(doc: Node, words: string, until = words): EditorState {
  const selection = TextSelection.create(doc, placeOf(doc, words), placeOf(doc, until) + 1)
  return EditorState.create({ doc, selection })
}

function placeOf(doc: Node, words: string): number {
  let place = -1
  doc.descendants((node, at) => {
    if (node.isText && node.text === words) place = at
  })
  if (place === -1) throw new Error(`no block says ${words}`)
  return place
}

function blocksOf(state: EditorState): BlockRange {
  const blocks = selectedBlocks(state.selection)
  if (!blocks) throw new Error('nothing is selected')
  return blocks
}

/** The outline of the page after one step, the same page when there is none. */
function stepped(doc: Node, words: string, direction: 'up' | 'down', until?: string): Node {
  const state = stateAt(doc, words, until)
  const blocks = blocksOf(state)
  const target = stepTarget(doc, blocks, direction)
  const tr = target === undefined ? undefined : moveBlocks(state, blocks, target)
  tr?.doc.check()
  return tr?.doc ?? doc
}

describe('a block moves past its neighbour', () => {
  const doc = page(p('a'), h('b'), p('c'))
  test('up', () => expect(stepped(doc, 'b', 'up')).toEqual(page(h('b'), p('a'), p('c'))))
  test('down', () => expect(stepped(doc, 'b', 'down')).toEqual(page(p('a'), p('c'), h('b'))))
  test('and stays at the ends of the page', () => {
    expect(stepped(doc, 'a', 'up')).toEqual(doc)
    expect(stepped(doc, 'c', 'down')).toEqual(doc)
  })
  test('together with all the others that are selected', () => {
    expect(stepped(page(p('a'), p('b'), p('c'), p('d')), 'b', 'down', 'c')).toEqual(
      page(p('a'), p('d'), p('b'), p('c')),
    )
  })
  test('a list is one block to what stands beside it', () => {
    expect(stepped(page(ul(li('x'), li('y')), p('a')), 'a', 'up')).toEqual(page(p('a'), ul(li('x'), li('y'))))
  })
})

describe('an item of a list moves', () => {
  test('among its siblings, with what is nested in it', () => {
    expect(stepped(page(ul(li('a', ul(li('a1'))), li('b'))), 'a', 'down')).toEqual(
      page(ul(li('b'), li('a', ul(li('a1'))))),
    )
  })
  test('out of a nested list, beside the item that held it, and an emptied list goes', () => {
    expect(stepped(page(ul(li('a', ul(li('a1'))))), 'a1', 'up')).toEqual(page(ul(li('a1'), li('a'))))
    expect(stepped(page(ul(li('a', ul(li('a1'), li('a2'))), li('b'))), 'a2', 'down')).toEqual(
      page(ul(li('a', ul(li('a1'))), li('a2'), li('b'))),
    )
  })
  test('past a paragraph as a list of its own', () => {
    expect(stepped(page(p('x'), ul(li('a'), li('b'))), 'a', 'up')).toEqual(
      page(ul(li('a')), p('x'), ul(li('b'))),
    )
  })
  test('past a paragraph into the list beyond it', () => {
    expect(stepped(page(ul(li('a')), p('x'), ul(li('b'))), 'b', 'up')).toEqual(
      page(ul(li('a'), li('b')), p('x')),
    )
  })
  test('into a list of its kind that touches its own', () => {
    expect(stepped(page(ul(li('a'), li('b')), ul(li('c'))), 'c', 'up')).toEqual(
      page(ul(li('a'), li('c'), li('b'))),
    )
  })
})

describe('a frame around blocks', () => {
  const toggle = (...content: Block[]): Block => ({ type: 'toggle', content })
  const doc = page(p('a'), toggle(p('head'), p('one'), p('two')), p('z'))
  test('is taken hold of at its first block', () => {
    expect(stepped(doc, 'head', 'up')).toEqual(page(toggle(p('head'), p('one'), p('two')), p('a'), p('z')))
  })
  test('lets its other blocks move in it and out of it', () => {
    expect(stepped(doc, 'two', 'up')).toEqual(page(p('a'), toggle(p('head'), p('two'), p('one')), p('z')))
    expect(stepped(doc, 'two', 'down')).toEqual(page(p('a'), toggle(p('head'), p('one')), p('two'), p('z')))
  })
})

describe('blocks that are let go somewhere', () => {
  const into = (doc: Node, words: string, target: number) => {
    const state = stateAt(doc, words)
    return moveBlocks(state, blocksOf(state), target)
  }
  test('a paragraph becomes an item among items', () => {
    const doc = page(ul(li('a'), li('b')), p('x'))
    expect(into(doc, 'x', placeOf(doc, 'b') - 2)?.doc).toEqual(page(ul(li('a'), li('x'), li('b'))))
  })
  test('an item becomes a to-do among to-dos, and a to-do an item', () => {
    const doc = page(ul(li('a'), li('b')), tasks(todo('t'), todo('u')))
    const added = into(doc, 'a', placeOf(doc, 'u') - 2)?.doc
    expect(added?.child(1).child(1).type.name).toBe('taskItem')
    expect(added?.child(1).textContent).toBe('tau')
    expect(into(doc, 'u', placeOf(doc, 'b') - 2)?.doc.child(0)).toEqual(
      page(ul(li('a'), li('u'), li('b'))).child(0),
    )
  })
  test('a heading does not fit among items, and nothing fits into itself', () => {
    const doc = page(ul(li('a', ul(li('a1'))), li('b')), h('x'))
    expect(into(doc, 'x', placeOf(doc, 'b') - 2)).toBeUndefined()
    expect(into(doc, 'a', placeOf(doc, 'a1') - 2)).toBeUndefined()
  })
  test('right before and right after itself nothing changes', () => {
    const doc = page(p('a'), p('b'))
    const { from, to } = blocksOf(stateAt(doc, 'a'))
    for (const target of [from, to]) expect(into(doc, 'a', target)).toBeUndefined()
  })
  test('the only item of a list takes the list along', () => {
    const doc = page(ul(li('a')), p('x'), p('y'))
    expect(into(doc, 'a', doc.content.size)?.doc).toEqual(page(p('x'), p('y'), ul(li('a'))))
  })
})

test('the caret goes with its block', () => {
  const doc = page(p('first'), p('second'), ul(li('third')))
  const state = EditorState.create({ doc, selection: TextSelection.create(doc, placeOf(doc, 'second') + 3) })
  const moved = moveBlocks(state, blocksOf(state), 0)
  expect(moved?.selection.$from.parent.textContent).toBe('second')
  expect(moved?.selection.$from.parentOffset).toBe(3)
  const rule = page(p('a'), { type: 'horizontalRule' })
  const selected = EditorState.create({ doc: rule, selection: NodeSelection.create(rule, 3) })
  const up = moveBlocks(selected, blocksOf(selected), 0)
  expect(up?.selection).toBeInstanceOf(NodeSelection)
  expect(up?.selection.from).toBe(0)
})

test('what is taken away leaves a page that one can write in', () => {
  const doc = page(p('only'))
  const { tr } = EditorState.create({ doc })
  removeBlocks(tr, { from: 0, to: doc.content.size })
  expect(tr.doc).toEqual(page(p('')))
})

test('whatever is moved wherever, no word is lost and the page stays valid', () => {
  const doc = page(
    p('a'),
    ul(li('b', ul(li('c'), li('d'))), li('e')),
    { type: 'blockquote', content: [p('f')] },
    tasks(todo('g'), todo('h')),
    h('i'),
  )
  const words = (node: Node) => [...node.textContent].sort().join('')
  let moved = 0
  for (const letter of 'abcdefghi') {
    const state = stateAt(doc, letter)
    for (let target = 0; target <= doc.content.size; target++) {
      if (doc.resolve(target).parent.isTextblock) continue
      const tr = moveBlocks(state, blocksOf(state), target)
      if (!tr) continue
      tr.doc.check()
      expect(words(tr.doc)).toBe('abcdefghi')
      moved++
    }
  }
  expect(moved).toBeGreaterThan(50)
})

describe('in the shared document', () => {
  /** Moves in one client and gives the document of another one that had the same page. */
  function shared(doc: Node, words: string, direction: 'up' | 'down') {
    const mine = new Y.Doc()
    const fragment = mine.getXmlFragment('body')
    prosemirrorToYXmlFragment(doc, fragment)
    const theirs = new Y.Doc()
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine))
    const { doc: bound, meta } = initProseMirrorDoc(fragment, schema)
    const state = stateAt(bound, words)
    const target = stepTarget(bound, blocksOf(state), direction)
    const tr = target === undefined ? undefined : moveBlocks(state, blocksOf(state), target)
    if (!tr) throw new Error('nothing moved')
    const before = Y.encodeStateVector(mine)
    // One update of two changes, as the editor hands them on.
    mine.transact(() => {
      for (const after of [...tr.docs.slice(1), tr.doc]) updateYFragment(mine, fragment, after, meta)
    })
    return { theirs, update: Y.encodeStateAsUpdate(mine, before) }
  }
  const textOf = (doc: Y.Doc, index: number) => {
    const block = doc.getXmlFragment('body').get(index)
    const text = block instanceof Y.XmlElement ? block.get(0) : undefined
    if (!(text instanceof Y.XmlText)) throw new Error('no text')
    return text
  }

  test('the caret of somebody else in a block that stays keeps its letter', () => {
    const { theirs, update } = shared(page(p('one'), p('two'), p('three'), p('four')), 'one', 'down')
    const carets = [1, 2, 3].map((index) => Y.createRelativePositionFromTypeIndex(textOf(theirs, index), 2))
    Y.applyUpdate(theirs, update)
    const found = carets.map((caret) => Y.createAbsolutePositionFromRelativePosition(caret, theirs))
    expect(found.map((place) => `${place?.type.toString()} ${place?.index}`)).toEqual([
      'two 2',
      'three 2',
      'four 2',
    ])
  })

  test('what somebody else types in a block that stays meanwhile is kept', () => {
    const { theirs, update } = shared(page(p('one'), p('two'), p('three')), 'three', 'up')
    textOf(theirs, 1).insert(3, ' and more')
    Y.applyUpdate(theirs, update)
    expect([0, 1, 2].map((index) => textOf(theirs, index).toString())).toEqual([
      'one',
      'three',
      'two and more',
    ])
  })
})
