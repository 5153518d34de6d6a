// @vitest-environment jsdom
import type { Editor, JSONContent } from '@tiptap/core'
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { appendJobResult } from '#server/document-model/job-result-block.ts'
import { showJobDraft } from '#server/document-model/job-result-draft.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { openEditor, p } from '#server/testing/screens/open-editor.ts'
import { idOf, pageOf, sampleMember, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { VisitingContext } from '../../hooks/visiting.ts'
import { heldDrafts } from './held-drafts.ts'
import { JobResultView } from './job-result-view.tsx'
import { resultParts } from './result-parts.ts'
import { writingWords } from './result-words.ts'
import { acceptJobResult, rejectJobResult } from './settle-job-result.ts'
import { useWritingJobs } from './use-writing-jobs.ts'

const TASK = idOf(1)
const PATH = `/api/v1/tasks/${TASK}`
const running = { status: 'RUNNING', answer: null, finishedAt: null, documentId: idOf(5) } as const

const block = (phase: string | null, ...words: string[]): JSONContent => ({
  type: 'jobResult',
  attrs: { taskId: TASK, kind: 'summarise', provider: 'alpha', model: 'large', phase },
  content: words.map((text) => p(text)),
})

async function draw(
  content: JSONContent[],
  { task = running, editable = true, visiting = false }: Partial<Drawing> = {},
) {
  const page = openEditor([resultParts, heldDrafts], {
    jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
  })
  page.write(...content)
  page.editor.setEditable(editable)
  const told: string[][] = []
  let row = task
  const screen = await showScreen(
    <VisitingContext value={visiting}>
      <EditorContent editor={page.editor} />
      <Who editor={page.editor} told={told} />
    </VisitingContext>,
    {
      answers: {
        [`GET ${PATH}`]: () => sampleTask(row),
        [`POST ${PATH}/cancel`]: () => {
          row = { ...task, cancelRequested: true }
          return sampleTask(row)
        },
        'GET /api/v1/members': pageOf(sampleMember()),
      },
    },
  )
  return { ...page, ...screen, who: () => told.at(-1) }
}

function Who({ editor, told }: { editor: Editor; told: string[][] }) {
  told.push(useWritingJobs(editor, idOf(5)).map(({ name }) => name))
  return null
}
type Drawing = { task: Partial<TaskView>; editable: boolean; visiting: boolean }

describe('a result that its job writes', () => {
  test.each([
    ['of a job that has ended', { ...running, status: 'COMPLETED' }],
    ['of a job that waits for another worker', { ...running, status: 'PENDING' }],
    ['of a job on another page', { ...running, documentId: idOf(6) }],
  ] as const)('takes no part in the page when it is %s, whatever the block says', async (_, task) => {
    const { who } = await draw([p('a'), block('writing', 'One', 'two')], { task })
    expect(who()).toEqual([])
  })

  test('takes part under the name that the server gives it', async () => {
    const { who } = await draw([block('writing', 'One')], { task: { ...running, kind: 'translate' } })
    expect(who()).toEqual(['Translate'])
  })

  test('that stands there twice takes part once, and visitors are told what the page says', async () => {
    const twice = [block('writing', 'One'), p('a'), block('writing', 'One')]
    expect((await draw(twice)).who()).toEqual(['Summarise'])
    expect((await draw([block('writing', 'One')], { visiting: true })).who()).toEqual(['Summarise'])
  })

  test('is named so, tells who writes and for whom, and takes part in the page', async () => {
    const { find, words, names, who } = await draw([p('a'), block('writing', 'One', 'two')])
    const region = find('region', 'Summary, being written')
    expect(region.getAttribute('aria-busy')).toBe('true')
    expect(words(region)).toContain('for Ada · by alpha (large)')
    expect(names('button')).toEqual(['Stop'])
    expect(who()).toEqual(['Summarise'])
  })

  test('is stopped by whoever edits', async () => {
    const { find, press, asked, words } = await draw([block('writing', 'One')])
    await press(find('button', 'Stop'))
    expect(asked(`${PATH}/cancel`)?.method).toBe('POST')
    expect(words()).toContain('Stopping')
  })

  test('is watched by readers and visitors, without a button', async () => {
    const reader = await draw([block('writing', 'One')], { editable: false })
    expect([reader.names('button'), reader.words().includes('Writing')]).toEqual([[], true])
    const visitor = await draw([block('writing', 'One')], { editable: false, visiting: true })
    expect([visitor.names('button'), visitor.names('link'), visitor.calls]).toEqual([[], [], []])
    expect(visitor.words()).toContain('Being written')
  })

  test('is not settled, and takes none of anybody’s letters; around it, and as a whole, it may be edited', async () => {
    const { editor, outline, act } = await draw([p('above'), block('writing', 'One', 'two'), p('below')])
    const before = outline()
    expect([acceptJobResult(editor, 7), rejectJobResult(editor, 7, 0)]).toEqual([false, false])
    editor.view.dispatch(editor.state.tr.insertText('mine', 10))
    editor.view.dispatch(editor.state.tr.delete(3, 11))
    expect(outline()).toBe(before)
    await act(() => editor.view.dispatch(editor.state.tr.insertText('far ', 1)))
    expect(outline()).toContain('far above')
    const at = editor.state.doc.child(0).nodeSize
    const { nodeSize } = editor.state.doc.child(1)
    await act(() => editor.view.dispatch(editor.state.tr.delete(at, at + nodeSize)))
    expect(outline()).toBe('doc(paragraph("far above"), paragraph("below"))')
  })

  test('grows before everybody’s eyes, and becomes what is accepted, part by part too', async () => {
    const { shared, act, words, names, find, press, outline, who } = await draw([p('above')])
    // The job writes elsewhere, and its words come as those of any other.
    const elsewhere = new Y.Doc()
    const job = async (edit: (doc: Y.Doc) => void): Promise<void> => {
      Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(shared))
      edit(elsewhere)
      await act(() => Y.applyUpdate(shared, Y.encodeStateAsUpdate(elsewhere), 'network'))
    }
    const draft = { taskId: TASK, kind: 'summarise', provider: 'alpha', model: null }
    const blocks = (...texts: string[]) =>
      texts.map((text) => ({ type: 'paragraph' as const, content: [{ text }] }))
    await job((doc) => showJobDraft(doc, { ...draft, blocks: blocks('All is') }, { isNew: true }))
    expect(words()).toContain('All is')
    await job((doc) =>
      showJobDraft(doc, { ...draft, blocks: blocks('All is well.', 'And') }, { isNew: false }),
    )
    expect([words().includes('All is well.'), names('button')]).toEqual([true, ['Stop']])
    const answer = { ...draft, confidence: 0.9, cache: 'miss', degraded: false }
    await job((doc) =>
      appendJobResult(doc, answer, { kind: 'summarise', text: 'All is well.\n\nAnd good.', sentences: 2 }),
    )
    expect(who()).toEqual([])
    find('region', 'Summary, not yet accepted')
    await press(find('button', 'Reject part 1 of 2'))
    await press(find('button', 'Accept'))
    expect(outline()).toContain('paragraph(provenance("And good."))')
    expect(shared.getXmlFragment(ROOT.body).toString()).not.toContain('well')
  })
})

