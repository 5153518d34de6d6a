// @vitest-environment jsdom
import type { JSONContent } from '@tiptap/core'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { lettersOf, sumOfLetters } from '#server/document-model/passage-words.ts'
import { bullets, type OpenEditor, openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { resultParts } from '../job-result/result-parts.ts'
import { acceptInPlaceOf } from '../job-result/settle-job-result.ts'
import { bodyOf } from '../shared-body.ts'
import { passageOf } from './passage-place.ts'
import { lookForPassage } from './use-passage.ts'

const TASK = '01a0a0a0-0000-7000-8000-000000000001'
const heading = (text: string): JSONContent => ({
  ...within('heading', { type: 'text', text }),
  attrs: { level: 2 },
})
const OTHER = '01a0a0a0-0000-7000-8000-000000000002'
const picture: JSONContent = { type: 'image', attrs: { src: '/api/v1/attachments/a/content', alt: 'a' } }
const code: JSONContent = within('codeBlock', { type: 'text', text: 'x = 1' })

let page: OpenEditor
beforeEach(() => {
  page = openEditor()
})

/** Asks about the words from `first` to `last`, and puts the result behind the page; gives the name of the passage. */
function ask(content: JSONContent[], first: string, last: string, result: JSONContent[]): string {
  page.write(...content)
  page.caretAt(first)
  const { from } = page.editor.state.selection
  page.caretAt(last, last.length)
  const { to } = page.editor.state.selection
  const passage = passageOf(bodyOf(page.editor) ?? fail(), page.editor.state.doc, { from, to }) ?? fail()
  page.editor.commands.insertContentAt(page.editor.state.doc.content.size, {
    ...within('jobResult', ...result),
    attrs: { taskId: TASK, kind: 'improve' },
  })
  return `${passage.anchor}.${sumOfLetters(lettersOf(passage.text))}`
}

function accept(name: string): boolean {
  const now = lookForPassage(page.editor, name)
  const done =
    now !== undefined &&
    'place' in now &&
    acceptInPlaceOf(page.editor, page.positionOf('jobResult'), now.place)
  page.editor.state.doc.check()
  return done
}

describe('a result in the place of its passage', () => {
  const CASES: [string, JSONContent[], [string, string], JSONContent[], string][] = [
    [
      'amid a line keeps the rest of the line',
      [p('The old ferry leaves.')],
      ['old', 'ferry'],
      [p('new boat')],
      'doc(paragraph("The ", provenance("new boat"), " leaves."))',
    ],
    [
      'keeps a heading one',
      [heading('Harbour news'), p('x')],
      ['Harbour', 'news'],
      [p('News')],
      'doc(heading(provenance("News")), paragraph("x"))',
    ],
    [
      'of several blocks parts the line that it stands in',
      [p('One two three.')],
      ['two', 'two'],
      [p('a'), p('b')],
      'doc(paragraph("One ", provenance("a")), paragraph(provenance("b"), " three."))',
    ],
    [
      'over several blocks puts blocks for blocks',
      [p('before'), heading('Title'), p('text'), p('after')],
      ['Title', 'text'],
      [heading('Titel'), p('Text')],
      'doc(paragraph("before"), heading(provenance("Titel")), paragraph(provenance("Text")), paragraph("after"))',
    ],
    [
      'over a whole list is the list',
      [bullets('one', 'two'), p('after')],
      ['one', 'two'],
      [bullets('eins', 'zwei')],
      'doc(bulletList(listItem(paragraph(provenance("eins"))), listItem(paragraph(provenance("zwei")))), paragraph("after"))',
    ],
    [
      'in one item keeps the item',
      [bullets('one', 'two'), p('after')],
      ['two', 'two'],
      [p('zwei')],
      'doc(bulletList(listItem(paragraph("one")), listItem(paragraph(provenance("zwei")))), paragraph("after"))',
    ],
    [
      'over some items of a list is items of it',
      [bullets('one', 'two', 'three'), p('after')],
      ['one', 'two'],
      [bullets('eins')],
      'doc(bulletList(listItem(paragraph(provenance("eins"))), listItem(paragraph("three"))), paragraph("after"))',
    ],
    [
      'of another kind of block takes the place of a whole line',
      [p('one'), p('after')],
      ['one', 'one'],
      [heading('Eins'), p('eins')],
      'doc(heading(provenance("Eins")), paragraph(provenance("eins")), paragraph("after"))',
    ],
    [
      'from amid one line into another leaves what is left of both',
      [p('one two'), p('three four')],
      ['two', 'three'],
      [p('a'), p('b')],
      'doc(paragraph("one ", provenance("a")), paragraph(provenance("b"), " four"))',
    ],
    [
      'in code names its source, and is formatted by nothing else',
      [code, p('after')],
      ['x = 1', '1'],
      [p('y = 2')],
      'doc(codeBlock(provenance("y = 2")), paragraph("after"))',
    ],
    [
      'in code keeps the ends of its lines',
      [code, p('after')],
      ['x = 1', '1'],
      [
        within(
          'paragraph',
          { type: 'text', text: 'y = 2' },
          { type: 'hardBreak' },
          { type: 'text', text: 'z = 3' },
        ),
      ],
      'doc(codeBlock(provenance("y = 2\\nz = 3")), paragraph("after"))',
    ],
    [
      'takes a picture that stands beside its words for none of them',
      [p('one'), picture, p('after')],
      ['one', 'one'],
      [p('eins')],
      'doc(paragraph(provenance("eins")), image, paragraph("after"))',
    ],
    [
      'names its task on code too',
      [p('one'), p('two'), p('after')],
      ['one', 'two'],
      [p('see'), code],
      'doc(paragraph(provenance("see")), codeBlock("x = 1"), paragraph("after"))',
    ],
  ]
  for (const [title, content, [first, last], result, outcome] of CASES)
    test(title, () => {
      const name = ask(content, first, last, result)
      const before = page.outline()
      expect(accept(name)).toBe(true)
      expect(page.outline()).toBe(outcome)
      page.editor.commands.undo()
      expect(page.outline()).toBe(before)
    })

  const AMID: [string, JSONContent][] = [
    ['a picture', picture],
    ['a picture in a list', bullets([p('x'), picture])],
    ['a file', { type: 'file', attrs: { src: '/a', name: 'a.pdf' } }],
    ['a divider', { type: 'horizontalRule' }],
    ['a toggle', within('toggle', p('x'), p('folded'))],
    ['what another job proposes', { type: 'jobResult', attrs: { taskId: OTHER }, content: [p('proposal')] }],
  ]
  test.each(AMID)('never takes %s away that stands amid the words', (_what, amid) => {
    const name = ask([p('one'), amid, p('two'), p('after')], 'one', 'two', [p('eins'), p('zwei')])
    const before = page.outline()
    const now = lookForPassage(page.editor, name)
    if (!now || !('place' in now)) throw new Error('no passage')
    const results: number[] = []
    page.editor.state.doc.descendants((node, at) => void (node.attrs.taskId === TASK && results.push(at)))
    expect(acceptInPlaceOf(page.editor, results[0] ?? fail(), now.place)).toBe(false)
    expect(page.outline()).toBe(before)
  })

  test('leaves the toggle that the passage lies in', () => {
    expect(accept(ask([within('toggle', p('one'), p('two'))], 'one', 'two', [p('eins'), p('zwei')]))).toBe(
      true,
    )
    expect(page.outline()).toMatch(/^doc\(toggle\(/)
  })

  test('is found where the passage went, and its state told', () => {
    const name = ask([p('The old ferry leaves.'), p('last')], 'old', 'ferry', [p('new boat')])
    const state = () => lookForPassage(page.editor, name)?.state
    expect(state()).toBe('same')
    page.caretAt('ferry', 2)
    page.editor.commands.splitBlock()
    expect(state()).toBe('same')
    page.editor.commands.insertContent('!')
    expect(state()).toBe('changed')
    page.editor.commands.deleteRange({ from: 0, to: page.positionOf('jobResult') })
    expect(state()).toBe('removed')
    expect(accept(name)).toBe(false)
  })

  test('leaves everything as it is where not all of it fits, or there is no result any more', () => {
    const name = ask([p('one'), p('two')], 'one', 'one', [p('x')])
    const now = lookForPassage(page.editor, name)
    if (!now || !('place' in now)) throw new Error('no passage')
    expect(acceptInPlaceOf(page.editor, 0, now.place)).toBe(false)
    const inside = page.positionOf('jobResult')
    expect(acceptInPlaceOf(page.editor, inside, { from: inside + 2, to: inside + 3 })).toBe(false)
    page.editor.setEditable(false)
    expect(acceptInPlaceOf(page.editor, inside, now.place)).toBe(false)
  })
})

test('a pending result that was made of no passage says nothing of one', () => {
  expect(lookForPassage(page.editor, null)).toBeUndefined()
  expect(lookForPassage(page.editor, 'nonsense')).toEqual({ state: 'removed' })
})

function fail(): never {
  throw new Error('nothing found')
}

describe('two people who let a result take its place at once', () => {
  /** The same page twice, each with an editor of its own. */
  async function both(content: JSONContent[], first: string, last: string, result: JSONContent[]) {
    page = openEditor([resultParts])
    const name = ask(content, first, last, result)
    const ada = page
    const ben = openEditor([resultParts])
    // From then on they listen to each other.
    await Promise.all([ada, ben].map(({ editor }) => new Promise((resolve) => editor.on('create', resolve))))
    const meet = async (): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        const [fromAda, fromBen] = [ada, ben].map(({ shared }) => Y.encodeStateAsUpdate(shared))
        if (fromAda) Y.applyUpdate(ben.shared, fromAda, 'network')
        if (fromBen) Y.applyUpdate(ada.shared, fromBen, 'network')
        // What tidies up afterwards waits for the change to have been told.
        await Promise.resolve()
      }
      expect(ada.outline()).toBe(ben.outline())
    }
    const acceptBoth = async (): Promise<string> => {
      await meet()
      for (const one of [ada, ben]) {
        page = one
        expect(accept(name)).toBe(true)
      }
      await meet()
      return ada.outline()
    }
    return { acceptBoth, ada, ben, meet }
  }

  test('amid a line leave it there once', async () => {
    const { acceptBoth } = await both([p('The old ferry leaves.')], 'old', 'ferry', [p('new boat')])
    expect(await acceptBoth()).toBe('doc(paragraph("The ", provenance("new boat"), " leaves."))')
  })

  test('for whole blocks leave them there once', async () => {
    const { acceptBoth } = await both([heading('One'), p('two'), p('after')], 'One', 'two', [p('a'), p('b')])
    expect(await acceptBoth()).toBe(
      'doc(paragraph(provenance("a")), paragraph(provenance("b")), paragraph("after"))',
    )
  })

  test('keep what one of them wrote afterwards, and the same words written twice on purpose', async () => {
    const { acceptBoth, ada, meet } = await both([p('The old ferry leaves.')], 'old', 'ferry', [
      p('new boat'),
    ])
    await acceptBoth()
    ada.editor.commands.insertContentAt(ada.editor.state.doc.content.size - 1, ' new boat')
    await meet()
    expect(ada.outline()).toBe('doc(paragraph("The ", provenance("new boat"), " leaves. new boat"))')
  })
})
