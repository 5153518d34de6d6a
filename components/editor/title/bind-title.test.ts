// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bindTitle, type TitleBinding } from './bind-title.ts'

let doc: Y.Doc
let text: Y.Text
let field: HTMLTextAreaElement
let binding: TitleBinding

beforeEach(() => {
  doc = new Y.Doc()
  text = doc.getText('title')
  text.insert(0, 'Weaving')
  field = document.body.appendChild(document.createElement('textarea'))
  field.focus()
  binding = bindTitle(field, text)
})
afterEach(() => {
  binding.unbind()
  field.remove()
  doc.destroy()
})

/** Puts a text into the field as typing does, with the caret behind what was typed. */
function type(value: string, caret = value.length): void {
  field.value = value
  field.setSelectionRange(caret, caret)
  field.dispatchEvent(new Event('input'))
}
const compose = (phase: 'start' | 'end') => field.dispatchEvent(new Event(`composition${phase}`))
/** What somebody else does, in a document of their own. */
function elsewhere(edit: (theirs: Y.Text) => void): void {
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  edit(other.getText('title'))
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), 'the network')
  other.destroy()
}

test('the field shows the shared title, and what is typed is the smallest edit of it', () => {
  expect(field.value).toBe('Weaving')
  const deltas: unknown[] = []
  text.observe((event) => deltas.push(event.delta))
  type('Weaving well')
  type('We are weaving well', 3)
  expect(text.toString()).toBe('We are weaving well')
  expect(deltas[0]).toEqual([{ retain: 7 }, { insert: ' well' }])
})

test('what others type appears, and leaves the caret where it was in the words', () => {
  field.setSelectionRange(7, 7)
  elsewhere((theirs) => theirs.insert(0, 'Slow '))
  expect(field.value).toBe('Slow Weaving')
  expect(field.selectionStart).toBe(12)
  elsewhere((theirs) => theirs.delete(0, 5))
  expect(field.selectionStart).toBe(7)
})

test('what both type at once stands in both titles', () => {
  elsewhere((theirs) => {
    theirs.insert(0, 'A ')
    type('Weaving!')
  })
  expect(text.toString()).toBe('A Weaving!')
  expect(field.value).toBe('A Weaving!')
})

test('signs outside of the first plane stay whole, also where they are much alike', () => {
  type('🧵')
  type('🧶')
  expect(text.toString()).toBe('🧶')
  expect(text.toString().isWellFormed()).toBe(true)
  type('🧶👩‍👩‍👧')
  elsewhere((theirs) => theirs.insert(0, 'é'))
  expect(field.value).toBe('é🧶👩‍👩‍👧')
})

test('a title is one line: pasted lines become spaces, in the field too', () => {
  type('one\ntwo\r\n\nthree')
  expect(text.toString()).toBe('one two three')
  expect(field.value.replace(/\n/g, ' ')).toBe('one two three')
})

test('while an input method composes, others’ edits wait, and none of both is lost', () => {
  compose('start')
  type('Weaving に')
  expect(text.toString()).toBe('Weaving')
  elsewhere((theirs) => theirs.insert(0, 'Slow '))
  expect(field.value).toBe('Weaving に')
  compose('end')
  expect(text.toString()).toBe('Slow Weaving に')
  expect(field.value).toBe('Slow Weaving に')
})

test('a composition that others’ deletion overtakes puts nothing back that they took', () => {
  compose('start')
  type('Weaving x')
  elsewhere((theirs) => theirs.delete(0, 4))
  compose('end')
  expect(text.toString()).toBe('ing x')
  expect(field.value).toBe('ing x')
})

test('undo takes back one’s own words only, and redo brings them again', () => {
  type('Weaving well')
  elsewhere((theirs) => theirs.insert(0, 'Slow '))
  binding.undo()
  expect(text.toString()).toBe('Slow Weaving')
  expect(field.value).toBe('Slow Weaving')
  binding.redo()
  expect(field.value).toBe('Slow Weaving well')
  binding.undo()
  binding.undo()
  expect(text.toString()).toBe('Slow Weaving')
})

test('a field that was let go follows nothing and says nothing any more', () => {
  binding.unbind()
  elsewhere((theirs) => theirs.insert(0, 'Slow '))
  expect(field.value).toBe('Weaving')
  type('other')
  expect(text.toString()).toBe('Slow Weaving')
})

test('a field without the focus keeps its caret to itself', () => {
  field.blur()
  elsewhere((theirs) => theirs.insert(0, 'Slow '))
  expect(document.activeElement).toBe(document.body)
  expect(field.value).toBe('Slow Weaving')
})
