// @vitest-environment jsdom
import type { JSONContent } from '@tiptap/core'
import { describe, expect, test } from 'vitest'
import { bullets, openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { insertBlock } from '../insert-block.ts'
import type { PageActions } from './slash-item.ts'
import { itemsFor, runSlashItem, SLASH_ITEMS } from './slash-items.ts'

const asked: string[] = []
const actions: PageActions = {
  visiting: () => false,
  chooseImage: () => void asked.push('image'),
  chooseFile: (work) => void asked.push(work ? `file for ${work}` : 'file'),
  openJobForm: (kind) => void asked.push(`form ${kind}`),
  askJob: (kind, about) => void asked.push(`${kind} ${about ?? 'block'}`),
}

/** Types a slash where the words "HERE" stand, and chooses the item. */
function run(id: string, content: JSONContent[], page = openEditor()) {
  asked.length = 0
  page.write(...content)
  page.caretAt('HERE')
  const { from } = page.editor.state.selection
  const item = SLASH_ITEMS.find((each) => each.id === id)
  if (!item) throw new Error(`no item ${id}`)
  runSlashItem(page.editor, { from, to: from + 4 }, item, actions)
  // Throws where the page is not what its schema allows.
  page.editor.state.doc.check()
  return page
}

describe('on a line of its own, an item makes what it says', () => {
  const MADE: [string, string][] = [
    ['text', 'doc(paragraph, paragraph("after"))'],
    ['heading-1', 'doc(heading, paragraph("after"))'],
    ['heading-3', 'doc(heading, paragraph("after"))'],
    ['quote', 'doc(blockquote(paragraph), paragraph("after"))'],
    ['code', 'doc(codeBlock, paragraph("after"))'],
    ['callout', 'doc(callout(paragraph), paragraph("after"))'],
    ['divider', 'doc(horizontalRule, paragraph("after"))'],
    ['bullets', 'doc(bulletList(listItem(paragraph)), paragraph("after"))'],
    ['numbers', 'doc(orderedList(listItem(paragraph)), paragraph("after"))'],
    ['to-do', 'doc(taskList(taskItem(paragraph)), paragraph("after"))'],
    ['toggle', 'doc(toggle(paragraph), paragraph("after"))'],
  ]
  test.each(MADE)('%s', (id, outline) => {
    expect(run(id, [p('HERE'), p('after')]).outline()).toBe(outline)
  })

  test('a table has a header row and two more, and the caret stands in its first cell', () => {
    const { editor, outline } = run('table', [p('HERE')])
    const header = 'tableRow(tableHeader(paragraph), tableHeader(paragraph), tableHeader(paragraph))'
    const row = 'tableRow(tableCell(paragraph), tableCell(paragraph), tableCell(paragraph))'
    expect(outline()).toBe(`doc(table(${header}, ${row}, ${row}), paragraph)`)
    expect(editor.state.selection.$from.node(-1).type.name).toBe('tableHeader')
  })

  test.each([
    ['image', 'image'],
    ['ocr', 'file for ocr'],
    ['transcode', 'file for transcode'],
    ['classify', 'form classify'],
    ['more-jobs', 'form undefined'],
    ['file', 'file'],
    ['summarise', 'summarise page'],
    ['sentiment', 'sentiment page'],
    ['translate', 'translate block'],
  ])('%s is for the page around to do, and leaves no trace of what was typed', (id, what) => {
    expect(run(id, [p('HERE')]).outline()).toBe('doc(paragraph)')
    expect(asked).toEqual([what])
  })
})

describe('wherever a slash can be typed, no item breaks the page or throws', () => {
  const cell = within(
    'table',
    within('tableRow', within('tableCell', p('HERE')), within('tableCell', p('b'))),
  )
  const PLACES: [string, JSONContent[]][] = [
    ['the only line', [p('HERE')]],
    ['amid words', [p('before HERE after')]],
    ['a heading', [{ type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'HERE' }] }]],
    ['an item of a list', [bullets('a', 'HERE', 'c')]],
    ['a nested item', [bullets([p('a'), bullets('HERE')])]],
    ['a second line of an item', [bullets([p('a'), p('HERE')])]],
    ['a to-do', [within('taskList', within('taskItem', p('HERE')))]],
    ['a quote', [within('blockquote', p('HERE'))]],
    ['a callout', [within('callout', p('HERE'))]],
    ['the heading of a toggle', [within('toggle', p('HERE'), p('body'))]],
    ['the body of a toggle', [within('toggle', p('head'), p('HERE'))]],
    ['a cell of a table', [cell]],
    ['a pending result', [{ type: 'jobResult', attrs: { kind: 'summarise' }, content: [p('HERE')] }]],
  ]
  for (const [place, content] of PLACES)
    test(place, () => {
      const page = openEditor()
      for (const { id } of SLASH_ITEMS) {
        const { editor, outline } = run(id, content, page)
        expect(outline(), id).not.toContain('HERE')
        expect(editor.state.selection.from, id).toBeLessThanOrEqual(editor.state.doc.content.size)
      }
    })
})

test('a visitor by a link is offered what is done in the text alone', () => {
  const offered = itemsFor(true).map(({ id }) => id)
  expect(offered).toEqual(expect.arrayContaining(['text', 'table', 'toggle', 'divider']))
  for (const id of ['image', 'file', 'summarise', 'keywords', 'ocr']) expect(offered).not.toContain(id)
  expect(itemsFor(false)).toBe(SLASH_ITEMS)
})

describe('a block is put where the caret is', () => {
  const rule: JSONContent = { type: 'horizontalRule' }
  test('in the place of an empty line, with a line behind it only where the page would end', () => {
    const page = openEditor()
    page.write(p('a'), p(), p('b'))
    page.editor.commands.setTextSelection(4)
    insertBlock(page.editor, rule)
    expect(page.outline()).toBe('doc(paragraph("a"), horizontalRule, paragraph("b"))')
    page.editor.commands.focus('end')
    insertBlock(page.editor, rule)
    expect(page.outline()).toBe(
      'doc(paragraph("a"), horizontalRule, paragraph("b"), horizontalRule, paragraph)',
    )
    expect(page.editor.state.selection.$from.parent.content.size).toBe(0)
  })
  test('behind a line with words, which stay whole', () => {
    const page = openEditor()
    page.write(p('one two'), p('b'))
    page.caretAt('one two', 3)
    insertBlock(page.editor, rule)
    expect(page.outline()).toBe('doc(paragraph("one two"), horizontalRule, paragraph("b"))')
  })
  test('in one step that everybody else hears of and that one undo takes back', () => {
    const page = openEditor()
    page.write(p('a'))
    const updates: Uint8Array[] = []
    page.shared.on('update', (update: Uint8Array) => updates.push(update))
    page.caretAt('a', 1)
    insertBlock(page.editor, rule)
    expect(updates).toHaveLength(1)
    page.editor.commands.undo()
    expect(page.outline()).not.toContain('horizontalRule')
  })
})
