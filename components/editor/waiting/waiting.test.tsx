// @vitest-environment jsdom
import type { JSONContent } from '@tiptap/core'
import { EditorContent } from '@tiptap/react'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { appendJobResult } from '#server/document-model/job-result-block.ts'
import { showJobDraft } from '#server/document-model/job-result-draft.ts'
import type { JobResultAttributes } from '#server/document-model/job-result-node.ts'
import { placeBehindBlock } from '#server/document-model/relative-place.ts'
import { openEditor, p, within } from '#server/testing/screens/open-editor.ts'
import { idOf, pageOf, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { scrollToWaiting, waitingLines } from './waiting-lines.ts'
import { WaitingResults } from './waiting-results.tsx'

const PAGE = idOf(5)
const ME = idOf(900)
const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

type Drawing = { editable?: boolean; blocks?: JSONContent[] }
type Jobs = (behind: (block: number) => TaskView['place']) => Partial<TaskView>[]

/** A page of three lines with these jobs, which may say behind which line their results go. */
async function draw(jobs: Jobs, { editable = true, blocks }: Drawing = {}) {
  const page = openEditor([waitingLines])
  page.write(...(blocks ?? [p('one'), p('two'), p('three')]))
  page.editor.setEditable(editable)
  const body = page.shared.getXmlFragment(ROOT.body)
  const rows = jobs((block) => ({
    ...{ passage: null, attachmentId: null, behind: placeBehindBlock(body, block) },
  })).map((changes, index) =>
    sampleTask({
      ...{ id: idOf(index + 1), status: 'PENDING', documentId: PAGE, userId: ME, attempt: 0 },
      ...{ startedAt: null, finishedAt: null, ...changes },
    }),
  )
  const act = (id: string, status: Partial<TaskView>) => () => {
    const at = rows.findIndex((row) => row.id === id)
    const row = sampleTask({ ...rows[at], ...status })
    rows[at] = row
    return row
  }
  const screen = await showScreen(
    <>
      <EditorContent editor={page.editor} />
      <WaitingResults editor={page.editor} documentId={PAGE} myId={ME} editable={editable} />
    </>,
    {
      answers: {
        'GET /api/v1/tasks': () => pageOf(...rows),
        [`POST /api/v1/tasks/${idOf(1)}/cancel`]: act(idOf(1), { status: 'CANCELLED', place: null }),
        [`POST /api/v1/tasks/${idOf(1)}/retry`]: () => {
          rows.unshift(sampleTask({ ...rows[0], id: idOf(9), status: 'PENDING', replayOfId: idOf(1) }))
          return rows[0]
        },
      },
    },
  )
  /** What stands in the text from top to bottom: the words of blocks, the names of lines. */
  const standing = () =>
    [...page.editor.view.dom.children].map(
      (block) => block.querySelector('fieldset')?.getAttribute('aria-label') ?? block.textContent,
    )
  return { ...page, ...screen, standing, body }
}

const atEnd = { passage: null, attachmentId: null, behind: null }

describe('a job that has put nothing into its page yet', () => {
  test('stands where its result will come, and in no part of the document', async () => {
    const { standing, outline, editor, shared, words, find } = await draw((behind) => [
      { kind: 'keywords', place: behind(1) },
      { place: atEnd },
    ])
    expect(standing()).toEqual(['one', 'Keywords, waiting', 'two', 'three', 'Summary, waiting'])
    expect(words(find('group', 'Keywords, waiting'))).toContain('Keywords · Waiting for a free worker')
    expect(outline()).toBe('doc(paragraph("one"), paragraph("two"), paragraph("three"))')
    expect(JSON.stringify([editor.getText(), editor.getHTML(), shared.toJSON()])).not.toContain('Keywords')
  })
  test.each<[string, Partial<TaskView>, string, string]>([
    ['paused', { paused: true }, 'Jobs of this kind are paused', 'waiting'],
    ['held by a cap', { queued: true }, 'Waits its turn', 'waiting'],
    ['behind others', { waits: true }, 'Waits for other jobs to finish first', 'waiting'],
    ['that can wait', { priority: 'low' }, 'Can wait: begins when no other job is ready', 'waiting'],
    ['planned', { runAt: soon(180) }, 'Begins in ', 'waiting'],
    ['at work', { status: 'RUNNING' }, 'At work', 'being worked on'],
    [
      'that says how far it is',
      { status: 'RUNNING', progress: { done: 0.4, note: 'part 2 of 5' } },
      'part 2 of 5 · 40 %',
      'being worked on',
    ],
    ['about to stop', { status: 'RUNNING', cancelRequested: true }, 'Stopping', 'stopping'],
  ])('says so where it is %s, in the words of lists', async (_, changes, said, state) => {
    const { find, words } = await draw((behind) => [{ place: behind(1), ...changes }])
    const line = find('group', `Summary, ${state}`)
    expect(words(line)).toContain(said)
    expect(words(find('status'))).toBe(`Summary: ${state}`)
  })

  test('is cancelled there by who may edit, and by who asked; its line goes', async () => {
    const { press, find, standing, asked } = await draw((behind) => [{ place: behind(1) }])
    await press(find('button', 'Cancel: Summary'))
    expect(asked(`/api/v1/tasks/${idOf(1)}/cancel`)?.method).toBe('POST')
    expect(standing()).toEqual(['one', 'two', 'three'])
    const reader = await draw((behind) => [{ place: behind(1), userId: idOf(901) }, { place: behind(2) }], {
      editable: false,
    })
    expect(reader.standing()).toEqual(['one', 'Summary, waiting', 'two', 'Summary, waiting', 'three'])
    expect(reader.names('button')).toEqual(['Cancel: Summary'])
  })

  test('moves no caret when it is pressed, and leaves the keys of the text alone', async () => {
    const { find, caretAt, editor, press, outline } = await draw((behind) => [{ place: behind(1) }])
    caretAt('two', 1)
    const before = editor.state.selection.toJSON()
    await press(find('group').querySelector('p') ?? fail())
    expect(editor.state.selection.toJSON()).toEqual(before)
    editor.commands.insertContent('w')
    expect(outline()).toContain('"twwo"')
  })

  test('has no line beside the block that its words come into, and none again when that is removed', async () => {
    const { standing, shared, act, body } = await draw((behind) => [{ place: behind(1), status: 'RUNNING' }])
    const draft = { taskId: idOf(1), kind: 'summarise', provider: null, model: null }
    await act(() => showJobDraft(shared, draft, { isNew: true }))
    expect(standing().filter((said) => said?.startsWith('Summary'))).toEqual([])
    await act(() => body.delete(3, 1))
    expect(standing()).toEqual(['one', 'two', 'three'])
  })

  test('is what its toast leads to', async () => {
    const { editor, find } = await draw((behind) => [{ place: behind(1) }])
    const scrolled = vi.spyOn(HTMLElement.prototype, 'scrollIntoView')
    expect([scrollToWaiting(editor, idOf(2)), scrollToWaiting(editor, idOf(1))]).toEqual([false, true])
    expect(scrolled.mock.contexts).toEqual([find('group').parentElement])
  })
})

describe('the place of a line', () => {
  test('is held while people write around it, here and elsewhere', async () => {
    const { standing, editor, caretAt, act, shared } = await draw((behind) => [{ place: behind(1) }])
    caretAt('one', 3)
    await act(() => editor.commands.splitBlock())
    await act(() => editor.commands.insertContent('more'))
    expect(standing()).toEqual(['one', 'Summary, waiting', 'more', 'two', 'three'])
    const theirs = new Y.Doc()
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(shared))
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText('first')])
    theirs.getXmlFragment(ROOT.body).insert(0, [paragraph])
    await act(() => Y.applyUpdate(shared, Y.encodeStateAsUpdate(theirs)))
    expect(standing()).toEqual(['first', 'one', 'Summary, waiting', 'more', 'two', 'three'])
  })

  test('is looked for again once the page has come to rest: the end of the page is further down by then', async () => {
    const { standing, editor, act } = await draw(() => [{ place: atEnd }], { blocks: [p('one'), p()] })
    expect(standing()).toEqual(['one', 'Summary, waiting', ''])
    await act(() => editor.commands.insertContentAt(editor.state.doc.content.size - 1, 'two'))
    await act(() => until('the line stands below', () => standing()[1] === 'two'))
    expect(standing()).toEqual(['one', 'two', 'Summary, waiting'])
  })

  test('beside others is that which the results will have', async () => {
    const { standing, shared, act, blocks } = await draw((behind) => [
      { kind: 'keywords', place: behind(3) },
      { kind: 'language', place: atEnd },
      { kind: 'summarise', place: behind(3) },
      { kind: 'readability', place: atEnd },
      { kind: 'sentiment', place: behind(1), status: 'RUNNING' },
    ])
    const lines = standing().filter((said) => said?.includes(', '))
    const place = (block: number) => placeBehindBlock(shared.getXmlFragment(ROOT.body), block)
    const [first, third] = [place(1), place(3)]
    const results = [
      [5, 'sentiment', first],
      [1, 'keywords', third],
      [2, 'language', undefined],
      [3, 'summarise', third],
      [4, 'readability', undefined],
    ] as const
    await act(() => {
      for (const [id, kind, behind] of results)
        appendJobResult(shared, resultOf(idOf(id), kind), WORDS, { behind })
    })
    const kinds = blocks().flatMap(({ attrs }) => attrs?.kind ?? [])
    expect(kinds).toEqual(['sentiment', 'summarise', 'keywords', 'language', 'readability'])
    expect(lines).toEqual([
      'Sentiment, being worked on',
      'Summary, waiting',
      'Keywords, waiting',
      'Language, waiting',
      'Readability, waiting',
    ])
  })

  test('of another try is beside the earlier result, as long as that stands', async () => {
    const earlier = { ...within('jobResult', p('old')), attrs: { taskId: idOf(7), kind: 'summarise' } }
    const again = { replayOfId: idOf(7), place: atEnd }
    const { standing } = await draw(() => [again], { blocks: [earlier, p('two')] })
    expect(standing()).toEqual(['old', 'Summary, waiting', 'two'])
    const lost = await draw(() => [again])
    expect(lost.standing()).toEqual(['one', 'two', 'three', 'Summary, waiting'])
  })
})

