// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { TaskView } from '#server/contracts/tasks.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { type Answers, later, noAnswer, problem } from '#server/testing/screens/answer-calls.ts'
import { ago, idOf, NOW, pageOf, sampleSummary, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobScreen } from './job-screen.tsx'
import { keepSettingsOf } from './job-settings.ts'
import { JobsScreen } from './jobs-screen.tsx'
import { NewJobScreen } from './new-job-screen.tsx'
import { PageJobsPanel } from './page-jobs-panel.tsx'

beforeEach(() => {
  keepSettingsOf('ada')
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const PAGE = idOf(500)
const OTHER = idOf(501)
const documents = {
  'GET /api/v1/schedules': { items: [] },
  'GET /api/v1/documents': pageOf(
    sampleSummary({ id: PAGE, title: 'Minutes', editedAt: ago(5) }),
    sampleSummary({ id: OTHER, title: ' ', role: 'viewer', editedAt: ago(1) }),
  ),
}
/** A field that has no role of its own. */
function input(type: 'date' | 'time'): Element {
  const found = document.querySelector(`input[type=${type}]`)
  if (!found) throw new Error(`no field for a ${type}`)
  return found
}
const error = { code: 'provider-failed', message: 'Nobody <answered>.', retryable: true } as const

describe('one job', () => {
  const job = (changes: Partial<TaskView>, answers: Answers = {}) => {
    const task = sampleTask({ documentId: PAGE, ...changes })
    return showScreen(<JobScreen initialTask={task} />, {
      answers: { ...documents, [`GET /api/v1/tasks/${task.id}`]: task, ...answers },
    })
  }

  test('is named, with where it stands, when it was asked for, and on which page', async () => {
    const { find, words } = await job({ attempt: 2, inserted: true, answer: sampleAnswer() })
    expect(words(find('heading', 'Summarise Finished'))).toBe('Summarise Finished')
    expect(words()).toContain('Asked 10 min ago on Minutes, result inserted attempt 2')
    expect(find('link', 'Minutes').getAttribute('href')).toBe(`/documents/${PAGE}`)
  })

  test('on a page that is not in the list is told without a page', async () => {
    const { words, all } = await job({ documentId: idOf(7) })
    expect(words()).not.toContain(' on ')
    expect(all('link').map((link) => link.getAttribute('href'))).toEqual([
      ...['/jobs', `/jobs/new?after=${idOf(1)}`],
    ])
  })

  const STATES: [string, Partial<TaskView>, string][] = [
    ['waits', { status: 'PENDING', attempt: 0 }, 'Waiting for a free worker'],
    ['waits for its time', { status: 'PENDING', attempt: 0, runAt: ago(-120) }, 'Begins in 2 h'],
    [
      'had a time that is over',
      { status: 'PENDING', attempt: 0, createdAt: ago(30), runAt: ago(1) },
      'Waiting for a free worker',
    ],
    [
      'waits in a queue that is slow',
      { status: 'PENDING', attempt: 0, waitSeconds: 95 },
      'Waiting for a free worker; jobs wait about 1 min 35 s at the moment',
    ],
    [
      'waits in a queue that is quick',
      { status: 'PENDING', attempt: 0, waitSeconds: 9 },
      'Waiting for a free worker',
    ],
    [
      'was put behind',
      { status: 'PENDING', attempt: 0, behind: true, waitSeconds: 95 },
      'Waits behind jobs that people wait for: there are many at the moment',
    ],
    ['can wait', { status: 'PENDING', priority: 'low' }, 'Can wait: begins when no other job is ready'],
    [
      'was put first',
      { status: 'PENDING', priority: 'first' },
      'Put first by an owner; begins with the next free worker',
    ],
    [
      'waits for others',
      { status: 'PENDING', attempt: 0, waits: true },
      'Waits for other jobs to finish first',
    ],
    ['waits again', { status: 'PENDING', attempt: 1 }, 'The last attempt failed; the next one is due soon'],
    [
      'waits for room under the limit of its kind',
      {
        ...{ status: 'PENDING', attempt: 0, queued: true },
        cap: { running: 2, of: 2, whose: 'everybody' },
      },
      'Waits its turn: 2 of 2 jobs of this kind are under way',
    ],
    [
      'waits for room under the limit of its person',
      { status: 'PENDING', attempt: 0, queued: true, cap: { running: 3, of: 3, whose: 'person' } },
      'Waits its turn: 3 of 3 jobs that one person may have at a time are under way',
    ],
    [
      'waits for the only room of its kind',
      {
        ...{ status: 'PENDING', attempt: 0, queued: true },
        cap: { running: 1, of: 1, whose: 'everybody' },
      },
      'Waits its turn: one job of this kind may be under way at a time',
    ],
    [
      'waits for the only room of its person',
      { status: 'PENDING', attempt: 0, queued: true, cap: { running: 1, of: 1, whose: 'person' } },
      'Waits its turn: each person may have one job under way at a time',
    ],
    [
      'waits for room under a limit that is not known here',
      { status: 'PENDING', attempt: 0, queued: true },
      'Waits its turn: as many as may run at a time are under way',
    ],
    [
      'waits because its kind is paused',
      { status: 'PENDING', attempt: 1, paused: true },
      'Jobs of this kind are paused; this one begins when an owner resumes them',
    ],
    ['runs and has not told how far it is', { status: 'RUNNING' }, 'At work'],
    ['was cancelled', { status: 'CANCELLED' }, 'Stopped before it was done.'],
    [
      'lost its result with time',
      { status: 'COMPLETED' },
      'The result was kept for its time and is no longer here.',
    ],
    ['failed', { status: 'FAILED', error, attempt: 3 }, 'Nobody <answered>. Tried 3 of 3 times.'],
  ]
  test.each(STATES)('that %s says so', async (_state, changes, told) => {
    expect((await job(changes)).words()).toContain(told)
  })

  test('that runs tells how far it is, as a figure only when there is one', async () => {
    const { find, words } = await job({ status: 'RUNNING', progress: { done: 0.456, note: 'Page 3 of 7' } })
    expect(find('progressbar', 'Progress').getAttribute('aria-valuenow')).toBe('46')
    expect(words()).toContain('Page 3 of 7 46 %')
    const early = await job({ status: 'RUNNING', progress: { done: 0, note: 'Begins' } })
    expect(early.find('progressbar').hasAttribute('aria-valuenow')).toBe(false)
  })

  const ACTS: [string, Partial<TaskView>, string[]][] = [
    ['that runs can be cancelled', { status: 'RUNNING' }, ['Cancel']],
    ['that failed can be tried again', { status: 'FAILED', error }, ['Try again']],
    ['that was cancelled can be tried again', { status: 'CANCELLED' }, ['Try again']],
    [
      'with a result can be run again and put into its page',
      { answer: sampleAnswer() },
      ['Insert into page', 'Run again'],
    ],
    [
      'whose result stands in the page is not put there again',
      { answer: sampleAnswer(), inserted: true },
      ['Run again'],
    ],
    ['of no page is not put into one', { answer: sampleAnswer(), documentId: null }, ['Run again']],
    [
      'that was answered from the cache can have a fresh answer',
      { answer: { ...sampleAnswer(), cache: 'hit' }, inserted: true },
      ['Fresh answer'],
    ],
    [
      'with an older answer can have a fresh one',
      { answer: { ...sampleAnswer(), cache: 'stale' }, inserted: true },
      ['Fresh answer'],
    ],
    [
      'with parts missing asks for these alone',
      { answer: sampleAnswer(), partial: true, inserted: true },
      ['Try the missing parts'],
    ],
    [
      'that waits for its time can be begun now or cancelled',
      { status: 'PENDING', attempt: 0, runAt: ago(-120) },
      ['Begin now', 'Cancel'],
    ],
    [
      'that is due only waits',
      { status: 'PENDING', attempt: 0, createdAt: ago(9), runAt: ago(1) },
      ['Cancel'],
    ],
  ]
  test.each([
    ['COMPLETED', true],
    ['RUNNING', true],
    ['PENDING', true],
    ['FAILED', false],
    ['CANCELLED', false],
  ] as const)('that is %s can be followed by another: %o', async (status, can) => {
    const { names } = await job({ status })
    expect(names('link').includes('Then ...')).toBe(can)
  })

  const ACT = /^(?:Begin|Insert|Cancel|Run|Try|Fresh)/
  test.each(ACTS)('%s', async (_rule, changes, acts) => {
    const { names } = await job(changes)
    expect(names('button').filter((name) => ACT.test(name))).toEqual(acts)
  })

  test('that was not begun says why, and counts no tries', async () => {
    const { words, find } = await job({ status: 'CANCELLED', attempt: 0, error })
    expect(words(find('alert'))).toBe('Nobody <answered>.')
  })

  test('is begun before its time', async () => {
    let task = sampleTask({ status: 'PENDING', attempt: 0, runAt: ago(-120), documentId: PAGE })
    const { find, press, words, names } = await job(task, {
      [`GET /api/v1/tasks/${task.id}`]: () => task,
      [`POST /api/v1/tasks/${task.id}/begin`]: () => {
        task = { ...task, runAt: ago(0) }
        return task
      },
    })
    expect(words()).toContain('Planned')
    await press(find('button', 'Begin now'))
    expect(words()).toContain('Waiting for a free worker')
    expect(names('button')).not.toContain('Begin now')
  })

  test('that is about to stop takes no second press', async () => {
    const { find, press, changes } = await job({ status: 'RUNNING', cancelRequested: true })
    expect(find('button', 'Cancel').getAttribute('aria-busy')).toBe('true')
    await press(find('button', 'Cancel'))
    expect(changes()).toEqual([])
  })

  test('is cancelled at once and shows it', async () => {
    const stopped = sampleTask({ status: 'CANCELLED', documentId: PAGE })
    let task = sampleTask({ status: 'RUNNING', documentId: PAGE })
    const { find, press } = await job(task, {
      [`GET /api/v1/tasks/${task.id}`]: () => task,
      [`POST /api/v1/tasks/${task.id}/cancel`]: () => {
        task = stopped
        return task
      },
    })
    await press(find('button', 'Cancel'))
    find('heading', 'Summarise Cancelled')
    find('button', 'Try again')
  })

  test('run again goes on to the new one; put into its page says how it stands there', async () => {
    const task = sampleTask({ documentId: PAGE, answer: sampleAnswer() })
    const { find, press, went, words } = await job(task, {
      [`POST /api/v1/tasks/${task.id}/retry`]: sampleTask({ id: idOf(2), status: 'PENDING' }),
      [`POST /api/v1/tasks/${task.id}/insert`]: { ...task, inserted: true },
    })
    await press(find('button', 'Run again'))
    expect(went).toEqual([`/jobs/${idOf(2)}`])
    await press(find('button', 'Insert into page'))
    expect(words()).toContain('The result stands in the page, to accept or reject')
  })

  test('that could not be put into its page says why, and can still be', async () => {
    const task = sampleTask({ documentId: PAGE, answer: sampleAnswer() })
    const { find, press, words } = await job(task, {
      [`POST /api/v1/tasks/${task.id}/insert`]: problem('forbidden', 'You may read this page, not write it.'),
    })
    await press(find('button', 'Insert into page'))
    expect(words()).toContain('You may read this page, not write it.')
    find('button', 'Insert into page')
  })
})

describe('the list of jobs', () => {
  const list = (tasks: TaskView[], answers: Answers = {}, nextCursor: string | null = null) =>
    showScreen(<JobsScreen initialTasks={{ items: tasks, nextCursor }} />, {
      answers: { ...documents, 'GET /api/v1/tasks': { items: tasks, nextCursor }, ...answers },
    })

  test('without any says what they are for and how to ask for one', async () => {
    const { find, all } = await list([])
    find('heading', 'Nothing on the loom')
    expect(all('link', 'New job').map((link) => link.getAttribute('href'))).toEqual([
      '/jobs/new',
      '/jobs/new',
    ])
  })

  test('tells of each what, on which page, when, and a glimpse of what came of it', async () => {
    const { all, words } = await list([
      sampleTask({ documentId: PAGE, answer: sampleAnswer() }),
      sampleTask({ id: idOf(2), documentId: OTHER, status: 'FAILED', error }),
      sampleTask({ id: idOf(3), documentId: idOf(999), status: 'CANCELLED', kind: 'ocr' }),
      sampleTask({ id: idOf(4), status: 'RUNNING', progress: { done: 0.1, note: 'Reading' } }),
    ])
    const rows = all('listitem')
      .slice(1)
      .map((row) => words(row))
    expect(rows).toEqual([
      'Summarise Minutes 10 min ago Finished All is well.',
      'Summarise Untitled 10 min ago Failed Nobody <answered>.',
      'Read a scan 10 min ago Cancelled Stopped before it was done.',
      'Summarise 10 min ago Running Reading 10 %',
    ])
    expect(all('link', 'Read a scan')[0]?.getAttribute('href')).toBe(`/jobs/${idOf(3)}`)
  })

  test('a result with a gap says so before its words', async () => {
    const missing = [{ part: 2, start: 0, end: 1, heading: null, begins: 'x', reason: 'y' }]
    const answer = { ...sampleAnswer(), parts: { total: 4, missing } }
    const { words } = await list([sampleTask({ answer, partial: true })])
    expect(words()).toContain('Partial 3 of 4 parts: All is well.')
  })

  test('is filtered by kind and state; that nothing fits is not that there is nothing', async () => {
    const { choose, asked, find } = await list([sampleTask()], {
      'GET /api/v1/tasks': ({ query }) => (query.kind ? pageOf() : pageOf(sampleTask())),
    })
    await choose('Kind', 'Waveform')
    await choose('State', 'Failed')
    expect(asked('/api/v1/tasks')?.query).toEqual({ kind: 'waveform', status: 'FAILED' })
    find('heading', 'None like this')
  })

  test('is continued where a first page is empty, because others’ jobs were skipped', async () => {
    const { find, press, words, all } = await list(
      [],
      {
        'GET /api/v1/tasks': ({ query }) =>
          query.cursor ? pageOf(sampleTask({ kind: 'keywords' })) : { items: [], nextCursor: 'more' },
      },
      'more',
    )
    expect(all('heading', 'Nothing on the loom')).toEqual([])
    await press(find('button', 'Show older jobs'))
    expect(words()).toContain('Keywords')
  })

  test('of another filter that cannot be read says why, and is read again when asked to', async () => {
    let away = true
    const { choose, find, press } = await list([sampleTask()], {
      'GET /api/v1/tasks': ({ query }) => (query.status && away ? noAnswer : pageOf(sampleTask())),
    })
    await choose('State', 'Failed')
    expect(find('alert').textContent).toContain('Weft cannot be reached.')
    away = false
    await press(find('button', 'Try again'))
    find('link', 'Summarise')
  })
})

describe('the jobs of a page', () => {
  const panel = (tasks: TaskView[], { mayCreate = true, answers = {} as Answers } = {}) =>
    showScreen(<PageJobsPanel documentId={PAGE} mayCreate={mayCreate} />, {
      answers: { ...documents, 'GET /api/v1/tasks': pageOf(...tasks), ...answers },
    })

  test('are asked for by page, loaded by a word, and told when there is none', async () => {
    const slow = later()
    const { find, act, asked, words } = await panel([], {
      answers: { 'GET /api/v1/tasks': () => slow.answer },
    })
    find('status', 'Loading the jobs of this page')
    expect(asked('/api/v1/tasks')?.query).toEqual({ documentId: PAGE })
    await act(() => slow.give(pageOf()))
    expect(words()).toContain('No job has run on this page.')
  })

  test('are counted by what became of them, and nothing is counted that is none', async () => {
    const { words } = await panel([
      sampleTask({ id: idOf(1), status: 'PENDING' }),
      sampleTask({ id: idOf(2), status: 'RUNNING' }),
      sampleTask({ id: idOf(3), status: 'FAILED', error }),
      sampleTask({ id: idOf(4), status: 'CANCELLED' }),
    ])
    expect(words()).toContain('1 running 1 waiting 1 failed')
    expect(words()).not.toContain('finished')
  })

  test('whoever may only read the page is not offered another job', async () => {
    expect((await panel([], { mayCreate: false })).names('button')).toEqual([])
    expect((await panel([])).names('button')).toEqual(['New job'])
  })

  test('another is asked for in the panel, of this page and into it, and leads back to the list', async () => {
    const { find, press, changes, names } = await panel([], {
      answers: { 'POST /api/v1/tasks': sampleTask({ status: 'PENDING' }) },
    })
    await press(find('button', 'New job'))
    expect(find('radio', 'This page').getAttribute('aria-checked')).toBe('true')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toEqual({
      request: { kind: 'summarise', source: { type: 'document', documentId: PAGE }, words: 80 },
      ...{ documentId: PAGE, insert: true, fresh: false },
    })
    expect(names('button')).toContain('New job')
    await press(find('button', 'New job'))
    await press(find('button', 'Jobs of this page'))
    expect(names('button')).toContain('New job')
  })
})

// Choices of the form that are no kinds.
const BESIDE_KINDS = ['Text', 'A page', 'Now', 'Later', 'Repeatedly', 'Short', 'Medium', 'Long']

describe('the form for a job', () => {
  const form = (start: object = {}, answers: Answers = {}) =>
    showScreen(<NewJobScreen start={start} />, { answers: { ...documents, ...answers } })

  test('blames each field beside it, all at once, and asks for nothing', async () => {
    const { find, press, type, description, changes } = await form({ kind: 'summarise' })
    await type(find('spinbutton', 'At most this many words'), '5')
    await press(find('button', 'Start the job'))
    const text = find('textbox', 'Text')
    expect(text.getAttribute('aria-invalid')).toBe('true')
    expect(description(text)).toBe('There is no text')
    expect(description(find('spinbutton', 'At most this many words'))).toBe('At least 20 words')
    expect(changes()).toEqual([])
  })

  test('takes a fault back with the key that mends it, and names no new one before it is sent', async () => {
    const { find, press, type, description } = await form({ kind: 'summarise' })
    await press(find('button', 'Start the job'))
    await type(find('textbox', 'Text'), 'Long ago')
    expect(find('textbox', 'Text').getAttribute('aria-invalid')).toBeNull()
    const number = find('spinbutton', 'At most this many words')
    await type(number, '')
    expect(number.getAttribute('aria-invalid')).toBeNull()
    expect(description(number)).toBe('From 20 to 400')
  })

  test('keeps what was typed through a change of the kind', async () => {
    const { find, press, type } = await form({ kind: 'summarise' })
    await type(find('textbox', 'Text'), 'Long ago')
    await press(find('button', 'Other kinds'))
    await press(find('radio', 'Sentiment'))
    find('region', 'Kind of job')
    expect(find('textbox', 'Text')).toHaveProperty('value', 'Long ago')
    expect(document.activeElement?.textContent).toBe('Other kinds')
  })

  test('finds a kind by what people call it, and says when none fits', async () => {
    const { find, press, type, names, words } = await form({ kind: 'summarise' })
    await press(find('button', 'Other kinds'))
    await type(find('searchbox', 'Search kinds of job'), 'EXIF')
    expect(names('radio').filter((name) => !BESIDE_KINDS.includes(name))).toEqual(['Image data'])
    await type(find('searchbox', 'Search kinds of job'), 'teleport ')
    expect(words()).toContain('No kind of job fits “teleport”.')
  })

  test('of a file needs a page that one may write to first, and says so', async () => {
    const { find, names, press, words } = await form({ kind: 'ocr' })
    expect(words()).toContain('Choose the page that will hold it first')
    await press(find('button', 'Start the job'))
    const file = document.querySelector<HTMLInputElement>('input[type=file]')
    expect(file?.disabled).toBe(true)
    expect(file?.getAttribute('aria-invalid')).toBe('true')
    expect(document.getElementById(file?.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Choose a file to work on',
    )
    await press(find('combobox', 'Page that holds the file'))
    expect(names('option')).toEqual(['Minutes'])
  })

  test('refuses a file that is too large before it is sent', async () => {
    const { act, words, changes } = await form({ kind: 'ocr', documentId: PAGE })
    const file = document.querySelector<HTMLInputElement>('input[type=file]')
    const huge = new File(['x'], 'scan.png')
    Object.defineProperty(huge, 'size', { value: 30 * 1_048_576 })
    await act(() => {
      Object.defineProperty(file, 'files', { value: [huge], configurable: true })
      file?.dispatchEvent(new Event('change', { bubbles: true }))
    })
    expect(words()).toContain('This file has 30.0 MiB; at most 25 MiB can be uploaded')
    expect(changes()).toEqual([])
  })

  const file = {
    ...{ id: idOf(6), documentId: PAGE, name: 'tape.mp3', mediaType: 'audio/mpeg', bytes: 2_048 },
  }
  const attachment = { ...file, width: null, height: null, url: '/x', createdAt: ago(1) }
  test('says before the job fails that a file does not fit, with what it is fit for', async () => {
    const { find, press, words } = await form({ kind: 'ocr', documentId: PAGE, attachment })
    expect(words()).toContain(
      'This job does not work on such a file. It can be given to: Transcribe Recording data Waveform Cut a recording Convert a recording',
    )
    await press(find('button', 'Waveform'))
    find('spinbutton', 'Points of the curve')
    expect(words()).not.toContain('does not work')
    const odd = { ...attachment, mediaType: 'application/zip' }
    const none = await form({ kind: 'ocr', documentId: PAGE, attachment: odd })
    expect(none.words()).toContain('No kind of job works on such a file.')
  })

  const OPTIONS: [string, string[]][] = [
    ['convert-image', ['Quality']],
    ['resize-image', ['Width', 'Height (optional)']],
    ['thumbnail', ['Side of the square']],
    ['read-pdf', ['From page', 'To page (optional)']],
    ['waveform', ['Points of the curve']],
    ['keywords', ['How many']],
    ['readability', ['Hardest sentences to show']],
    ['language', []],
    ['image-metadata', []],
  ]
  test.each(OPTIONS)('%s asks for its own numbers only', async (kind, fields) => {
    expect((await form({ kind })).names('spinbutton')).toEqual(fields)
  })

  test('a quality is not asked for where the format loses nothing', async () => {
    const { find, press, names } = await form({ kind: 'convert-image' })
    await press(find('radio', 'PNG'))
    expect(names('spinbutton')).toEqual([])
  })

  test('what is looked for can be all, none or some; none is blamed at the group', async () => {
    const { find, press, type, description, changes } = await form({ kind: 'entities' })
    await type(find('textbox', 'Text'), 'Ada')
    await press(find('button', 'None'))
    await press(find('button', 'Start the job'))
    expect(description(find('group', 'Look for'))).toBe('Choose at least one type')
    await press(find('button', 'Persons'))
    expect(find('button', 'Persons').getAttribute('aria-pressed')).toBe('true')
    expect(description(find('group', 'Look for'))).toBe('')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({ request: { kind: 'entities', types: ['person'] } })
  })

  test('puts a result only into pages that one may write, and offers that only where there is one', async () => {
    const { find, choose, names, press } = await form({ kind: 'language' })
    expect(names('switch')).toEqual(['Compute it anew', 'Can wait'])
    await press(find('combobox', 'Page for the result (optional)'))
    expect(names('option')).toEqual(['No page', 'Minutes'])
    await press(find('option', 'Minutes'))
    expect(names('switch')).toEqual(['Put the result into the page', 'Compute it anew', 'Can wait'])
    await press(find('radio', 'A page'))
    await choose('Page', 'Untitled')
    expect(names('combobox')).toContain('Page')
  })

  test('works on what an earlier job gave, unless another source is chosen', async () => {
    const sent = { 'POST /api/v1/tasks': sampleTask({ status: 'PENDING' }) }
    const earlier = { id: idOf(3), kind: 'ocr' }
    const { find, press, changes, words } = await form({ kind: 'language', earlier }, sent)
    expect(words()).toContain('The text of what Read a scan gave. It begins once that job has finished.')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({
      request: { kind: 'language', source: { type: 'task', taskId: idOf(3) } },
    })
    await press(find('radio', 'Text'))
    await press(find('button', 'Start the job'))
    expect(changes()).toHaveLength(1)
  })

  test('begins at once, or at a day and a time in the person’s own zone', async () => {
    const sent = { 'POST /api/v1/tasks': sampleTask({ status: 'PENDING' }) }
    const { find, type, press, changes, description } = await form({ kind: 'language' }, sent)
    await type(find('textbox', 'Text'), 'Long ago')
    await press(find('radio', 'Later'))
    await type(input('date'), '2026-03-12')
    await type(input('time'), '')
    await press(find('button', 'Plan the job'))
    expect(description(input('date'))).toBe('Choose a day and a time')
    await type(input('time'), '07:30')
    expect(input('date').getAttribute('aria-invalid')).toBeNull()
    await press(find('button', 'Plan the job'))
    expect(changes()[0]?.body).toMatchObject({ runAt: new Date('2026-03-12T07:30').toISOString() })
    await press(find('radio', 'Now'))
    await press(find('button', 'Start the job'))
    expect(changes()[1]?.body).not.toHaveProperty('runAt')
  })

  test('remembers the options of a job that was sent, but not which pages of a file', async () => {
    const sent = { 'POST /api/v1/tasks': sampleTask({ id: idOf(8), status: 'PENDING' }) }
    const { find, type, press, went } = await form({ kind: 'summarise' }, sent)
    await type(find('textbox', 'Text'), 'Long ago')
    await type(find('spinbutton', 'At most this many words'), '120')
    await press(find('button', 'Start the job'))
    expect(went).toEqual([`/jobs/${idOf(8)}`])
    expect(JSON.parse(localStorage.getItem('weft-job-settings ada') ?? '{}')).toMatchObject({
      words: '120',
      from: '1',
    })
  })

  test('shows a refusal of the server where it belongs: at its field and above the button, with the id', async () => {
    const refused = problem('invalid-input', 'This cannot be sent.', {
      faults: [{ path: 'request.source.text', message: 'Too little text' }],
    })
    const { find, type, press, description, words } = await form(
      { kind: 'language' },
      { 'POST /api/v1/tasks': refused },
    )
    await type(find('textbox', 'Text'), 'Hm')
    await press(find('button', 'Start the job'))
    expect(description(find('textbox', 'Text'))).toBe('Too little text')
    expect(words(find('alert'))).toContain('This cannot be sent. Request req-0123456789')
    expect(find('textbox', 'Text')).toHaveProperty('value', 'Hm')
  })
})
