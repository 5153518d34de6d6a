// @vitest-environment jsdom
import { useState } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { PAGES_MAX } from '#server/contracts/ask-kind.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { idOf, pageOf, sampleSummary } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { JobResult } from './job-result.tsx'
import { PagesPicker } from './pages-picker.tsx'

afterEach(() => {
  vi.restoreAllMocks()
})

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => idOf(500 + index))

function Picker({ start, fault }: { start: string[]; fault?: string }) {
  const [value, setValue] = useState(start)
  return <PagesPicker value={value} onChange={setValue} fault={fault} />
}

/** A picker of which so many pages are chosen, in a workspace that has so many. */
const picker = (chosen: number, there: number, fault?: string) =>
  showScreen(<Picker start={ids(chosen)} {...(fault && { fault })} />, {
    answers: {
      'GET /api/v1/documents': pageOf(
        ...ids(there).map((id, index) => sampleSummary({ id, title: `Page ${index + 1}` })),
      ),
    },
  })

describe('the pages of a question', () => {
  const SAYS: [number, number, string, string][] = [
    [0, 0, 'Pages', 'There is no page yet'],
    [0, 2, 'Pages', 'Choose a page'],
    [1, 2, `Another page (1 of ${PAGES_MAX})`, 'Choose a page'],
    [2, 2, `Another page (2 of ${PAGES_MAX})`, 'There is no other page'],
  ]
  test.each(SAYS)('%i chosen of %i there say “%s” and “%s”', async (chosen, there, label, said) => {
    const { find, words, all } = await picker(chosen, there)
    expect(words(find('combobox', label))).toBe(said)
    expect(all('listitem')).toHaveLength(chosen)
  })

  test('are as many as one question takes and no more: what cannot be chosen is not offered', async () => {
    const { find, names, words, choose, press } = await picker(PAGES_MAX - 1, PAGES_MAX + 2)
    await choose(`Another page (${PAGES_MAX - 1} of ${PAGES_MAX})`, `Page ${PAGES_MAX}`)
    expect(names('listitem')).toHaveLength(PAGES_MAX)
    expect(names('combobox')).toEqual([])
    expect(words(find('status'))).toContain(`${PAGES_MAX} pages are as many as one question is about.`)
    // What had the focus is gone: it goes to the page that was chosen.
    await until('the focus', () => document.activeElement === find('button', `Leave out Page ${PAGES_MAX}`))
    await press(find('button', 'Leave out Page 3'))
    expect(document.activeElement).toBe(find('button', 'Leave out Page 4'))
    expect(names('combobox')).toEqual([`Another page (${PAGES_MAX - 1} of ${PAGES_MAX})`])
  })

  test('that are gone, or not open any more, can be left out all the same', async () => {
    const { find, press, names } = await picker(1, 0)
    await press(find('button', 'Leave out A page'))
    expect(names('listitem')).toEqual([])
    expect(document.activeElement?.contains(find('combobox', 'Pages'))).toBe(true)
    expect(document.activeElement).not.toBe(document.body)
  })

  test('stand in a list of that name, and carry their fault where they are chosen', async () => {
    const { find, description } = await picker(1, 2, 'This page is not open to you')
    find('list', 'Pages that are read')
    expect(description(find('combobox'))).toBe('This page is not open to you')
  })
})

test('two pages that say the same are both named', async () => {
  const complaints = vi.spyOn(console, 'error')
  const quote = { text: 'paid by a loan', found: true }
  const reply: ResultOf<'ask'> = {
    ...{ kind: 'ask', question: 'Who pays?', answered: true, text: 'A bank.', pages: [] },
    blocks: [{ type: 'paragraph', content: [{ text: 'A bank.' }] }],
    quotes: [
      { ...quote, documentId: idOf(500), title: 'Minutes' },
      { ...quote, documentId: idOf(501), title: 'Plan' },
    ],
  }
  const { names } = await showScreen(<JobResult result={reply} />)
  expect(names('link')).toEqual(['Minutes', 'Plan'])
  expect(complaints).not.toHaveBeenCalled()
})
