// @vitest-environment jsdom
import type { JSONContent } from '@tiptap/core'
import { EditorContent, ReactNodeViewRenderer } from '@tiptap/react'
import { describe, expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { PendingResult } from '#server/contracts/pending-results.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { appendJobResult } from '#server/document-model/job-result-block.ts'
import { showJobDraft } from '#server/document-model/job-result-draft.ts'
import { JobResultNode } from '#server/document-model/job-result-node.ts'
import { bullets, openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { idOf, pageOf, sampleMember, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { VisitingContext } from '../../hooks/visiting.ts'
import { PageIdContext } from '../page-id.ts'
import { heldDrafts } from './held-drafts.ts'
import { jobCarets } from './job-carets.ts'
import { JobResultView } from './job-result-view.tsx'
import { resultParts } from './result-parts.ts'
import { writingWords } from './result-words.ts'
import { acceptJobResult, rejectJobResult } from './settle-job-result.ts'
import { tellResults } from './tell-results.ts'

const TASK = idOf(1)
const PATH = `/api/v1/tasks/${TASK}`
const running = { status: 'RUNNING', answer: null, finishedAt: null, documentId: idOf(5) } as const

/** What the job itself wrote into the block of who writes. */
const WRITER: Partial<PendingResult> = { writer: { provider: 'alpha', model: 'large' } }

const block = (phase: string | null, ...words: string[]): JSONContent => ({
  type: 'jobResult',
  attrs: { taskId: TASK, kind: 'summarise', provider: 'alpha', model: 'large', phase },
  content: words.map((text) => p(text)),
})

const table = (...cells: string[]): JSONContent =>
  within('table', within('tableRow', ...cells.map((text) => within('tableCell', p(text)))))

async function draw(
  content: JSONContent[],
  { task = running, editable = true, visiting = false, told = WRITER }: Partial<Drawing> = {},
) {
  const awareness = new Awareness(new Y.Doc())
  const page = openEditor([resultParts, heldDrafts, jobCarets.configure({ awareness })], {
    jobResult: JobResultNode.extend({ addNodeView: () => ReactNodeViewRenderer(JobResultView) }),
  })
  page.write(...content)
  page.editor.setEditable(editable)
  let row = task
  const screen = await showScreen(
    <VisitingContext value={visiting}>
      <PageIdContext value={idOf(5)}>
        <EditorContent editor={page.editor} />
      </PageIdContext>
    </VisitingContext>,
    {
      answers: {
        [`GET ${PATH}`]: () => sampleTask(row),
        [`POST ${PATH}/cancel`]: () => {
          row = { ...task, cancelRequested: true }
          return sampleTask(row)
        },
        'GET /api/v1/members': pageOf(sampleMember()),
        [`GET /api/v1/documents/${idOf(5)}/pending-results`]: () => tellResults(page.editor, told),
      },
    },
  )
  /** What the server says of who is there: of this job, or of nobody. */
  const hear = (job?: { taskId: string; kind: string; askedBy: string | null }): Promise<void> =>
    screen.act(() => {
      awareness.states.delete(7)
      if (job) awareness.states.set(7, { job, user: { name: 'any', hue: 200 } })
      awareness.emit('change', [{ added: [7], updated: [], removed: [] }, 'test'])
    })
  /** The words in front of each job's caret, and the name at it. */
  const carets = () =>
    [...page.editor.view.dom.querySelectorAll('.presence-caret-job')].map((caret) => [
      caret.previousSibling?.textContent,
      caret.textContent,
    ])
  return { ...page, ...screen, hear, carets }
}
type Drawing = {
  task: Partial<TaskView>
  editable: boolean
  visiting: boolean
  told: Partial<PendingResult>
}

describe('a result that its job writes', () => {
  const job = { taskId: TASK, kind: 'translate', askedBy: 'Ada <b>' }

  test('has a caret with a name behind its last word while the server says that its job is there, and none before or after', async () => {
    const { hear, carets, editor, act, outline } = await draw([
      p('a'),
      block('writing', 'One', 'two'),
      p('b'),
    ])
    expect(carets()).toEqual([])
    await hear(job)
    expect(carets()).toEqual([['two', 'Translate for Ada <b>']])
    expect(editor.view.dom.querySelector('.presence-caret-job')?.getAttribute('aria-hidden')).toBe('true')
    await act(() => editor.view.dispatch(editor.state.tr.insertText('far ', 1)))
    expect(carets()).toHaveLength(1)
    await hear({ ...job, askedBy: null })
    expect(carets()).toEqual([['two', 'Translate']])
    await hear()
    expect([carets(), outline().includes('far a')]).toEqual([[], true])
  })

  test.each([
    ['that another job writes', block('writing', 'One'), { ...job, taskId: idOf(2) }],
    ['that is whole', block(null, 'One'), job],
    ['that was stopped', block('stopped', 'One'), job],
  ])('has none in a block %s, whatever is said of who is there', async (_, content, said) => {
    const { hear, carets } = await draw([content])
    await hear(said)
    expect(carets()).toEqual([])
  })

  test.each([
    ['before the first word', [p()], null],
    ['in the last item of a list', [bullets('One', 'two')], 'two'],
    ['in the last cell of a table', [table('One', 'two')], 'two'],
  ] as const)('has its caret %s', async (_, content, before) => {
    const { hear, carets } = await draw([{ ...block('writing'), content: [...content] }])
    await hear(job)
    expect(carets()).toEqual([[before ?? undefined, 'Translate for Ada <b>']])
  })

  test('is named so, and tells who writes and for whom', async () => {
    const { find, words, names } = await draw([p('a'), block('writing', 'One', 'two')])
    const region = find('region', 'Summary, being written')
    expect(region.getAttribute('aria-busy')).toBe('true')
    expect(words(region)).toContain('for Ada · by alpha (large)')
    expect(names('button')).toEqual(['Stop'])
  })

  test('says who writes only where the job itself wrote that, and nothing beside words of somebody else', async () => {
    const forged = await draw([block('writing', 'One')], { told: { writer: null } })
    expect(forged.words()).toContain('for Ada')
    expect(forged.words()).not.toContain('alpha')
    const foreign = await draw([block('writing', 'One')], { told: { ...WRITER, text: 'foreign' } })
    expect(foreign.words()).toContain('Not verified: its job wrote other words')
    expect(foreign.words()).not.toContain('for Ada')
  })

  test.each(['stopped', 'failed'] as const)(
    'that was %s says so, also where the block does not any more',
    async (phase) => {
      const { words } = await draw([block(null, 'One')], { told: { phase } })
      expect(words()).toContain('this is what was written until then')
    },
  )

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
    const { shared, act, words, names, find, press, outline, hear, carets } = await draw([p('above')])
    // The job writes elsewhere, and its words come as those of any other.
    const elsewhere = new Y.Doc()
    const job = async (edit: (doc: Y.Doc) => void): Promise<void> => {
      Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(shared))
      edit(elsewhere)
      await act(() => Y.applyUpdate(shared, Y.encodeStateAsUpdate(elsewhere), 'network'))
    }
    const draft = { taskId: TASK, kind: 'summarise', provider: 'alpha', model: null }
    const present = { taskId: TASK, kind: 'summarise', askedBy: 'Ada' }
    const blocks = (...texts: string[]) =>
      texts.map((text) => ({ type: 'paragraph' as const, content: [{ text }] }))
    await hear(present)
    await job((doc) => showJobDraft(doc, { ...draft, blocks: blocks('All is') }, { isNew: true }))
    expect([words().includes('All is'), carets()]).toEqual([true, [['All is', 'Summarise for Ada']]])
    await job((doc) =>
      showJobDraft(doc, { ...draft, blocks: blocks('All is well.', 'And') }, { isNew: false }),
    )
    expect([words().includes('All is well.'), names('button')]).toEqual([true, ['Stop']])
    expect(carets()).toEqual([['And', 'Summarise for Ada']])
    const answer = { ...draft, confidence: 0.9, cache: 'miss', degraded: false }
    await job((doc) =>
      appendJobResult(doc, answer, { kind: 'summarise', text: 'All is well.\n\nAnd good.', sentences: 2 }),
    )
    expect(carets()).toEqual([])
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
