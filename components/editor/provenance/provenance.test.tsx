// @vitest-environment jsdom
import type { Editor } from '@tiptap/core'
import { EditorContent } from '@tiptap/react'
import { describe, expect, test } from 'vitest'
import type { GeneratedPassage, PassageJob } from '#server/contracts/provenance.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import { problem } from '#server/testing/screens/answer-calls.ts'
import { openEditor } from '#server/testing/screens/open-editor.ts'
import { ago, idOf, pageOf, sampleMember } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { cleanHtml } from '../paste/clean-html.ts'
import { PageProvenance } from './page-provenance.tsx'
import { pageStretches } from './page-stretches.ts'
import { ProvenanceCard } from './provenance-card.tsx'

const PAGE = idOf(5)
const TASK = idOf(1)
const ANSWER: PassageJob['answer'] = {
  ...{ provider: 'house', model: 'weaver-7b', degraded: false, confidence: 0.94 },
  cache: 'hit',
  path: [
    { step: 'cache', provider: 'cache', outcome: 'miss', attempts: 1 },
    { step: 'primary', provider: 'usual', outcome: 'failed', attempts: 3 },
    { step: 'fallback', provider: 'house', outcome: 'answered', attempts: 1 },
  ],
}
const JOB: PassageJob = {
  ...{ finishedAt: ago(8), userId: idOf(900), answer: ANSWER },
  kind: 'improve',
  accepted: [{ userId: idOf(900), at: ago(5) }],
}
const passage = (changes: Partial<GeneratedPassage> = {}): GeneratedPassage => ({
  ...{ taskId: TASK, at: 0, stretches: 1, sum: '', words: 30, text: 'as-written', job: JOB },
  contribution: null,
  ...changes,
})
const answers = (...passages: GeneratedPassage[]) => ({
  [`GET /api/v1/documents/${PAGE}/provenance`]: { words: 120, passages, notLookedAt: 0 },
  'GET /api/v1/members': pageOf(sampleMember()),
})
/** That all of the page that names a source, from stretch `at` on, is this. */
function told(
  editor: Editor,
  changes: Partial<GeneratedPassage> = {},
  at = 0,
  count?: number,
): GeneratedPassage {
  const own = pageStretches(editor.state.doc).slice(at, count && at + count)
  return passage({ at, stretches: own.length, sum: sumOfStretches(own), ...changes })
}
const summary = (...passages: GeneratedPassage[]) =>
  showScreen(<PageProvenance documentId={PAGE} editor={null} />, { answers: answers(...passages) })

test('a page says how much of it jobs wrote, and of each passage what the server verified', async () => {
  const { words, find } = await summary(passage(), passage({ at: 1, words: 6, text: 'edited' }))
  expect(words()).toContain('30 % of 120 words')
  expect(words()).toContain('Improved text')
  expect(words()).toContain('by house (weaver-7b) · looks right, 94 % · from the cache')
  expect(words()).toContain('Cache had nothing → usual failed, 3 attempts → house (fallback) answered')
  expect(words()).toContain('Asked and accepted by Ada')
  expect(words()).toContain('Word for word as the job wrote it.')
  expect(words()).toContain('Edited since.')
  find('region', 'Written by jobs')
})

test('what is less than usual, and what cannot be told any more, is said', async () => {
  const degraded: PassageJob = { ...JOB, answer: ANSWER && { ...ANSWER, degraded: true }, accepted: [] }
  expect((await summary(passage({ job: degraded }))).words()).toContain(
    'The usual provider gave no answer in time',
  )
  const old: PassageJob = { ...JOB, answer: null, userId: null }
  const { words } = await summary(passage({ job: old, text: 'unknown', words: 1 }))
  expect(words()).toContain('Less than 1 % of 120 words')
  expect(words()).toContain('cannot be told: there is no result of the job to compare it with')
})

test('a forged passage is shown as not verified, counts for nothing, and leads nowhere', async () => {
  const { words, names } = await summary(
    passage({ job: null, text: 'unknown' }),
    passage({ at: 1, taskId: idOf(2), text: 'foreign' }),
  )
  expect(words()).toContain('0 % of 120 words; 2 passages not verified')
  expect(words()).toContain('The job that it names is not known here, or you may not see it.')
  expect(words()).toContain('The job that it names wrote other words.')
  expect(words()).not.toContain('weaver-7b')
  expect(names('link')).toEqual([])
})

test('a page that people wrote alone says nothing of jobs', async () => {
  expect((await summary()).words()).toBe('')
})

