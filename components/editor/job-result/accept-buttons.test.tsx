// @vitest-environment jsdom
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { describe, expect, test } from 'vitest'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { lettersOf, sumOfLetters } from '#server/document-model/passage-words.ts'
import { type OpenEditor, openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { passageOf } from '../passage/passage-place.ts'
import { usePassageState } from '../passage/use-passage.ts'
import { bodyOf } from '../shared-body.ts'
import { AcceptButtons, passageWords } from './accept-buttons.tsx'
import { JobResultView } from './job-result-view.tsx'

const TASK = '01a0a0a0-0000-7000-8000-000000000001'

type FootProps = { page: OpenEditor; kind: string; name: string }

function Foot({ page, kind, name }: FootProps) {
  const { editor } = page
  const state = usePassageState(editor, name)
  const getPos = () => page.positionOf('jobResult')
  return (
    <>
      <p>{passageWords(state)}</p>
      <AcceptButtons editor={editor} getPos={getPos} kind={kind} passage={name} state={state} />
    </>
  )
}

/** A page with a passage and a pending result that was made of it, and the buttons of the result. */
async function judge(kind: string) {
  const page = openEditor()
  const { editor } = page
  page.write(p('The ferry leaves at nine.'), p('last'))
  const found = passageOf(bodyOf(editor) ?? fail(), editor.state.doc, { from: 0, to: 20 }) ?? fail()
  const name = `${found.anchor}.${sumOfLetters(lettersOf(found.text))}`
  editor.commands.insertContentAt(editor.state.doc.content.size, {
    ...within('jobResult', p('It leaves at nine.')),
    attrs: { taskId: TASK, kind },
  })
  const screen = await showScreen(
    <>
      <EditorContent editor={editor} />
      <Foot page={page} kind={kind} name={name} />
    </>,
  )
  const edit = (words: string) => screen.act(() => void editor.commands.insertContentAt(5, words))
  return { ...page, ...screen, edit }
}

test('what writes a passage anew takes its place, or stands below it where that is asked for', async () => {
  const first = await judge('improve')
  expect(first.names('button')).toEqual(['Accept', 'Insert below'])
  await first.press(first.find('button', 'Accept'))
  expect(first.outline()).toBe(
    'doc(paragraph(provenance("It leaves at nine."), " nine."), paragraph("last"))',
  )
  const second = await judge('translate')
  await second.press(second.find('button', 'Insert below'))
  expect(second.outline()).toBe(
    'doc(paragraph("The ferry leaves at nine."), paragraph("last"), paragraph(provenance("It leaves at nine.")))',
  )
})

test('what tells something about a passage never takes its place', async () => {
  for (const kind of ['summarise', 'explain']) expect((await judge(kind)).names('button')).toEqual(['Accept'])
})

test('words that have changed since are said to have, and are replaced only after a question', async () => {
  const { edit, words, press, find, outline, names } = await judge('shorter')
  await edit('XY')
  await until('the page says so', () => words().includes('The text has changed since.'))
  const before = outline()
  await press(find('button', 'Accept'))
  expect(outline()).toBe(before)
  expect(words()).toContain('Replace text that has changed?')
  await press(find('button', 'Cancel'))
  expect(outline()).toBe(before)
  await press(find('button', 'Accept'))
  await press(find('button', 'Replace it'))
  expect(outline()).toBe('doc(paragraph(provenance("It leaves at nine."), " nine."), paragraph("last"))')
  expect(names('alertdialog')).toEqual([])
})

test('a passage that was removed leaves its result where it stands', async () => {
  const { editor, act, words, press, find, outline, names } = await judge('improve')
  await act(() => void editor.commands.deleteRange({ from: 0, to: 27 }))
  await until('the page says so', () => words().includes('The text that this was made of was removed since.'))
  expect(names('button')).toEqual(['Accept'])
  await press(find('button', 'Accept'))
  expect(outline()).toBe('doc(paragraph("last"), paragraph(provenance("It leaves at nine.")))')
})

test.each([
  ['stopped', ['Accept', 'Reject', 'Try again']],
  [null, ['Accept', 'Insert below', 'Reject', 'Try again']],
])('what was %s before its end never takes the place of the whole', async (phase, buttons) => {
  const { editor, write, positionOf } = openEditor([], {
    jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
  })
  write(p('The ferry leaves at nine.'))
  const found = passageOf(bodyOf(editor) ?? fail(), editor.state.doc, { from: 0, to: 27 }) ?? fail()
  const passage = `${found.anchor}.${sumOfLetters(lettersOf(found.text))}`
  const attrs = { taskId: TASK, kind: 'improve', phase, passage }
  editor.commands.insertContentAt(27, { ...within('jobResult', p('It')), attrs })
  expect(positionOf('jobResult')).toBe(27)
  const { names } = await showScreen(<EditorContent editor={editor} />)
  expect(names('button')).toEqual(buttons)
})

describe('a passage that somebody removes', () => {
  const gone = 'The text that this was made of was removed since.'

  test('while it is asked whether to replace it ends the question, which does not come back with the words', async () => {
    const { editor, act, press, find, edit, words, names } = await judge('improve')
    await edit('XY')
    await press(find('button', 'Accept'))
    find('alertdialog', 'Replace text that has changed?')
    const seen = async (said: boolean) => {
      await act(() => {})
      return words().includes(gone) === said
    }
    await act(() => void editor.commands.deleteRange({ from: 0, to: 29 }))
    await until('the page says so', () => seen(true))
    expect(names('alertdialog')).toEqual([])
    await act(() => void editor.commands.insertContentAt(0, p('The ferry leaves at nine.')))
    await until('the page has it again', () => seen(false))
    expect(names('button')).toEqual(['Accept', 'Insert below'])
    expect(names('alertdialog')).toEqual([])
  })

  test('in the moment of the press is said to be gone, not to be a bad fit', async () => {
    const { editor, find, press, words, outline } = await judge('improve')
    const accept = find('button', 'Accept')
    // Not told to the page yet: it looks only now and then.
    editor.commands.deleteRange({ from: 0, to: 27 })
    const before = outline()
    await press(accept)
    expect(words()).toContain('The text that this was made of was removed meanwhile')
    expect(words()).not.toContain('does not fit')
    expect(outline()).toBe(before)
  })
})

test('a result that would take a picture away stays, and says what can be done instead', async () => {
  const { editor, act, find, press, words, outline } = await judge('improve')
  const picture = { type: 'image', attrs: { src: '/api/v1/attachments/a/content', alt: 'a' } }
  await act(() => {
    editor.commands.setTextSelection(10)
    editor.commands.splitBlock()
    editor.commands.insertContentAt(10, picture)
  })
  const before = outline()
  expect(before).toContain('image')
  await press(find('button', 'Accept'))
  expect(words()).toContain(
    'This result does not fit in the place of its passage It can be inserted below it.',
  )
  expect(outline()).toBe(before)
  await press(find('button', 'Insert below'))
  expect(outline()).toContain('image')
  expect(outline()).toContain('paragraph(provenance("It leaves at nine."))')
})

const WAYS: [string, (screen: Awaited<ReturnType<typeof judge>>) => Promise<void>][] = [
  ['Accept', ({ press, find }) => press(find('button', 'Accept'))],
  ['Insert below', ({ press, find }) => press(find('button', 'Insert below'))],
  [
    'Replace it',
    async ({ edit, press, find }) => {
      await edit('XY')
      await press(find('button', 'Accept'))
      await press(find('button', 'Replace it'))
    },
  ],
]
test.each(WAYS)('after “%s” the writer goes on in the text', async (_name, act) => {
  const screen = await judge('improve')
  await act(screen)
  await until('the text has the focus', () => document.activeElement === screen.editor.view.dom)
  screen.editor.commands.undo()
  expect(screen.outline()).toContain('jobResult')
})

function fail(): never {
  throw new Error('nothing found')
}
