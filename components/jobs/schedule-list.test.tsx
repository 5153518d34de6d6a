// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ScheduleView } from '#server/contracts/schedules.ts'
import { type Answers, later, noAnswer, problem } from '#server/testing/screens/answer-calls.ts'
import { ago, idOf, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { until } from '#server/testing/until.ts'
import { ScheduleList } from './schedule-list.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const [MINUTES, PLANS] = [idOf(500), idOf(501)]
const titles = new Map([
  [MINUTES, 'Minutes'],
  [PLANS, 'Plans'],
])
const FIRST = idOf(60)

function sampleSchedule(changes: Partial<ScheduleView> = {}): ScheduleView {
  return {
    ...{ id: FIRST, kind: 'summarise', documentId: MINUTES, insert: true, cron: '0 9 * * *' },
    ...{ timeZone: 'Europe/Berlin', nextRuns: [ago(-120)], pausedAt: null, stopped: null },
    ...{ last: null, createdAt: ago(5_000), ...changes },
  }
}

const PATH = '/api/v1/schedules'
/** Schedules as the server keeps them: what is changed there is what the next look finds. */
const list = (answers: Answers, ...items: ScheduleView[]) =>
  showScreen(<ScheduleList titles={titles} />, {
    answers: { [`GET ${PATH}`]: () => ({ items }), ...answers },
  })

describe('a schedule says', () => {
  const SAYS: [string, Partial<ScheduleView>, string][] = [
    ['its only run to come', {}, 'Next in 2 h. Not run yet.'],
    ['the two that are to come', { nextRuns: [ago(-5), ago(-10)] }, 'Next in 5 min and in 10 min. Not'],
    ['that none is to come', { nextRuns: [] }, 'Europe/Berlin, Minutes No run is to come. Not run yet.'],
    ['that it rests', { nextRuns: [], pausedAt: ago(5) }, 'Minutes Paused. Not run yet.'],
    [
      'why it stopped, in the words of the server',
      { nextRuns: [], stopped: 'The page is gone. Make it anew.' },
      'Stopped: The page is gone. Make it anew. Not run yet.',
    ],
    [
      'that it stopped even where it rests too',
      { nextRuns: [], stopped: 'The page is gone.', pausedAt: ago(5) },
      'Stopped: The page is gone. Not run yet.',
    ],
    [
      'what came of its last run',
      { last: { taskId: idOf(1), at: ago(60), status: 'COMPLETED' } },
      'Next in 2 h. Last 1 h ago: Finished.',
    ],
    [
      'when it last ran, where that job is kept no longer',
      { last: { taskId: idOf(1), at: ago(60), status: null } },
      'Next in 2 h. Last 1 h ago.',
    ],
    ['no page where it has none', { documentId: null }, 'Every day at 09:00 Europe/Berlin Next'],
    ['no page where that is not in sight', { documentId: idOf(9) }, 'at 09:00 Europe/Berlin Next'],
  ]
  test.each(SAYS)('%s', async (_what, changes, said) => {
    const { words, find } = await list({}, sampleSchedule(changes))
    expect(words(find('listitem'))).toContain(said)
    expect(words(find('listitem'))).not.toMatch(/\.\s?\.|Next \./)
  })
})

test('a job that is kept no longer is not linked to', async () => {
  const { all } = await list({}, sampleSchedule({ last: { taskId: idOf(1), at: ago(60), status: null } }))
  expect(all('link')).toEqual([])
})

test('two that do the same at the same time are told apart by their pages, to eyes and ears', async () => {
  const { names, press, find, description } = await list(
    {},
    sampleSchedule(),
    sampleSchedule({ id: idOf(61), documentId: PLANS }),
  )
  expect(new Set(names('button')).size).toBe(4)
  await press(find('button', 'Remove Summarise, Every day at 09:00, Plans'))
  expect(description(find('alertdialog'))).toBe(
    'Summarise, Every day at 09:00, Plans: nothing is asked for by it any more. The jobs that it asked for stay.',
  )
})

test('a removal that is thought better of changes nothing, by Cancel or by Escape', async () => {
  const { press, find, key, changes, names } = await list({}, sampleSchedule())
  for (const leave of ['Cancel', 'Escape']) {
    await press(find('button', /^Remove Summarise/))
    if (leave === 'Cancel') await press(find('button', leave))
    else await key(find('alertdialog'), leave)
    expect(names('alertdialog')).toEqual([])
  }
  expect(changes()).toEqual([])
  expect(names('listitem')).toHaveLength(1)
})

test('what was removed is gone without another look by hand, and nothing is left of the last', async () => {
  const items = [sampleSchedule()]
  const { press, find, names, changes } = await showScreen(<ScheduleList titles={titles} />, {
    answers: {
      [`GET ${PATH}`]: () => ({ items }),
      [`DELETE ${PATH}/${FIRST}`]: () => {
        items.length = 0
        return null
      },
    },
  })
  await press(find('button', /^Remove Summarise/))
  await press(find('button', 'Remove it'))
  expect(changes()).toHaveLength(1)
  expect(names('heading')).toEqual([])
  expect(names('alertdialog')).toEqual([])
})

test('the focus goes to the schedule that takes the place of a removed one, and to the screen after the last', async () => {
  let items = [0, 1, 2].map((n) => sampleSchedule({ id: idOf(60 + n), cron: `0 ${9 + n} * * *` }))
  const removals = Object.fromEntries(
    items.map(({ id }) => [
      `DELETE ${PATH}/${id}`,
      () => {
        items = items.filter((one) => one.id !== id)
        return null
      },
    ]),
  )
  const { press, find, all } = await showScreen(
    <main id="main" tabIndex={-1}>
      <ScheduleList titles={titles} />
    </main>,
    { answers: { [`GET ${PATH}`]: () => ({ items }), ...removals } },
  )
  const remove = async (at: number) => {
    await press(all('button', /^Remove Summarise/)[at] ?? find('main'))
    await press(find('button', 'Remove it'))
    const left = all('button', /^Remove Summarise/)
    const next = left[Math.min(at, left.length - 1)] ?? find('main')
    await until('the focus', () => document.activeElement === next)
  }
  await remove(1)
  await remove(1)
  await remove(0)
})

test('each of two removals on their way tells that it failed', async () => {
  const answers = [later(), later()]
  const { press, find, act, words } = await list(
    {
      [`DELETE ${PATH}/${FIRST}`]: answers[0]?.answer ?? null,
      [`DELETE ${PATH}/${idOf(61)}`]: answers[1]?.answer ?? null,
    },
    sampleSchedule(),
    sampleSchedule({ id: idOf(61), kind: 'keywords' }),
  )
  for (const kind of ['Summarise', 'Keywords']) {
    await press(find('button', new RegExp(`^Remove ${kind}`)))
    await press(find('button', 'Remove it'))
  }
  await act(() => answers[0]?.give(problem('forbidden', 'It is not yours.')))
  await act(() => answers[1]?.give(problem('unavailable', 'The database is away.')))
  expect(words()).toContain('It is not yours.')
  expect(words()).toContain('The database is away.')
})

test('an impatient second press of Pause sends nothing, and the button says what it does next', async () => {
  const items = [sampleSchedule()]
  const answer = later()
  const { press, find, act, changes, names } = await showScreen(<ScheduleList titles={titles} />, {
    answers: { [`GET ${PATH}`]: () => ({ items }), [`POST ${PATH}/${FIRST}/pause`]: answer.answer },
  })
  const button = find('button', /^Pause Summarise/)
  await press(button)
  await press(button)
  expect(changes()).toHaveLength(1)
  expect(button.getAttribute('aria-busy')).toBe('true')
  items[0] = sampleSchedule({ pausedAt: ago(0), nextRuns: [] })
  await act(() => answer.give(items[0]))
  expect(names('button')).toEqual([
    'Resume Summarise, Every day at 09:00, Minutes',
    'Remove Summarise, Every day at 09:00, Minutes',
  ])
  expect(document.activeElement).toBe(find('button', /^Resume/))
})

test('one that stopped is resumed by the same button, and leaves its reason behind', async () => {
  const items = [sampleSchedule({ stopped: 'The page is gone.', nextRuns: [] })]
  const { press, find, words } = await showScreen(<ScheduleList titles={titles} />, {
    answers: {
      [`GET ${PATH}`]: () => ({ items }),
      [`POST ${PATH}/${FIRST}/resume`]: () => {
        items[0] = sampleSchedule()
        return items[0]
      },
    },
  })
  await press(find('button', /^Resume Summarise/))
  expect(words(find('listitem'))).toContain('Next in 2 h. Not run yet.')
})

test('schedules that cannot be read say so, and are asked for again; while they load nothing moves', async () => {
  const loading = await showScreen(<ScheduleList titles={titles} />)
  expect(loading.words()).toBe('')
  let away: unknown = noAnswer
  const { find, press, names } = await showScreen(<ScheduleList titles={titles} />, {
    answers: { [`GET ${PATH}`]: () => away },
  })
  find('alert')
  away = { items: [sampleSchedule()] }
  await press(find('button', 'Try again'))
  expect(names('heading')).toEqual(['Schedules'])
})
