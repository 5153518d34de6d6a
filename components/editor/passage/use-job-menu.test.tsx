// @vitest-environment jsdom
import type { JSONContent } from '@tiptap/core'
import { EditorContent } from '@tiptap/react'
import { useEffect } from 'react'
import { describe, expect, test } from 'vitest'
import { type OpenEditor, openEditor, p } from '#server/testing/screens/open-editor.ts'
import { idOf } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { useVisiting, VisitingContext } from '../../hooks/visiting.ts'
import { DEFAULT_SETTINGS, rememberSettings } from '../../jobs/job-settings.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { JobMenu } from './job-menu.tsx'
import { useJobMenu } from './use-job-menu.ts'

const PAGE = idOf(5)
type Ask = { kind?: TextKind; about?: 'page'; block?: { from: number; to: number } }
type Asked = { what: string; text: string | undefined; kind: TextKind; language: string; words: string }

type Body = { open: OpenEditor; asked: Asked[]; onAsk: (ask: (about?: Ask) => void) => void }

function Body({ open, asked, onAsk }: Body) {
  const menu = useJobMenu(PAGE, useVisiting(), ({ what, source }, kind, { language, words }) => {
    asked.push({ what, text: 'text' in source ? source.text : undefined, kind, language, words })
  })
  useEffect(() => onAsk((about) => menu.ask(open.editor, about)))
  return (
    <>
      <EditorContent editor={open.editor} />
      <JobMenu {...menu.shown} returnFocus={() => open.editor.view.dom} />
    </>
  )
}

async function page(content: JSONContent[], { visiting = false } = {}) {
  const open = openEditor()
  open.write(...content)
  const asked: Asked[] = []
  let ask: (about?: Ask) => void = () => {}
  const screen = await showScreen(
    <VisitingContext value={visiting}>
      <Body
        open={open}
        asked={asked}
        onAsk={(now) => {
          ask = now
        }}
      />
    </VisitingContext>,
  )
  return { ...open, ...screen, asked, ask: (about?: Ask) => screen.act(() => ask(about)) }
}

const WORDS = [p('First block.'), p('Second block.'), p()]

describe('a job is asked about', () => {
  const ABOUT: [
    string,
    (of: Pick<OpenEditor, 'caretAt' | 'editor'>) => void,
    Ask,
    string,
    string | undefined,
  ][] = [
    ['the selected words', ({ caretAt }) => caretAt('First', 0, 5), {}, 'the selection', 'First'],
    ['the block of the caret', ({ caretAt }) => caretAt('Second', 2), {}, 'this block', 'Second block.'],
    [
      'the block that was named, whatever is selected',
      ({ caretAt }) => caretAt('First', 0, 5),
      { block: { from: 14, to: 29 } },
      'this block',
      'Second block.',
    ],
    [
      'the page, from an empty line',
      ({ editor }) => void editor.commands.setTextSelection(editor.state.doc.content.size),
      {},
      'this page',
      undefined,
    ],
    [
      'the page, where that is wanted',
      ({ caretAt }) => caretAt('First', 0, 5),
      { about: 'page' },
      'this page',
      undefined,
    ],
  ]
  test.each(ABOUT)('%s', async (_title, select, how, what, text) => {
    const screen = await page(WORDS)
    select(screen)
    await screen.ask({ kind: 'keywords', ...how })
    expect(screen.asked).toMatchObject([{ what, text, kind: 'keywords' }])
    expect(screen.names('combobox')).toEqual([])
  })
})

describe('the menu', () => {
  test('opens where no kind was chosen, names what it is about, and takes the focus', async () => {
    const { caretAt, ask, find, asked } = await page(WORDS)
    caretAt('First', 0, 5)
    await ask()
    expect(document.activeElement).toBe(find('combobox', 'What to do with the selection'))
    find('dialog', 'A job about the selection')
    expect(asked).toEqual([])
  })

  test('is closed by Escape, asks for nothing, and gives the focus and the selection back', async () => {
    const { caretAt, ask, find, key, names, asked, editor } = await page(WORDS)
    caretAt('First', 0, 5)
    await ask()
    await key(find('combobox'), 'Escape')
    expect(names('dialog')).toEqual([])
    expect(asked).toEqual([])
    expect(document.activeElement).toBe(editor.view.dom)
    const { from, to } = editor.state.selection
    expect(editor.state.doc.textBetween(from, to)).toBe('First')
  })

  test('is about the words as they were when it was opened, whatever somebody writes meanwhile', async () => {
    const { caretAt, ask, find, press, act, editor, asked } = await page(WORDS)
    caretAt('First', 0, 5)
    await ask()
    await act(() => void editor.commands.insertContentAt(1, 'The '))
    await press(find('option', 'Improve writing'))
    expect(asked).toMatchObject([{ what: 'the selection', text: 'First', kind: 'improve' }])
  })

  test('begins anew each time: nothing of the last search is left in it', async () => {
    const { caretAt, ask, find, key, type, names } = await page(WORDS)
    caretAt('First', 0, 5)
    await ask()
    await type(find('combobox'), 'typos')
    await key(find('combobox'), 'Escape')
    await ask()
    expect(find('combobox')).toHaveProperty('value', '')
    expect(names('option').length).toBeGreaterThan(5)
  })

  test('does not end a word that is being put together', async () => {
    const { caretAt, ask, find, key, asked, names } = await page(WORDS)
    caretAt('First', 0, 5)
    await ask()
    await key(find('combobox'), 'Enter', { isComposing: true })
    await key(find('combobox'), 'ArrowDown', { isComposing: true })
    expect(asked).toEqual([])
    expect(names('combobox')).toEqual(['What to do with the selection'])
  })
})

test('a kind that has to be told more asks first, and goes by what was answered', async () => {
  const { caretAt, ask, find, press, asked } = await page(WORDS)
  caretAt('First', 0, 5)
  await ask({ kind: 'translate' })
  expect(asked).toEqual([])
  find('combobox', 'Into which language?')
  await press(find('option', 'German'))
  expect(asked).toMatchObject([{ kind: 'translate', language: 'de' }])
})

test('a kind that starts at once does so with the options that a form has sent since the page was drawn', async () => {
  const { caretAt, ask, asked, act } = await page(WORDS)
  caretAt('Second', 1)
  await ask({ kind: 'summarise' })
  await act(() => rememberSettings({ ...DEFAULT_SETTINGS, words: '55' }))
  await ask({ kind: 'summarise' })
  expect(asked.map(({ words }) => words)).toEqual(['80', '55'])
})

test('whoever visits by a link is told to sign in, and nothing opens', async () => {
  const { caretAt, ask, words, names, asked } = await page(WORDS, { visiting: true })
  caretAt('First', 0, 5)
  for (const how of [{}, { kind: 'keywords' }, { kind: 'translate' }] as const) await ask(how)
  expect(words()).toContain('Sign in to ask for jobs on this page')
  expect([names('combobox'), asked]).toEqual([[], []])
})
