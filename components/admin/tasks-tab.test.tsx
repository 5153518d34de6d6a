// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { AdminTask } from '#server/contracts/admin.ts'
import { type Answers, later, noAnswer, problem } from '#server/testing/screens/answer-calls.ts'
import {
  ago,
  idOf,
  NOW,
  pageOf,
  sampleAdminTask,
  sampleCounts,
  sampleInteraction,
  sampleMember,
  sampleStep,
  sampleTask,
  sampleTaskDetail,
} from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { useTaskCounts } from '../hooks/use-admin-tasks.ts'
import { TasksTab } from './tasks-tab.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

function Tab() {
  return <TasksTab counts={useTaskCounts()} />
}

const byStatus = { PENDING: 1_204, RUNNING: 2, COMPLETED: 7, FAILED: 1, CANCELLED: 0 }
const COUNTS = sampleCounts({ byStatus })

const tab = (
  tasks: AdminTask[],
  { at = '/admin?tab=tasks', answers = {} }: { at?: string; answers?: Answers } = {},
) =>
  showScreen(<Tab />, {
    at,
    answers: {
      'GET /api/v1/admin/tasks/counts': COUNTS,
      'GET /api/v1/admin/tasks': pageOf(...tasks),
      'GET /api/v1/members': pageOf(sampleMember()),
      ...answers,
    },
  })

describe('a row tells', () => {
  test('what, where it stands, on which page, for whom, how often it was tried, how long it took and when', async () => {
    const { words, find } = await tab([
      sampleAdminTask({
        ...{ kind: 'read-pdf', documentId: idOf(5), documentTitle: 'Minutes', attempt: 2 },
        ...{ startedAt: ago(9), finishedAt: ago(7), createdAt: ago(10) },
      }),
    ])
    const cells = [...find('table', 'Tasks').querySelectorAll('tbody td')].map((cell) => words(cell))
    expect(cells.slice(1)).toEqual([
      ...['Read a PDF', 'Finished', 'Minutes', 'Ada', '2 / 3', '2 min', '10 min ago'],
    ])
    expect(find('time').getAttribute('datetime')).toBe(ago(10))
    expect(find('time').getAttribute('title')).toContain('March 10, 2026')
  })

  const PAGES: [string, Partial<AdminTask>, string][] = [
    ['that it is of no page', { documentId: null }, 'none'],
    ['a page without a title by the word for that', { documentId: idOf(5), documentTitle: '' }, 'Untitled'],
    [
      'of a page that the owner may not read only that there is one',
      { documentId: idOf(5) },
      'closed to you',
    ],
  ]
  test.each(PAGES)('%s', async (_rule, task, told) => {
    const { words, find } = await tab([sampleAdminTask(task)])
    expect(words(find('table', 'Tasks').querySelectorAll('tbody td')[3])).toBe(told)
  })

  test('that whoever asked is gone, and no time for what has not ended', async () => {
    const { words, find } = await tab([
      sampleAdminTask({ userName: null, status: 'RUNNING', finishedAt: null }),
    ])
    const cells = [...find('table', 'Tasks').querySelectorAll('tbody td')].map((cell) => words(cell))
    expect(cells[4]).toBe('Removed')
    expect(cells[6]).toBe('')
  })

  test('hostile titles as the characters that they are', async () => {
    const title = '<img src=x onerror=alert(1)>'
    const { words, find } = await tab([sampleAdminTask({ documentId: idOf(5), documentTitle: title })])
    expect(words(find('table', 'Tasks'))).toContain(title)
    expect(document.querySelector('img[src="x"]')).toBeNull()
  })

  const TURNS: [string, Partial<AdminTask>][] = [
    ['Waiting Put first', { status: 'PENDING', attempt: 0, priority: 'first' }],
    ['Paused Can wait', { status: 'PENDING', paused: true, priority: 'low' }],
    ['Running Put first', { status: 'RUNNING', priority: 'first' }],
    ['Finished', { status: 'COMPLETED', priority: 'first' }],
  ]
  test.each(TURNS)(
    'beside its state the turn that it was given, until it has ended: %s',
    async (told, task) => {
      const { words, find } = await tab([sampleAdminTask(task)])
      expect(words(find('table', 'Tasks').querySelectorAll('tbody td')[2])).toBe(told)
    },
  )

  const STANDINGS: [string, Partial<AdminTask>][] = [
    ['Waiting', { status: 'PENDING', attempt: 0 }],
    ['Trying again', { status: 'PENDING', attempt: 1 }],
    ['Paused', { status: 'PENDING', paused: true }],
    ['Stopping', { status: 'PENDING', cancelRequested: true, paused: true }],
    ['Running', { status: 'RUNNING' }],
    ['Stopping', { status: 'RUNNING', cancelRequested: true }],
    ['Finished', { status: 'COMPLETED', cancelRequested: true }],
    ['Partial', { status: 'COMPLETED', partial: true }],
    ['Failed', { status: 'FAILED', partial: true }],
    ['Cancelled', { status: 'CANCELLED' }],
  ]
  test.each(STANDINGS)('%s of %o', async (word, task) => {
    const { words, find } = await tab([sampleAdminTask(task)])
    expect(words(find('table', 'Tasks').querySelectorAll('tbody td')[2])).toBe(word)
  })
})