describe('what is left of a result', () => {
  test.each([
    ['stopped', {}, 'Stopped before its end'],
    ['failed', { status: 'FAILED', error: fault('No one answered.') }, 'No one answered.'],
  ] as const)('that was %s says so, and is accepted, rejected or tried again', async (phase, task, told) => {
    const { words, names, find, press, outline } = await draw([p('a'), block(phase, 'Half')], {
      task: { status: 'CANCELLED', answer: null, ...task },
    })
    expect(words(find('region', 'Summary, not yet accepted'))).toContain(told)
    expect(names('button')).toEqual(['Accept', 'Reject', 'Try again'])
    await press(find('button', 'Accept'))
    expect(outline()).toBe('doc(paragraph("a"), paragraph(provenance("Half")))')
  })
})

test.each([
  [{ ...running, progress: { done: 0.3, note: '3 of 8 parts done' } }, 'Writing · 3 of 8 parts done'],
  [{ ...running, progress: { done: 0.3, note: 'Working' } }, 'Writing'],
  [{ ...running, cancelRequested: true }, 'Stopping'],
  [{ ...running, status: 'PENDING', attempt: 1 }, 'Waits for its next try'],
  [{ ...running, status: 'FAILED', error: fault('No one answered.') }, 'No one answered.'],
] as const)('a job of which the row says %o is told as “%s”', (task, told) => {
  expect(writingWords(sampleTask(task))).toBe(told)
})

function fault(message: string) {
  return { code: 'provider-failed', message, retryable: true } as const
}
