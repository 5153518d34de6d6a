// @vitest-environment jsdom
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { expect, test } from 'vitest'
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

function fail(): never {
  throw new Error('nothing found')
}
