// @vitest-environment jsdom
import { EditorContent } from '@tiptap/react'
import { describe, expect, test } from 'vitest'
import type { GeneratedPassage, PassageJob } from '#server/contracts/provenance.ts'
import { problem } from '#server/testing/screens/answer-calls.ts'
import { openEditor } from '#server/testing/screens/open-editor.ts'
import { ago, idOf, pageOf, sampleMember } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { PageProvenance } from './page-provenance.tsx'
import { ProvenanceCard } from './provenance-card.tsx'

const PAGE = idOf(5)
const TASK = idOf(1)
const ANSWER: PassageJob['answer'] = {
  ...{ provider: 'house', model: 'weaver-7b', degraded: false, confidence: 0.94 },
  cache: 'hit',
  step: 'fallback',
}
const JOB: PassageJob = {
  ...{ finishedAt: ago(8), userId: idOf(900), answer: ANSWER },
  kind: 'improve',
  accepted: { userId: idOf(900), at: ago(5) },
}
const passage = (changes: Partial<GeneratedPassage> = {}): GeneratedPassage => ({
  ...{ taskId: TASK, words: 30, text: 'as-written', job: JOB, contribution: null },
  ...changes,
})
const answers = (...passages: GeneratedPassage[]) => ({
  [`GET /api/v1/documents/${PAGE}/provenance`]: { words: 120, passages },
  'GET /api/v1/members': pageOf(sampleMember()),
})
const summary = (...passages: GeneratedPassage[]) =>
  showScreen(<PageProvenance documentId={PAGE} />, { answers: answers(...passages) })

test('a page says how much of it jobs wrote, and of each passage what the server verified', async () => {
  const { words, find } = await summary(passage(), passage({ taskId: idOf(2), words: 6, text: 'edited' }))
  expect(words()).toContain('30 % of 120 words')
  expect(words()).toContain('Improved text')
  expect(words()).toContain(
    'by house (weaver-7b) · looks right, 94 % · from the cache · in place of the usual',
  )
  expect(words()).toContain('Asked by Ada, accepted by Ada')
  expect(words()).toContain('Word for word as the job wrote it.')
  expect(words()).toContain('Edited since.')
  find('region', 'Written by jobs')
})

test('what is less than usual, and what cannot be told any more, is said', async () => {
  const degraded: PassageJob = { ...JOB, answer: ANSWER && { ...ANSWER, degraded: true }, accepted: null }
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
    passage({ taskId: idOf(2), text: 'foreign' }),
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
    { answers: answers(passage({ job: null, text: 'unknown' })) },
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
      { answers: answers(passage()) },
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