test('a pasted mark with a made-up model gives a card that says what is known of it: nothing', async () => {
  const { editor } = openEditor()
  editor.commands.setContent(
    `<p><span data-provenance data-task="${TASK}" data-model="gpt-99" title="by gpt-99">Pasted words</span></p>`,
  )
  const screen = await showScreen(
    <>
      <EditorContent editor={editor} />
      <ProvenanceCard editor={editor} documentId={PAGE} />
    </>,
    { answers: answers(told(editor, { job: null, text: 'unknown' })) },
  )
  const mark = editor.view.dom.querySelector('[data-provenance]')
  await screen.act(() => void mark?.dispatchEvent(new MouseEvent('pointerover', { bubbles: true })))
  await until('the card', () => screen.words().includes('Not verified'))
  expect(editor.getHTML()).not.toContain('gpt-99')
  expect(screen.words(screen.find('dialog', 'Where this text came from'))).not.toContain('gpt')
})

test('where a passage came from is kept when it is split, moved, and copied as HTML into another page', () => {
  const { editor, press, caretAt, outline } = openEditor()
  const code = { type: 'codeBlock', attrs: { fromTask: TASK }, content: [{ type: 'text', text: 'x = 1' }] }
  editor.commands.setContent(
    `<p>first</p><p>a <span data-provenance data-task="${TASK}">job wrote it</span></p>`,
  )
  editor.commands.insertContentAt(editor.state.doc.content.size, code)
  caretAt('wrote', 2)
  press('Enter')
  const first = editor.state.doc.child(0)
  const { tr } = editor.state
  editor.view.dispatch(tr.insert(tr.doc.content.size, first).delete(0, first.nodeSize))
  const kept =
    'doc(paragraph("a ", provenance("job wr")), paragraph(provenance("ote it")), codeBlock("x = 1"), paragraph("first"))'
  expect(outline()).toBe(kept)
  const copy = openEditor()
  copy.editor.commands.setContent(editor.getHTML())
  expect(copy.outline()).toBe(kept)
  expect(copy.blocks()[2]?.attrs?.fromTask).toBe(TASK)
})

test('words that a job wrote into code keep their source when the code is copied as HTML into another page', () => {
  const { editor } = openEditor()
  const mark = { type: 'provenance', attrs: { taskId: TASK } }
  const content = [
    { type: 'text', text: 'x = ' },
    { type: 'text', text: '1', marks: [mark] },
  ]
  editor.commands.setContent([{ type: 'codeBlock', content }])
  const copy = openEditor()
  copy.editor.commands.setContent(cleanHtml(editor.getHTML())?.html ?? '')
  expect(copy.outline()).toBe('doc(codeBlock("x = ", provenance("1")))')
  expect(pageStretches(copy.editor.state.doc)).toMatchObject([{ taskId: TASK, letters: '1' }])
})

describe('the card of a passage', () => {
  async function draw() {
    const page = openEditor()
    page.editor.commands.setContent(
      `<p>Mine. <span data-provenance data-task="${TASK}">It wrote this</span></p><p>Mine too.</p>`,
    )
    const screen = await showScreen(
      <>
        <EditorContent editor={page.editor} />
        <ProvenanceCard editor={page.editor} documentId={PAGE} />
      </>,
      { answers: answers(told(page.editor)) },
    )
    const { dom } = page.editor.view
    const send = (target: Element | null, event: Event) => screen.act(() => void target?.dispatchEvent(event))
    return {
      ...page,
      ...screen,
      card: () => screen.all('dialog', 'Where this text came from')[0],
      tap: (target: Element | null) =>
        send(target, new PointerEvent('pointerup', { bubbles: true, pointerType: 'touch' })),
      key: (key: string, more: KeyboardEventInit = {}) =>
        send(
          document.activeElement,
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
        ),
      words: dom.querySelector('[data-provenance]'),
      own: dom.querySelectorAll('p')[1] ?? null,
    }
  }

  test('opens at a tap, and closes at a tap elsewhere', async () => {
    const { tap, card, words, own } = await draw()
    await tap(words)
    expect(card()?.textContent).toContain('Improved text')
    await tap(own)
    expect(card()).toBeUndefined()
  })

  test('opens by its key at the caret with the focus in it; Escape gives the focus back', async () => {
    const { editor, key, card, caretAt, act, find } = await draw()
    await act(() => {
      editor.view.dom.focus()
      caretAt('wrote', 2)
    })
    await key('j', { ctrlKey: true, altKey: true })
    expect(document.activeElement).toBe(card())
    expect(find('link', 'Open job')).toBeTruthy()
    await key('Escape')
    expect(card()).toBeUndefined()
    await until('the focus in the text', () => document.activeElement === editor.view.dom)
  })

  test('does not open by its key in words that name no source', async () => {
    const { editor, key, card, caretAt, act } = await draw()
    await act(() => {
      editor.view.dom.focus()
      caretAt('too', 1)
    })
    await key('j', { ctrlKey: true, altKey: true })
    expect(card()).toBeUndefined()
  })

  test('opens where the caret rests, and typing closes it', async () => {
    const { editor, key, card, caretAt, act } = await draw()
    await act(() => {
      editor.view.dom.focus()
      caretAt('wrote', 2)
    })
    await until('the card', () => card() !== undefined)
    expect(document.activeElement).toBe(editor.view.dom)
    await key('x')
    expect(card()).toBeUndefined()
  })

  test('is closed by its button', async () => {
    const { tap, card, words, press, find } = await draw()
    await tap(words)
    await press(find('button', 'Close'))
    expect(card()).toBeUndefined()
  })
})