describe('the list', () => {
  test('says that it loads, each part by itself', async () => {
    const slow = later()
    const { find, act, all } = await tab([], { answers: { 'GET /api/v1/admin/tasks': () => slow.answer } })
    find('status', 'Loading the tasks')
    find('button', '7 Finished')
    await act(() => slow.give(pageOf(sampleAdminTask())))
    expect(all('status', 'Loading the tasks')).toEqual([])
    find('table', 'Tasks')
  })

  test('says that nothing was asked for yet, or that nothing fits', async () => {
    expect((await tab([])).words()).toContain('No task has been asked for yet.')
    const filtered = await tab([], { at: '/admin?kind=ocr' })
    expect(filtered.words()).toContain('No task fits these filters.')
  })

  test('says why it cannot be read, with the id of the request, and reads again when asked to', async () => {
    let broken = true
    const refused = problem('unavailable', 'The database is not answering.', { retryable: true })
    const { find, press, all } = await tab([], {
      answers: { 'GET /api/v1/admin/tasks': () => (broken ? refused : pageOf(sampleAdminTask())) },
    })
    expect(find('alert').textContent).toContain('The database is not answering.')
    expect(find('alert').textContent).toContain('req-0123456789')
    broken = false
    await press(find('button', 'Try again'))
    expect(all('alert')).toEqual([])
    find('table', 'Tasks')
  })

  test('without a network says what to check, and names no request', async () => {
    const { find, words } = await tab([], { answers: { 'GET /api/v1/admin/tasks': noAnswer } })
    expect(words(find('alert'))).toBe(
      'Weft cannot be reached. Check your connection; nothing you typed is lost. Try again',
    )
  })

  test('is continued by hand, from where it ended', async () => {
    const { find, press, asked, all } = await tab([], {
      answers: {
        'GET /api/v1/admin/tasks': ({ query }) =>
          query.cursor === 'next'
            ? pageOf(sampleAdminTask({ id: idOf(2) }))
            : { items: [sampleAdminTask()], nextCursor: 'next' },
      },
    })
    await press(find('button', 'Show older tasks'))
    expect(asked('/api/v1/admin/tasks')?.query.cursor).toBe('next')
    expect(document.querySelectorAll('tbody tr')).toHaveLength(2)
    expect(all('button', 'Show older tasks')).toEqual([])
  })
})

