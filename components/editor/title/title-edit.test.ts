import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { moveCaret, smallestEdit, type TextEdit } from './title-edit.ts'

function apply(text: string, edit: TextEdit | undefined): string {
  if (!edit) return text
  return text.slice(0, edit.index) + edit.insert + text.slice(edit.index + edit.remove)
}

test.each([
  ['', 'a', 1, { index: 0, remove: 0, insert: 'a' }],
  ['Notes', 'Notes!', 6, { index: 5, remove: 0, insert: '!' }],
  ['Notes', 'Noes', 2, { index: 2, remove: 1, insert: '' }],
  ['one two three', 'one 2 three', 5, { index: 4, remove: 3, insert: '2' }],
  ['aa', 'aaa', 1, { index: 0, remove: 0, insert: 'a' }],
  ['aa', 'aaa', 3, { index: 2, remove: 0, insert: 'a' }],
])('%j becomes %j (caret %i) by the smallest edit', (before, after, caret, edit) => {
  expect(smallestEdit(before, after, caret)).toEqual(edit)
})

test('an equal text is no edit', () => {
  expect(smallestEdit('same', 'same', 2)).toBeUndefined()
})

test('a surrogate pair is never cut', () => {
  const edit = smallestEdit('😀', '😁', 2)
  expect(edit).toEqual({ index: 0, remove: 2, insert: '😁' })
})

test('whatever was typed, the edit leads from the old text to the new one', () => {
  const letters = ['a', 'b', '😀', '😁']
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    return seed % below
  }
  const word = () => Array.from({ length: random(7) }, () => letters[random(4)]).join('')
  for (let round = 0; round < 5_000; round++) {
    const [before, after] = [word(), word()]
    const edit = smallestEdit(before, after, random(after.length + 1))
    expect(apply(before, edit)).toBe(after)
    const text = new Y.Doc().getText('title')
    text.insert(0, before)
    if (edit) {
      text.delete(edit.index, edit.remove)
      text.insert(edit.index, edit.insert)
    }
    expect(text.toString()).toBe(after)
  }
})

test('the caret keeps its place in the text when others write before it, and stays when they write after it', () => {
  expect(moveCaret(3, [{ insert: 'xy' }])).toBe(5)
  expect(moveCaret(3, [{ retain: 4 }, { insert: 'xy' }])).toBe(3)
  expect(moveCaret(3, [{ retain: 3 }, { insert: 'xy' }])).toBe(3)
  expect(moveCaret(5, [{ retain: 1 }, { delete: 2 }])).toBe(3)
  expect(moveCaret(5, [{ retain: 3 }, { delete: 9 }])).toBe(3)
  expect(moveCaret(5, [{ delete: 1 }, { retain: 2 }, { insert: 'abc' }])).toBe(7)
})