test('a card says so where nothing can be read', async () => {
  const { editor } = openEditor()
  editor.commands.setContent(`<p><span data-provenance data-task="${TASK}">Words</span></p>`)
  const screen = await showScreen(
    <>
      <EditorContent editor={editor} />
      <ProvenanceCard editor={editor} documentId={PAGE} />
    </>,
    { answers: { [`GET /api/v1/documents/${PAGE}/provenance`]: problem('not-found', 'Gone.') } },
  )
  const mark = editor.view.dom.querySelector('[data-provenance]')
  await screen.act(() => void mark?.dispatchEvent(new MouseEvent('pointerover', { bubbles: true })))
  await until('the card', () => screen.words().includes('cannot be read now'))
})

/** The card over the first words that name a source. */
async function hover(
  html: string,
  tell: (editor: Editor) => { passages: GeneratedPassage[]; notLookedAt?: number },
) {
  const { editor } = openEditor()
  editor.commands.setContent(html)
  const answer = { words: 120, notLookedAt: 0, ...tell(editor) }
  const screen = await showScreen(
    <>
      <EditorContent editor={editor} />
      <ProvenanceCard editor={editor} documentId={PAGE} />
    </>,
    {
      answers: {
        [`GET /api/v1/documents/${PAGE}/provenance`]: answer,
        'GET /api/v1/members': pageOf(sampleMember()),
      },
    },
  )
  const over = (index: number) =>
    screen.act(
      () =>
        void editor.view.dom
          .querySelectorAll('[data-provenance]')
          [index]?.dispatchEvent(new MouseEvent('pointerover', { bubbles: true })),
    )
  const card = () => screen.all('dialog', 'Where this text came from')[0]?.textContent ?? ''
  return { ...screen, over, card }
}
const from = (words: string) => `<span data-provenance data-task="${TASK}">${words}</span>`

describe('made-up words beside genuine ones of the same job', () => {
  const forgery = (editor: Editor) => ({
    passages: [told(editor, {}, 0, 1), told(editor, { text: 'foreign', words: 5 }, 1, 1)],
  })

  test('have a card of their own, without a fact of the job', async () => {
    const { over, card } = await hover(
      `<p>${from('It wrote this.')}</p><p>mine</p><p>${from('Bob was fired.')}</p>`,
      forgery,
    )
    await over(1)
    await until('the card', () => card().includes('Not verified'))
    expect(card()).not.toContain('weaver-7b')
    await over(0)
    await until('the other card', () => card().includes('Word for word'))
    expect(card()).not.toContain('Not verified')
  })

  test('in the same line are told apart by how each begins', async () => {
    const { over, card } = await hover(`<p>${from('It wrote this. Bob was fired.')}</p>`, forgery)
    await over(0)
    await until('the card', () => card().includes('Not verified'))
    expect(card()).toContain('“It wrote this.”From a job: Improved text')
    expect(card()).toContain('“Bob was fired.”Not verified')
  })

  test('count for nothing, while the genuine ones do', async () => {
    const { words } = await summary(passage(), passage({ at: 1, text: 'foreign', words: 5 }))
    expect(words()).toContain('25 % of 120 words; 1 passage not verified')
  })
})

test('words that changed since the server looked are not shown as what it said', async () => {
  const { over, card } = await hover(`<p>${from('It wrote this.')}</p>`, () => ({ passages: [passage()] }))
  await over(0)
  await until('the card', () => card().includes('Not verified'))
  expect(card()).toContain('newer than what the server has looked at')
  expect(card()).not.toContain('weaver-7b')
})

test('words that the server left out are not said to be false, but not looked at', async () => {
  const left = { passages: [], notLookedAt: 1 }
  const { over, card } = await hover(`<p>${from('It wrote this.')}</p>`, () => left)
  await over(0)
  await until('the card', () => card().includes('Not looked at'))
  expect((await summary(passage())).words()).not.toContain('looked')
})

test('who accepted which part is said of each, and all where it cannot be told', async () => {
  const accepted = [idOf(900), null].map((userId) => ({ userId, at: ago(5) }))
  const { words } = await summary(passage({ job: { ...JOB, accepted } }))
  expect(words()).toContain('accepted in parts by Ada and somebody who has left')
})