describe('a job that failed', () => {
  const failed: Partial<TaskView> = {
    ...{ status: 'FAILED', finishedAt: soon(-1) },
    error: { code: 'provider-failed', message: 'No provider answers.', retryable: true },
  }

  test('says why where its result would have come, and is tried again there', async () => {
    const { find, words, press, standing } = await draw((behind) => [{ place: behind(1), ...failed }])
    expect(words(find('group', 'Summary, failed'))).toContain('Summary failed · No provider answers.')
    await press(find('button', 'Try again'))
    expect(standing()).toEqual(['one', 'Summary, waiting', 'two', 'three'])
  })

  test('is told until it is dismissed, and not again after that', async () => {
    const jobs: Jobs = (behind) => [
      { place: behind(1), id: idOf(41), ...failed },
      { place: behind(1), id: idOf(42), ...failed },
    ]
    const { all, press, standing } = await draw(jobs)
    expect(standing()).toEqual(['one', 'Summary, failed', 'Summary, failed', 'two', 'three'])
    await press(all('button', 'Dismiss: Summary failed')[0] ?? fail())
    expect(standing()).toEqual(['one', 'Summary, failed', 'two', 'three'])
    expect((await draw(jobs)).standing()).toEqual(['one', 'Summary, failed', 'two', 'three'])
  })
})

const WORDS = { kind: 'summarise', text: 'All is well.', sentences: 1 } as const

function resultOf(taskId: string, kind: string): JobResultAttributes {
  return {
    ...{ taskId, kind, provider: 'local', model: null },
    ...{ confidence: null, cache: 'miss', degraded: false },
  }
}

function fail(): never {
  throw new Error('there is none')
}
