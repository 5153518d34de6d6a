// @vitest-environment jsdom
import type { Editor } from '@tiptap/core'
import { beforeEach, describe, expect, test } from 'vitest'
import { TextSource } from '#server/contracts/text-source.ts'
import { findPassage } from '#server/document-model/passage.ts'
import { lettersOf, sumOfLetters } from '#server/document-model/passage-words.ts'
import { indexOfPlace } from '#server/document-model/relative-place.ts'
import { bullets, type OpenEditor, openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { bodyOf } from '../shared-body.ts'
import { jobTarget } from './job-target.ts'
import { passageOf, stretchOf } from './passage-place.ts'

const PAGE = '01a0a0a0-0000-7000-8000-00000000000a'
const mention = { type: 'mention', attrs: { kind: 'person', targetId: PAGE, label: 'Ada' } }
const bold = { type: 'text', text: 'very ', marks: [{ type: 'bold' }] }

/** What the page has where a passage is, read back through its anchor. */
function readBack(editor: Editor, { anchor, text }: { anchor: string; text: string }): string | undefined {
  const body = bodyOf(editor)
  const found = body?.doc && findPassage(body.doc, anchor, sumOfLetters(lettersOf(text)))
  const place = body && found && stretchOf(body, editor.state.doc, found.span)
  return place ? editor.state.doc.textBetween(place.from, place.to, '|', '*') : undefined
}

describe('a passage of the editor', () => {
  let page: OpenEditor
  beforeEach(() => {
    page = openEditor()
  })
  const passageAt = (from: number, to: number) =>
    passageOf(bodyOf(page.editor) ?? fail(), page.editor.state.doc, { from, to })
  const whole = () => passageAt(0, page.editor.state.doc.content.size)

  test('goes from its first letter to its last, through marks, mentions, lists and cells, and comes back', () => {
    page.write(
      p('  A '),
      within('paragraph', { type: 'text', text: 'It is ' }, bold, { type: 'text', text: 'late, ' }, mention),
      bullets('one', [p('two'), bullets('three ')]),
      within('table', within('tableRow', within('tableCell', p('left')), within('tableCell', p(' ')))),
      p(),
    )
    const found = whole() ?? fail()
    expect(found.text).toBe('A \n\nIt is very late, @Ada\n\none\n\ntwo\n\nthree \n\nleft')
    expect(readBack(page.editor, found)).toBe('A |It is very late, *|one|two|three |left')
    page.caretAt('late', 0, 4)
    const { from, to } = page.editor.state.selection
    expect(readBack(page.editor, passageAt(from - 5, to + 1) ?? fail())).toBe('very late,')
  })

  test('of every stretch of a page is the letters of that stretch', () => {
    page.write(p('ab c'), within('paragraph', mention, { type: 'text', text: 'd' }), bullets('e f'))
    const { doc } = page.editor.state
    for (let from = 0; from <= doc.content.size; from++)
      for (let to = from; to <= doc.content.size; to++) {
        const letters = lettersOf(doc.textBetween(from, to, '', '*'))
        const found = passageAt(from, to)
        expect(
          lettersOf(found ? (readBack(page.editor, found) ?? '?') : '').replaceAll('|', ''),
          `${from}-${to}`,
        ).toBe(letters)
      }
  })

  test('leaves out results that nobody has accepted, and is nothing inside of one or where there are no letters', () => {
    page.write(
      p('before'),
      { type: 'jobResult', attrs: { kind: 'summarise' }, content: [p('pending')] },
      p(' '),
    )
    expect(whole()?.text).toBe('before')
    page.caretAt('pending', 0, 4)
    const { from, to } = page.editor.state.selection
    expect(passageAt(from, to)).toBeUndefined()
    expect(
      passageAt(page.editor.state.doc.content.size - 3, page.editor.state.doc.content.size),
    ).toBeUndefined()
  })
})

test('a job is about the selected words, else the block, else the page; and says so as the server takes it', () => {
  const { editor, write, caretAt, positionOf } = openEditor()
  write(p('First block.'), bullets('an item'), p())
  const about = (block?: { from: number; to: number }): string => {
    const { what, source } = jobTarget(editor, PAGE, { block })
    expect(TextSource.parse(source)).toEqual(source)
    return `${what}: ${'text' in source ? source.text : 'all'}`
  }
  caretAt('First', 0, 5)
  expect(about()).toBe('the selection: First')
  caretAt('item', 0)
  expect(about()).toBe('this block: an item')
  const list = positionOf('bulletList')
  expect(about({ from: 0, to: list })).toBe('this block: First block.')
  editor.commands.setTextSelection(editor.state.doc.content.size)
  expect(about()).toBe('this page: all')
})

test('the result goes behind the block at the top level where it was asked for, also about the page', () => {
  const { editor, shared, write, caretAt, positionOf } = openEditor()
  write(p('First block.'), bullets('an item', 'another'), p())
  const body = shared.getXmlFragment('body')
  const index = (how: Parameters<typeof jobTarget>[2] = {}) => {
    const { behind } = jobTarget(editor, PAGE, how)
    return behind === undefined ? undefined : indexOfPlace(body, behind)
  }
  caretAt('First', 0, 5)
  expect([index(), index({ about: 'page' })]).toEqual([1, 1])
  caretAt('item', 0)
  expect(index({ about: 'page' })).toBe(2)
  expect(index({ block: { from: 0, to: positionOf('bulletList') } })).toBe(1)
  editor.commands.setTextSelection(editor.state.doc.content.size)
  expect(index()).toBe(3)
  editor.commands.selectAll()
  expect(index()).toBe(3)
})

function fail(): never {
  throw new Error('nothing found')
}
