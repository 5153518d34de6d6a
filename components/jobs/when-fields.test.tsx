// @vitest-environment jsdom
import { useState } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { zoneName } from '../moment-words.ts'
import { AT_ONCE, readWhen, soon } from './job-when.ts'
import { WhenFields } from './when-fields.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

let chosen = AT_ONCE
function Fields({ fault }: { fault?: string }) {
  const [when, setWhen] = useState(AT_ONCE)
  chosen = when
  return <WhenFields when={when} fault={fault} onChange={setWhen} />
}

async function fields(fault?: string) {
  const screen = await showScreen(<Fields {...(fault && { fault })} />)
  const start = (label: string) => screen.press(screen.find('radio', label))
  return { ...screen, start }
}

/** A field that has no role of its own: those of days and times. */
function field(type: 'date' | 'time'): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`input[type=${type}]`)
  if (!found) throw new Error(`no field for a ${type}`)
  return found
}

const labelOf = (input: HTMLInputElement) => input.labels?.[0]?.textContent

test('a job begins now unless something else is chosen', async () => {
  const { names, find } = await fields()
  expect(names('radio')).toEqual(['Now', 'Later', 'Repeatedly'])
  expect(find('radio', 'Now').getAttribute('aria-checked')).toBe('true')
  expect(document.querySelectorAll('input[type=date], input[type=time]')).toHaveLength(0)
  expect(readWhen(chosen)).toEqual({})
})

test('later begins with a moment that is not over when it is sent, and every field has a name', async () => {
  const { start } = await fields()
  await start('Later')
  expect([labelOf(field('date')), labelOf(field('time'))]).toEqual(['Day', 'Time'])
  const read = readWhen(chosen)
  const ahead = 'runAt' in read && read.runAt ? Date.parse(read.runAt) - NOW : 0
  expect(ahead).toBeGreaterThanOrEqual(30 * 60_000)
  expect(ahead).toBeLessThanOrEqual(90 * 60_000)
})

test('a day and a time that were typed survive a look at the other ways to start', async () => {
  const { start, type } = await fields()
  await start('Later')
  await type(field('date'), '2026-05-04')
  await type(field('time'), '16:45')
  for (const label of ['Repeatedly', 'Now', 'Later']) await start(label)
  expect([field('date').value, field('time').value]).toEqual(['2026-05-04', '16:45'])
})

test('a cron expression that was typed survives too, and what was emptied is proposed anew', async () => {
  const { start, type, choose, find } = await fields()
  await start('Repeatedly')
  await choose('How often', 'By a cron expression')
  await type(find('textbox', 'Cron expression'), '*/20 8-18 * * *')
  for (const label of ['Now', 'Later']) await start(label)
  await type(field('date'), '')
  for (const label of ['Repeatedly', 'Later']) await start(label)
  expect(field('date').value).toBe(soon(new Date(NOW)).date)
  await start('Repeatedly')
  expect(find('textbox', 'Cron expression')).toHaveProperty('value', '*/20 8-18 * * *')
})

test('what stands in fields that are out of sight is not sent', async () => {
  const { start, type, find, choose } = await fields()
  await start('Repeatedly')
  await choose('How often', 'By a cron expression')
  await type(find('textbox', 'Cron expression'), 'nonsense')
  expect(readWhen(chosen)).toHaveProperty('fault')
  await choose('How often', 'Every week')
  await choose('On', 'Thursday')
  await type(field('time'), '08:05')
  expect(readWhen(chosen)).toEqual({ cron: '5 8 * * 4' })
  await start('Now')
  expect(readWhen(chosen)).toEqual({})
})

describe('each rhythm is chosen by its own fields', () => {
  const CHOICES: [string, [string, string][], string][] = [
    ['Every day', [], '15 7 * * *'],
    ['From Monday to Friday', [], '15 7 * * 1-5'],
    ['Every week', [['On', 'Sunday']], '15 7 * * 0'],
    ['Every month', [['On', 'Day 28']], '15 7 28 * *'],
    ['Every month', [['On', 'The last day']], '15 7 L * *'],
  ]
  test.each(CHOICES)('%s %j', async (often, more, cron) => {
    const { start, choose, type, names } = await fields()
    await start('Repeatedly')
    await choose('How often', often)
    for (const [label, option] of more) await choose(label, option)
    await type(field('time'), '07:15')
    expect(readWhen(chosen)).toEqual({ cron })
    expect(names('combobox')).toEqual(['How often', ...more.map(([label]) => label)])
  })
})

const BLAMED: [string, () => Element][] = [
  ['Later', () => field('date')],
  ['Repeatedly', () => field('time')],
]
test.each(BLAMED)('a fault of what begins %s is told with its field', async (label, of) => {
  const { start, description } = await fields('This never comes.')
  await start(label)
  expect(description(of())).toBe('This never comes.')
  expect(of().getAttribute('aria-invalid')).toBe('true')
})

test('a fault of a cron expression is told with it; without one it says in which zone it is read', async () => {
  const blamed = await fields('This never comes.')
  await blamed.start('Repeatedly')
  await blamed.choose('How often', 'By a cron expression')
  expect(blamed.description(blamed.find('textbox', 'Cron expression'))).toBe('This never comes.')
  const { start, description } = await fields()
  await start('Repeatedly')
  expect(description(field('time'))).toBe(`In your time zone, ${zoneName()}`)
})
