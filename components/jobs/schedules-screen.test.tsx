// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import type { ScheduleView } from '#server/contracts/schedules.ts'
import { type Answers, problem } from '#server/testing/screens/answer-calls.ts'
import { ago, idOf, NOW, pageOf, sampleSummary, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { zoneName } from '../moment-words.ts'
import { JobsScreen } from './jobs-screen.tsx'
import { NewJobScreen } from './new-job-screen.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const PAGE = idOf(500)
const documents = { 'GET /api/v1/documents': pageOf(sampleSummary({ id: PAGE, title: 'Minutes' })) }

function sampleSchedule(changes: Partial<ScheduleView> = {}): ScheduleView {
  return {
    ...{ id: idOf(60), kind: 'summarise', documentId: PAGE, insert: true, cron: '0 9 * * 1-5' },
    ...{ timeZone: 'Europe/Berlin', nextRuns: [ago(-120), ago(-1560), ago(-4 * 1440)], pausedAt: null },
    ...{ stopped: null, last: { taskId: idOf(1), at: ago(60), status: 'FAILED' }, createdAt: ago(5000) },
    ...changes,
  }
}

const jobs = (items: ScheduleView[], answers: Answers = {}) =>
  showScreen(<JobsScreen initialTasks={pageOf(sampleTask())} />, {
    answers: {
      ...documents,
      'GET /api/v1/tasks': pageOf(sampleTask()),
      'GET /api/v1/schedules': { items },
      ...answers,
    },
  })

test('schedules tell their rhythm, what comes next and what came of the last run', async () => {
  const { all, words, find } = await jobs([
    sampleSchedule(),
    sampleSchedule({ id: idOf(61), cron: '*/30 8-18 * * *', documentId: null, last: null }),
    sampleSchedule({ id: idOf(62), kind: 'ocr', nextRuns: [], pausedAt: ago(5), last: null }),
    sampleSchedule({
      id: idOf(63),
      kind: 'keywords',
      nextRuns: [],
      stopped: 'The page is gone.',
      last: null,
    }),
  ])
  const rows = all('listitem')
    .map((row) => words(row))
    .filter((row) => row !== 'Jobs')
  expect(rows[0]).toContain('Summarise From Monday to Friday at 09:00 Europe/Berlin, Minutes')
  expect(rows[0]).toContain('Next in 2 h, tomorrow and in 4 d. Last 1 h ago: Failed.')
  expect(find('link', 'Failed').getAttribute('href')).toBe(`/jobs/${idOf(1)}`)
  expect(rows[1]).toContain('By cron, */30 8-18 * * *')
  expect(rows[1]).toContain('Not run yet.')
  expect(rows[2]).toContain('Paused')
  expect(rows[3]).toContain('Stopped: The page is gone.')
})

test('where nothing is repeated nothing is said of it', async () => {
  const { all } = await jobs([])
  expect(all('heading', 'Schedules')).toEqual([])
})

test('a schedule is paused, resumed, and removed after a question', async () => {
  const path = `/api/v1/schedules/${idOf(60)}` as const
  const { press, find, changes, words } = await jobs(
    [
      sampleSchedule(),
      sampleSchedule({ id: idOf(62), kind: 'ocr', nextRuns: [], pausedAt: ago(5), last: null }),
    ],
    {
      [`POST ${path}/pause`]: sampleSchedule({ pausedAt: ago(0) }),
      [`POST /api/v1/schedules/${idOf(62)}/resume`]: problem('not-found', 'There is no such schedule.'),
      [`DELETE ${path}`]: null,
    },
  )
  await press(find('button', 'Pause Summarise, From Monday to Friday at 09:00, Minutes'))
  await press(find('button', 'Resume Read a scan, From Monday to Friday at 09:00, Minutes'))
  expect(words()).toContain('There is no such schedule.')
  await press(find('button', 'Remove Summarise, From Monday to Friday at 09:00, Minutes'))
  expect(changes()).toHaveLength(2)
  await press(find('button', 'Remove it'))
  expect(changes().map((call) => `${call.method} ${call.path}`)).toEqual([
    `POST ${path}/pause`,
    `POST /api/v1/schedules/${idOf(62)}/resume`,
    `DELETE ${path}`,
  ])
})

test('the form asks for a job again and again, in the reader’s zone, and blames what the server refuses', async () => {
  let refused = true
  const { press, find, type, changes, words, went } = await showScreen(
    <NewJobScreen start={{ kind: 'language', text: 'Wie spät ist es?' }} />,
    {
      answers: {
        ...documents,
        'GET /api/v1/tasks/kinds': { kinds: [] },
        'POST /api/v1/schedules': () =>
          refused
            ? problem('invalid-input', 'This never comes.', {
                faults: [{ path: 'cron', message: 'This never comes.' }],
              })
            : sampleSchedule(),
      },
    },
  )
  await press(find('radio', 'Repeatedly'))
  const time = document.querySelector('input[type=time]')
  if (!time) throw new Error('no field for a time')
  await type(time, '')
  await press(find('button', 'Repeat the job'))
  expect(words()).toContain('Choose a time')
  expect(changes()).toEqual([])
  await type(time, '07:30')
  await press(find('button', 'Repeat the job'))
  expect(words()).toContain('This never comes.')
  refused = false
  await press(find('button', 'Repeat the job'))
  expect(changes().at(-1)?.body).toEqual({
    ...{ request: { kind: 'language', source: { type: 'text', text: 'Wie spät ist es?' } } },
    ...{ insert: false, fresh: false, cron: '30 7 * * *', timeZone: zoneName() },
  })
  expect(went).toEqual(['/jobs'])
})