describe('the filters', () => {
  test('are what the address says, and go to the server', async () => {
    const at = `/admin?tab=tasks&status=FAILED&kind=ocr&person=${idOf(900)}&page=${idOf(5)}&code=timed-out&age=24h`
    const { asked, find, words } = await tab([], { at })
    expect(asked('/api/v1/admin/tasks')?.query).toEqual({
      ...{ status: 'FAILED', kind: 'ocr', userId: idOf(900), documentId: idOf(5), code: 'timed-out' },
      createdBefore: new Date(NOW - 86_400_000).toISOString(),
    })
    expect(
      ['Kind', 'Person', 'Class of error', 'Age'].map((label) => words(find('combobox', label))),
    ).toEqual([...['Read a scan', 'Ada', 'timed-out', 'Older than a day']])
  })

  test('what the address says wrongly counts as absent, in the list and in the filter', async () => {
    const at = '/admin?status=LOST&kind=dance&page=5&code=teapot&age=2h'
    const { asked, find, words } = await tab([], { at })
    expect(asked('/api/v1/admin/tasks')?.query).toEqual({})
    expect(['Kind', 'Class of error', 'Age'].map((label) => words(find('combobox', label)))).toEqual([
      ...['Every kind', 'Every outcome', 'Any age'],
    ])
  })

  test('somebody who left is still asked for, and the filter does not say “Everybody”', async () => {
    const { asked, find, words } = await tab([], { at: `/admin?person=${idOf(77)}` })
    expect(asked('/api/v1/admin/tasks')?.query).toEqual({ userId: idOf(77) })
    expect(words(find('combobox', 'Person'))).toBe('Somebody who left')
  })

  test('a choice goes into the address, and “every” takes it out again', async () => {
    const { choose, asked, all } = await tab([])
    await choose('Kind', 'Keywords')
    expect(window.location.search).toBe('?tab=tasks&kind=keywords')
    expect(asked('/api/v1/admin/tasks')?.query).toEqual({ kind: 'keywords' })
    await choose('Kind', 'Every kind')
    expect(window.location.search).toBe('?tab=tasks')
    expect(all('button', 'Clear')).toEqual([])
  })

  test('“Clear” forgets all of them and nothing else', async () => {
    const { find, press } = await tab([], { at: '/admin?tab=tasks&range=7d&kind=ocr&age=7d&status=FAILED' })
    await press(find('button', 'Clear'))
    expect(window.location.search).toBe('?tab=tasks&range=7d')
  })

  test('the figures of the states are filters that are pressed or not', async () => {
    const { find, press, names } = await tab([])
    expect(names('button').filter((name) => /^[\d,]+ /.test(name))).toEqual([
      ...['1,204 Waiting', '2 Running', '7 Finished', '1 Failed', '0 Cancelled'],
    ])
    await press(find('button', '1 Failed'))
    expect(find('button', '1 Failed').getAttribute('aria-pressed')).toBe('true')
    expect(window.location.search).toContain('status=FAILED')
    await press(find('button', '1 Failed'))
    expect(window.location.search).not.toContain('status')
    find('group', 'Show only one state')
  })
})

