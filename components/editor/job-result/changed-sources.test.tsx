// @vitest-environment jsdom
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { expect, test } from 'vitest'
import type { TaskSource } from '#server/contracts/task-sources.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { sumOfDocument } from '#server/document-model/page-sum.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { idOf, pageOf, sampleMember, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { VisitingContext } from '../../hooks/visiting.ts'
import { JobResultView } from './job-result-view.tsx'

const TASK = idOf(1)
const HERE = idOf(5)
const other = (number: number, title: string, changed: boolean): TaskSource => ({
  ...{ documentId: idOf(number), title, changed, sum: '1-a-b' },
})

/** A page with the result of a job that read it and perhaps others. */
async function judge(others: TaskSource[] = [], { visiting = false } = {}) {
  const page = openEditor([], {
    jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
  })
  const { editor, shared } = page
  page.write(p('The ferry leaves at nine.'), {
    ...within('jobResult', p('Nine.')),
    attrs: { taskId: TASK, kind: 'summarise' },
  })
  const own = { documentId: HERE, title: 'Minutes', sum: sumOfDocument(shared), changed: false }
  const screen = await showScreen(
    <VisitingContext value={visiting}>
      <EditorContent editor={editor} />
    </VisitingContext>,
    {
      answers: {
        [`GET /api/v1/tasks/${TASK}`]: sampleTask({ documentId: HERE, answer: sampleAnswer() }),
        [`GET /api/v1/tasks/${TASK}/sources`]: { items: [own, ...others] },
        'GET /api/v1/members': pageOf(sampleMember()),
      },
    },
  )
  const edit = (words: string) => screen.act(() => void editor.commands.insertContentAt(5, words))
  return { ...page, ...screen, edit }
}

test('a result of the page says so once the page is another, and no more when that is taken back', async () => {
  const { edit, words, names, editor, act } = await judge()
  const told = () => words().includes('This page has changed since it was read.')
  expect(told()).toBe(false)
  await edit('XY')
  await until('that the result says so', told)
  expect(names('button')).toContain('Try again')
  await act(() => void editor.commands.deleteRange({ from: 5, to: 7 }))
  await until('that nothing is said', () => !told())
})

test('what the title was when it was read counts', async () => {
  const { shared, act, words } = await judge()
  await act(() => shared.getText('title').insert(0, 'Minutes'))
  await until('that the result says so', () => words().includes('This page has changed since it was read.'))
})

test('of several pages those that changed are named, this one as this', async () => {
  const { edit, words } = await judge([
    other(6, 'Budget', true),
    other(7, 'Plans', false),
    other(8, ' ', true),
  ])
  await until('the others', () => words().includes('Changed since they were read: “Budget”, “Untitled”.'))
  await edit('XY')
  await until('this one too', () => words().includes('read: this page, “Budget”, “Untitled”.'))
})

test('nothing is asked for visitors, who see no job', async () => {
  const { calls, edit } = await judge([], { visiting: true })
  await edit('XY')
  expect(calls).toEqual([])
})
