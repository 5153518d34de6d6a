// @vitest-environment jsdom
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { expect, test } from 'vitest'
import type { PendingResult } from '#server/contracts/pending-results.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import type { Answers } from '#server/testing/screens/answer-calls.ts'
import { openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { idOf, pageOf, sampleMember, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { PageIdContext } from '../page-id.ts'
import { JobResultView } from './job-result-view.tsx'
import { tellResults } from './tell-results.ts'

const TASK = idOf(1)
const PAGE = idOf(5)
const ANSWER = {
  ...sampleAnswer(),
  provider: 'built-in',
  quality: { score: 0.94, method: 'test', signals: [] },
}

/** A page with one result that waits, of which the server says this. */
async function draw({ answers = {}, told = {} }: { answers?: Answers; told?: Partial<PendingResult> } = {}) {
  const page = openEditor([], {
    jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
  })
  page.write({
    ...within('jobResult', p('All is well.')),
    attrs: { taskId: TASK, kind: 'summarise', provider: 'built-in', cache: 'miss' },
  })
  const screen = await showScreen(
    <PageIdContext value={PAGE}>
      <EditorContent editor={page.editor} />
    </PageIdContext>,
    {
      answers: {
        [`GET /api/v1/documents/${PAGE}/pending-results`]: () => tellResults(page.editor, told),
        [`GET /api/v1/tasks/${TASK}`]: sampleTask({ answer: ANSWER }),
        'GET /api/v1/members': pageOf(sampleMember()),
        ...answers,
      },
    },
  )
  return { ...page, ...screen }
}

test('a result whose words are not all the job’s says so, and no longer how sure its answer was', async () => {
  const { words } = await draw({ told: { text: 'edited' } })
  expect(words()).toContain('by the built-in engine · edited: not all of it is what the job wrote')
  expect(words()).not.toContain('94 %')
})

test.each([
  [{ text: 'foreign' }, 'Not verified: its job wrote other words'],
  [{ text: 'unknown' }, 'Not verified: there is nothing to compare its words with'],
  [{ sourceId: null, text: 'unknown' }, 'Not verified: its job wrote nothing for this page'],
] as const)('a result that the server could not verify has no fact of the job: %o', async (told, why) => {
  const { words } = await draw({ told })
  expect(words()).toContain(why)
  expect(words()).not.toContain('for Ada')
  expect(words()).not.toContain('built-in')
})

test('a result is told anew once its words have changed, and until then has no facts', async () => {
  const { words, editor, act } = await draw()
  expect(words()).toContain('94 %')
  await act(() => void editor.commands.insertContentAt(3, 'not '))
  expect(words()).toContain('Its words are being compared')
  expect(words()).not.toContain('94 %')
  await until('the words are compared', async () => {
    await act(() => {})
    return words().includes('94 %')
  })
})

test('a result that is less than usual says so by its job, also where the block has lost that', async () => {
  const stale = sampleTask({ answer: { ...ANSWER, cache: 'stale' } })
  const { words } = await draw({ answers: { [`GET /api/v1/tasks/${TASK}`]: stale } })
  expect(words()).toContain('This is an older answer')
})