describe('an act on many', () => {
  const three = [1, 2, 3].map((number) => sampleAdminTask({ id: idOf(number) }))
  const counted = (count: number) => ({ id: idOf(50), count, asOf: ago(0) })
  const bulk = (changes: object = {}) => ({
    ...{ id: idOf(50), action: 'cancel', total: 2, done: 0, skipped: 0, createdAt: ago(0), finishedAt: null },
    ...changes,
  })
  const BOX = /^Pick (?!all|none)/

  test('rows are picked one by one, as a range with Shift, and all at once', async () => {
    const { all, press, find, words } = await tab(three)
    const boxes = () => all('checkbox', BOX)
    await press(boxes()[0] as Element)
    expect(words(find('region', 'Picked tasks'))).toContain('1 task picked')
    await press(boxes()[2] as Element, { shiftKey: true })
    expect(words(find('region', 'Picked tasks'))).toContain('3 tasks picked')
    await press(find('checkbox', 'Pick all 3 shown'))
    expect(all('region', 'Picked tasks')).toEqual([])
    await press(find('checkbox', 'Pick all 3 shown'))
    await press(find('button', 'Pick none'))
    expect(all('region', 'Picked tasks')).toEqual([])
  })

  test('Escape in the bar picks none', async () => {
    const { all, press, find, key } = await tab(three)
    await press(all('checkbox', BOX)[0] as Element)
    await key(find('button', 'Pick none'), 'Escape')
    expect(all('region', 'Picked tasks')).toEqual([])
  })

  test('is counted, asked with that number, and done once, with what was counted', async () => {
    const { all, press, find, words, changes } = await tab(three, {
      answers: {
        'POST /api/v1/admin/tasks/bulk/count': counted(1_204),
        'POST /api/v1/admin/tasks/bulk': bulk({ total: 1_204, done: 300, skipped: 2 }),
      },
    })
    await press(all('checkbox', BOX)[1] as Element)
    await press(find('button', 'Cancel'))
    const asked = find('alertdialog', 'Cancel 1,204 tasks?')
    expect(words(asked)).toContain('What they computed so far is lost')
    expect(changes().map(({ path, body }) => [path, body])).toEqual([
      ['/api/v1/admin/tasks/bulk/count', { action: 'cancel', target: { ids: [idOf(2)] } }],
    ])
    await press(find('button', 'Cancel 1,204 tasks'))
    expect(changes().at(-1)?.body).toEqual({
      ...{ action: 'cancel', target: { ids: [idOf(2)] }, id: idOf(50), asOf: ago(0) },
    })
    expect(all('region', 'Picked tasks')).toEqual([])
    const progress = find('progressbar', 'Cancelling')
    expect(progress.getAttribute('aria-valuenow')).toBe('302')
    expect(words()).toContain('302 of 1,204')
  })

  test('that puts jobs first says before whom they begin, and does it', async () => {
    const { all, press, find, words, changes } = await tab(three, {
      answers: {
        'POST /api/v1/admin/tasks/bulk/count': counted(2),
        'POST /api/v1/admin/tasks/bulk': bulk({ action: 'first' }),
      },
    })
    await press(all('checkbox', BOX)[0] as Element)
    await press(find('button', 'Put first'))
    expect(words(find('alertdialog', 'Put 2 tasks first?'))).toContain('before all jobs that anybody else')
    await press(find('button', 'Put 2 tasks first'))
    expect(changes().at(-1)?.body).toMatchObject({ action: 'first', target: { ids: [idOf(1)] } })
    find('progressbar', 'Putting first')
  })

  test('one is not many', async () => {
    const { all, press, find } = await tab(three, {
      answers: { 'POST /api/v1/admin/tasks/bulk/count': counted(1) },
    })
    await press(all('checkbox', BOX)[0] as Element)
    await press(find('button', 'Try again'))
    find('alertdialog', 'Try 1 task again?')
    find('button', 'Try 1 task again')
  })

  test('that would concern nothing is not asked about', async () => {
    const { all, press, find, words } = await tab(three, {
      answers: { 'POST /api/v1/admin/tasks/bulk/count': counted(0) },
    })
    await press(all('checkbox', BOX)[0] as Element)
    await press(find('button', 'Cancel'))
    expect(all('alertdialog')).toEqual([])
    expect(words()).toContain('None of these tasks waits or runs any more')
  })

  test('leaves everything as it was when it is not confirmed', async () => {
    const { all, press, find, changes } = await tab(three, {
      answers: { 'POST /api/v1/admin/tasks/bulk/count': counted(1) },
    })
    await press(all('checkbox', BOX)[0] as Element)
    await press(find('button', 'Try again'))
    await press(find('button', 'Cancel'))
    expect(all('alertdialog')).toEqual([])
    expect(changes().filter(({ path }) => path.endsWith('/bulk'))).toEqual([])
    find('region', 'Picked tasks')
  })

  test('tells at its end what it did and what it left alone, and can be stopped', async () => {
    const { all, press, find, words } = await tab(three, {
      answers: {
        'POST /api/v1/admin/tasks/bulk/count': counted(3),
        'POST /api/v1/admin/tasks/bulk': bulk({ total: 3 }),
        [`GET /api/v1/admin/tasks/bulk/${idOf(50)}`]: bulk({ total: 3 }),
        [`POST /api/v1/admin/tasks/bulk/${idOf(50)}/stop`]: bulk({
          ...{ total: 3, done: 1, skipped: 2, finishedAt: ago(0) },
        }),
      },
    })
    await press(all('checkbox', BOX)[0] as Element)
    await press(find('button', 'Cancel'))
    await press(find('button', 'Cancel 3 tasks'))
    await press(find('button', 'Stop'))
    expect(all('progressbar')).toEqual([])
    expect(words()).toContain('1 task cancelled')
    expect(words()).toContain('2 had changed meanwhile and were left alone.')
  })

  test('on all that fit is told the filter, not the rows', async () => {
    const { press, find, changes } = await tab(three, {
      at: '/admin?tab=tasks&kind=ocr&status=PENDING',
      answers: { 'POST /api/v1/admin/tasks/bulk/count': counted(9) },
    })
    await press(find('button', 'All that fit'))
    await press(find('menuitem', 'Cancel all that fit ...'))
    expect(changes().at(-1)?.body).toEqual({
      ...{ action: 'cancel', target: { filter: { status: 'PENDING', kind: 'ocr' } } },
    })
  })

  test('stands still while rows are picked, and counts what came meanwhile', async () => {
    let items = three
    const screen = await tab([], { answers: { 'GET /api/v1/admin/tasks': () => pageOf(...items) } })
    expect(screen.words()).toContain('Live')
    await screen.press(screen.all('checkbox', BOX)[0] as Element)
    items = [sampleAdminTask({ id: idOf(9) }), ...three]
    await screen.choose('Kind', 'Keywords')
    await screen.choose('Kind', 'Every kind')
    expect(screen.words(screen.find('button', /^Paused/))).toMatch(/^Paused/)
    await screen.press(screen.find('button', /^Paused/))
    expect(screen.words()).toContain('Live')
  })
})

