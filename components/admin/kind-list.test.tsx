// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { KindCap, TaskKindState } from '#server/contracts/admin.ts'
import { type Answers, later, problem } from '#server/testing/screens/answer-calls.ts'
import { ago, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { KindList } from './kind-list.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const kind = (changes: Partial<TaskKindState> = {}): TaskKindState => ({
  ...{ kind: 'summarise', waiting: 0, running: 0, pausedAt: null, pausedBy: null },
  ...{ cap: { total: null, perPerson: null }, ...changes },
})
const paused = { pausedAt: ago(5), pausedBy: 'Ada' }
const path = (of: string, act: string) => `POST /api/v1/admin/tasks/kinds/${of}/${act}` as const

const list = (kinds: TaskKindState[], answers: Answers = {}, perPerson: number | null = null) =>
  showScreen(<KindList kinds={kinds} personCap={{ perPerson }} />, { answers })

const SAYS: [Partial<TaskKindState>, string][] = [
  [{}, 'Summarise nothing waits Limit Pause'],
  [{ waiting: 1 }, 'Summarise 1 waiting, 0 running'],
  [{ waiting: 12_000, running: 1_200 }, 'Summarise 12,000 waiting, 1,200 running'],
  [paused, 'Summarise Paused by Ada, 5 min ago nothing waits Limit Resume'],
  [{ ...paused, pausedBy: null }, 'Paused by a removed person'],
  [{ cap: { total: 1, perPerson: null } }, 'Summarise At most 1 at a time nothing waits'],
  [{ cap: { total: null, perPerson: 2 }, ...paused }, '5 min ago At most 2 at a time of a person'],
]
test.each(SAYS)('a kind that is %j is told so', async (changes, said) => {
  const { words, find } = await list([kind(changes)])
  expect(words(find('listitem'))).toContain(said)
})

test.each([
  [null, 'No limit to the jobs of a person at a time'],
  [1, 'At most 1 at a time of a person'],
])('with a limit of %j for each person it says “%s”', async (perPerson, said) => {
  expect((await list([], {}, perPerson)).words()).toContain(said)
})

const CAPS: [KindCap, string, string][] = [
  [{ total: null, perPerson: null }, '', ''],
  [{ total: 4, perPerson: 1 }, '4', '1'],
]
test.each(CAPS)('its dialog begins with the limit %j', async (cap, total, perPerson) => {
  const { press, find, all } = await list([kind({ cap }), kind({ kind: 'ocr' })])
  await press(find('button', 'Limit Summarise'))
  expect(all('textbox').map((field) => field.getAttribute('value'))).toEqual([total, perPerson])
})

describe('two kinds on their way at a time', () => {
  const both = async () => {
    const [first, second] = [later(), later()]
    const screen = await list([kind(paused), kind({ kind: 'ocr', ...paused })], {
      [path('summarise', 'resume')]: first.answer,
      [path('ocr', 'resume')]: second.answer,
    })
    const button = (name: string) => screen.find('button', `Resume ${name}`)
    for (const name of ['Summarise', 'Read a scan', 'Summarise']) await screen.press(button(name))
    return { ...screen, first, second, button }
  }

  test('are each sent once, and each is held until its answer comes', async () => {
    const { changes, button, act, second } = await both()
    expect(changes()).toHaveLength(2)
    await act(() => second.give(null))
    expect(button('Summarise').getAttribute('aria-busy')).toBe('true')
    expect(button('Read a scan').getAttribute('aria-busy')).toBeNull()
  })

  test('each tell how they ended', async () => {
    const { act, first, second, words } = await both()
    await act(() => first.give(problem('forbidden', 'Only owners resume kinds.')))
    await act(() => second.give(null))
    expect(words()).toContain('Only owners resume kinds.')
    expect(words()).toContain('Read a scan is begun again')
  })
})

test('a pause is taken back from its note, and that from the next one', async () => {
  const acts = ['pause', 'resume'] as const
  const { press, find, changes, words, all } = await list(
    [kind({ kind: 'ocr' })],
    Object.fromEntries(acts.map((act) => [path('ocr', act), null])),
  )
  await press(find('button', 'Pause Read a scan'))
  await press(find('button', 'Pause it'))
  await press(find('button', 'Undo'))
  expect(words()).toContain('Read a scan is begun again')
  const undo = all('button', 'Undo').at(0)
  if (!undo) throw new Error('no way back')
  await press(undo)
  expect(changes().map((call) => call.path.split('/').at(-1))).toEqual(['pause', 'resume', 'pause'])
})

test('a pause that is not confirmed changes nothing and gives the focus back', async () => {
  const { press, find, changes, names } = await list([kind()])
  await press(find('button', 'Pause Summarise'))
  await press(find('button', 'Cancel'))
  expect(changes()).toEqual([])
  expect(names('alertdialog')).toEqual([])
  expect(document.activeElement).toBe(find('button', 'Pause Summarise'))
})
