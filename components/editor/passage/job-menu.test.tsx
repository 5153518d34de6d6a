// @vitest-environment jsdom
import { useState } from 'react'
import { expect, test } from 'vitest'
import { idOf } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { JobMenu } from './job-menu.tsx'
import type { Asking } from './job-target.ts'

const asked: string[] = []
const target = { what: 'the selection', source: { type: 'document', documentId: idOf(5) } } as const

function Page({ kind }: { kind?: TextKind }) {
  const [asking, setAsking] = useState<Asking>()
  const beside = () => new DOMRect(0, 0, 10, 10)
  return (
    <>
      <button type="button" onClick={() => setAsking({ target, beside, ...(kind && { kind }) })}>
        open
      </button>
      <JobMenu
        asking={asking}
        onClose={() => setAsking(undefined)}
        onAsk={({ what }, chosen, { language, tone }, question) =>
          void asked.push(question ?? `${chosen} ${what} ${language} ${tone}`)
        }
        onForm={({ target: { what }, kind: wanted }) => void asked.push(`form ${wanted} ${what}`)}
        returnFocus={() => document.querySelector('button')}
      />
    </>
  )
}

async function menu(kind?: TextKind) {
  asked.length = 0
  const screen = await showScreen(<Page {...(kind && { kind })} />)
  await screen.press(screen.find('button', 'open'))
  const box = () => screen.find('combobox')
  return {
    ...screen,
    box,
    marked: () => document.getElementById(box().getAttribute('aria-activedescendant') ?? ''),
  }
}

test('jobs are found by other words for them, walked through by arrows, and started by Enter', async () => {
  const { box, type, key, names, marked, words } = await menu()
  expect(document.activeElement).toBe(box())
  expect(names('option').slice(0, 4)).toEqual([
    'Improve writing',
    'Fix spelling and grammar',
    'Shorter',
    'Longer',
  ])
  expect(marked()?.textContent).toBe('Improve writing')
  await key(box(), 'ArrowUp')
  expect(marked()?.textContent).toContain('With options ...')
  await type(box(), 'typos')
  expect(names('option')).toEqual(['Fix spelling and grammar'])
  await type(box(), 'zzz')
  expect(words()).toContain('Nothing is called “zzz”')
  await key(box(), 'Enter')
  expect(asked).toEqual([])
  await type(box(), 'typos')
  await key(box(), 'Enter')
  expect(asked).toEqual(['fix-grammar the selection en plain'])
  expect(names('combobox')).toEqual([])
})

test('what a kind has to be told is asked in the same place, remembered, and offered first the next time', async () => {
  const first = await menu()
  await first.type(first.box(), 'translate')
  await first.key(first.box(), 'Enter')
  expect(first.names('combobox')).toEqual(['Into which language?'])
  expect(first.names('option')[0]).toBe('English')
  await first.key(first.box(), 'Backspace')
  expect(first.names('combobox')).toEqual(['What to do with the selection'])
  await first.type(first.box(), 'translate')
  await first.press(first.find('option', 'Translate'))
  await first.type(first.box(), 'germ')
  await first.key(first.box(), 'Enter')
  expect(asked).toEqual(['translate the selection de plain'])
  await first.press(first.find('button', 'open'))
  await first.type(first.box(), 'Change tone')
  await first.key(first.box(), 'Enter')
  await first.press(first.find('option', 'Friendly'))
  expect(asked[1]).toBe('change-tone the selection de friendly')
})

test('a kind that was chosen before begins with its question', async () => {
  const { names, box, key } = await menu('translate')
  expect(names('combobox')).toEqual(['Into which language?'])
  await key(box(), 'Backspace')
  expect(names('combobox')).toEqual(['Into which language?'])
})

test('a question is asked with the words that are typed, and some stand there to begin with', async () => {
  const { box, type, key, names } = await menu('ask')
  expect(box().getAttribute('aria-label')).toBe('What do you want to know from the selection?')
  expect(names('option')).toContain('What was decided?')
  await type(box(), ' Who pays? ')
  expect(names('option')).toEqual(['Ask “Who pays?”'])
  await key(box(), 'Enter')
  expect(asked).toEqual(['Who pays?'])
})

test('what reads like a question among the jobs is asked; a word that is no job is none', async () => {
  const { box, type, key, names, press, find } = await menu()
  await type(box(), 'zzz')
  expect(names('option')).toEqual([])
  await type(box(), 'who pays the ferryman')
  await key(box(), 'Enter')
  expect(asked).toEqual(['who pays the ferryman'])
  await press(find('button', 'open'))
  await type(box(), 'question')
  await key(box(), 'Enter')
  expect(names('option')).toContain('What is still open?')
  await key(box(), 'Enter')
  expect(asked).toEqual(['who pays the ferryman', 'What was decided?'])
})

test('kinds that need more than a word open their form, and so does any other with Shift', async () => {
  const { box, type, key, press, find, names } = await menu()
  await type(box(), 'labels')
  await key(box(), 'Enter')
  expect([asked, names('combobox')]).toEqual([['form classify the selection'], []])
  await press(find('button', 'open'))
  await press(find('option', 'Extract fields ...'))
  await press(find('button', 'open'))
  await type(box(), 'summ')
  await key(box(), 'Enter', { shiftKey: true })
  await press(find('button', 'open'))
  await press(find('option', /^With options/))
  expect(asked.slice(1)).toEqual([
    'form extract the selection',
    'form summarise the selection',
    'form undefined the selection',
  ])
})

test('the form of a kind that asks for a word can be had in place of it', async () => {
  const { find, press } = await menu('translate')
  await press(find('option', /^With options/))
  expect(asked).toEqual(['form translate the selection'])
})