describe('the drawer of a task', () => {
  const opened = (changes: Parameters<typeof sampleTaskDetail>[0], answers: Answers = {}) => {
    const task = sampleTaskDetail({ id: idOf(3), ...changes })
    return tab([], {
      at: `/admin?tab=tasks&task=${idOf(3)}`,
      answers: { [`GET /api/v1/admin/tasks/${idOf(3)}`]: task, ...answers },
    })
  }

  test('is opened by its row and by the address, and its closing leaves the filters', async () => {
    const row = sampleAdminTask({ id: idOf(3), kind: 'keywords' })
    const detail = sampleTaskDetail({ id: idOf(3), kind: 'keywords' })
    const { press, find, all } = await tab([row], {
      at: '/admin?tab=tasks&kind=keywords',
      answers: { [`GET /api/v1/admin/tasks/${idOf(3)}`]: detail },
    })
    await press(find('button', 'Keywords'))
    find('dialog', 'Keywords')
    expect(window.location.search).toContain(`task=${idOf(3)}`)
    await press(find('button', 'Close'))
    expect(all('dialog')).toEqual([])
    expect(window.location.search).toBe('?tab=tasks&kind=keywords')
  })

  test('puts a job that waits first, and offers that for no other', async () => {
    const counted = { id: idOf(50), count: 1, asOf: ago(0) }
    const waiting = await opened(
      { status: 'PENDING', attempt: 0, startedAt: null, finishedAt: null },
      { 'POST /api/v1/admin/tasks/bulk/count': counted },
    )
    await waiting.press(waiting.find('button', 'Put first'))
    waiting.find('alertdialog', 'Put 1 task first?')
    expect(waiting.changes().at(-1)?.body).toEqual({ action: 'first', target: { ids: [idOf(3)] } })
    await waiting.close()
    for (const changes of [{ status: 'RUNNING' }, { status: 'PENDING', priority: 'first' }] as const) {
      const other = await opened(changes)
      expect(other.names('button')).not.toContain('Put first')
      await other.close()
    }
  })

  test('tells what went wrong in words, by its class, and whether trying again can help', async () => {
    const error = { code: 'provider-failed', message: 'Nobody answered.', retryable: true } as const
    const first = await opened({ status: 'FAILED', error })
    expect(first.words(first.find('alert'))).toBe('Nobody answered. provider-failed, may be tried again')
    await first.close()
    const second = await opened({ status: 'FAILED', error: { ...error, retryable: false } })
    expect(second.words(second.find('alert'))).toContain('trying again does not help')
  })

  test('leads to its page, but not to one that is closed to the reader', async () => {
    const { find, close } = await opened({ documentId: idOf(5), documentTitle: 'Minutes' })
    expect(find('link', 'Open “Minutes”').getAttribute('href')).toBe(`/documents/${idOf(5)}`)
    await close()
    const shut = await opened({ documentId: idOf(5), documentTitle: null })
    expect(shut.all('link')).toEqual([])
    expect(shut.words()).toContain('On a page that is closed to you')
    await shut.close()
    const bare = await opened({ documentId: idOf(5), documentTitle: ' ' })
    bare.find('link', 'Open “Untitled”')
  })

  test('tells its way through time, attempt by attempt, to the millisecond', async () => {
    const attempt = { workerId: idOf(8), startedAt: ago(9), endedAt: ago(8), error: null }
    const fault = { code: 'timed-out', message: 'Too slow.', retryable: true } as const
    const { words, find, all } = await opened({
      ...{ status: 'PENDING', attempt: 2, runAt: ago(-1) },
      attempts: [
        { ...attempt, attempt: 1, outcome: 'timed-out', error: fault },
        { ...attempt, attempt: 2, outcome: 'retry' },
      ],
    })
    const told = all('listitem').map((item) => words(item).replace(/^[\d:.]+ /, ''))
    expect(told.slice(0, 6)).toEqual([
      'Asked for',
      'Attempt 1 began',
      'Attempt 1 ran out of time, after 1 min Too slow.',
      'Attempt 2 began',
      'Attempt 2 failed, to be tried again, after 1 min',
      'Attempt 3 is due',
    ])
    expect(all('time').some((time) => /^\d\d:\d\d:\d\d\.\d{3}$/.test(words(time)))).toBe(true)
    find('heading', 'Timeline')
  })

  test('of one that has a time to begin at says which', async () => {
    const { words } = await opened({ status: 'PENDING', attempt: 0, runAt: ago(-60 * 48), attempts: [] })
    expect(words()).toMatch(/Planned to begin Thursday, March 12, 2026/)
    expect(words()).toContain('Planned asked by')
  })

  test('of one that was cancelled before it began says that', async () => {
    const { words } = await opened({ status: 'CANCELLED', attempt: 0, attempts: [] })
    expect(words()).toContain('Cancelled before it began')
  })

  test('names who was asked, in order, with what came of it', async () => {
    const path = [
      sampleStep({ step: 'cache', provider: 'cache', outcome: 'miss' }),
      sampleStep({
        step: 'primary',
        provider: 'acme',
        model: 'm-1',
        outcome: 'failed',
        attempts: 3,
        reason: 'no',
      }),
      sampleStep({ step: 'fallback', provider: 'other', outcome: 'rejected', part: 2 }),
      sampleStep({ step: 'stale', provider: 'cache', outcome: 'answered', part: 0 }),
    ]
    const { words, all } = await opened({ interactions: [sampleInteraction({ path, cache: 'stale' })] })
    const steps = all('listitem').map((item) => words(item))
    expect(steps.slice(-4)).toEqual([
      'Cache had nothing 12 ms',
      'acme failed 12 ms First provider · m-1 · 3 attempts · no',
      'other answered, but not well enough 12 ms part 2 · Fallback',
      'Older answer answered 12 ms putting the parts together',
    ])
    expect(words()).toContain('An older answer: no provider gave one in time, in 1.2 s.')
  })

  test('says that the task cannot be read, without offering what cannot help', async () => {
    const { find, all } = await tab([], {
      at: `/admin?tab=tasks&task=${idOf(3)}`,
      answers: { [`GET /api/v1/admin/tasks/${idOf(3)}`]: problem('not-found', 'There is no such task.') },
    })
    expect(find('alert').textContent).toContain('There is no such task.')
    expect(all('button', 'Try again')).toEqual([])
    find('dialog', 'Task')
  })

  test('offers what fits the state, and goes on to the task that trying again made', async () => {
    const made = sampleTaskDetail({ id: idOf(4), status: 'PENDING', attempt: 0, replayOfId: idOf(3) })
    const { find, press, all, changes } = await opened(
      { status: 'FAILED' },
      {
        [`POST /api/v1/tasks/${idOf(3)}/retry`]: sampleTask({ id: idOf(4), status: 'PENDING' }),
        [`GET /api/v1/admin/tasks/${idOf(4)}`]: made,
      },
    )
    expect(all('button', 'Cancel')).toEqual([])
    await press(find('button', 'Try again'))
    expect(changes().at(-1)?.path).toBe(`/api/v1/tasks/${idOf(3)}/retry`)
    expect(window.location.search).toContain(`task=${idOf(4)}`)
    find('button', 'Cancel')
    await press(find('button', 'an earlier task'))
    expect(window.location.search).toContain(`task=${idOf(3)}`)
  })
})
