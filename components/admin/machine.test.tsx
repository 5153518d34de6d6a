// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { BreakerView, HealthReport, SubsystemHealth, TaskKindState } from '#server/contracts/admin.ts'
import type { FailureGroup } from '#server/contracts/recovery.ts'
import type { StatLine } from '#server/contracts/statistics.ts'
import { type Answers, later, problem } from '#server/testing/screens/answer-calls.ts'
import { sampleSimilarity } from '#server/testing/screens/sample-similarity.ts'
import {
  ago,
  idOf,
  NOW,
  pageOf,
  sampleCounts,
  sampleInteraction,
  sampleStep,
} from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { AdminScreen } from './admin-screen.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const time = { from: ago(24 * 60), stepSeconds: 900, points: 96 }
const zeros = (points = 96): number[] => new Array<number>(points).fill(0)
const line = (metric: string, label: string, count: number, sum = 0): StatLine => ({
  ...{ metric, label, count, sum, counts: [...zeros(95), count], sums: zeros() },
})
const nothing = { memory: 0, database: 0, joined: 0, stale: 0, miss: 0, bypass: 0, failed: 0 }
const noTimes = {
  count: 0,
  p50: zeros().map(() => null),
  p95: zeros().map(() => null),
  p50All: null,
  p95All: null,
}

const part = (changes: Partial<SubsystemHealth> = {}): SubsystemHealth => ({
  ...{
    name: 'database',
    state: 'up',
    detail: 'Answers.',
    advice: null,
    figures: [],
    checkedAt: ago(1),
    ms: 3,
  },
  ...changes,
})
const health = (...subsystems: SubsystemHealth[]): HealthReport => ({
  state: subsystems.some(({ state }) => state === 'down')
    ? 'down'
    : subsystems.some(({ state }) => state !== 'up')
      ? 'degraded'
      : 'up',
  ...{ version: '0.1.0', subsystems },
})
const kind = (changes: Partial<TaskKindState> = {}): TaskKindState => ({
  ...{ kind: 'summarise', waiting: 0, running: 0, pausedAt: null, pausedBy: null },
  cap: { total: null, perPerson: null },
  ...changes,
})
const breaker = (changes: Partial<BreakerView> = {}): BreakerView => ({
  ...{ provider: 'acme', model: 'm-1', state: 'closed', failures: 0, tripped: false },
  ...{ openedAt: null, retryAt: null, lastError: null },
  ...changes,
})

const ANSWERS: Answers = {
  'GET /api/v1/admin/tasks/counts': sampleCounts(),
  'GET /api/v1/admin/tasks/statistics': {
    ...{ range: '24h', ...time, waiting: [], running: [], oldestSeconds: zeros(), started: zeros() },
    ...{ settled: [], waits: noTimes, runs: [] },
  },
  'GET /api/v1/admin/dead-letters/groups': { groups: [] },
  'GET /api/v1/admin/cache': {
    ...{ entries: 0, bytes: 0, maxBytes: 1_048_576, hitRate: null, series: [], newest: [] },
  },
  'GET /api/v1/admin/cache/kinds': { kinds: [] },
  'GET /api/v1/admin/cache/similarity': sampleSimilarity(),
  'GET /api/v1/admin/cache/statistics': {
    ...{ range: '24h', total: nothing, byKind: [], savedMs: 0, writtenBytes: 0, refreshes: {}, evicted: {} },
    ...{ invalidated: {}, refused: {}, series: { range: '24h', ...time, lines: [] } },
  },
  'GET /api/v1/admin/health': health(part()),
  'GET /api/v1/admin/health/history': { range: '24h', ...time, subsystems: [] },
  'GET /api/v1/admin/recovery': { breakers: [], answeredBy: {}, series: [], newest: [] },
  'GET /api/v1/admin/recovery/statistics': { range: '24h', ...time, lines: [] },
  'GET /api/v1/admin/recovery/kinds': { kinds: [] },
  'GET /api/v1/admin/recovery/failures': {
    ...{ range: '24h', from: time.from, requests: 0, partial: 0, failedSteps: 0, groups: [] },
  },
  'GET /api/v1/admin/recovery/failed-requests': { steps: [] },
  'GET /api/v1/admin/recovery/quality': { range: '24h', ...time, lines: [] },
  'GET /api/v1/members': pageOf(),
}

const admin = (tab: string, answers: Answers = {}, more = '') =>
  showScreen(<AdminScreen />, { at: `/admin?tab=${tab}${more}`, answers: { ...ANSWERS, ...answers } })

describe('the tabs', () => {
  test('are told with what waits and what is amiss', async () => {
    const byStatus = { PENDING: 1_000, RUNNING: 34, COMPLETED: 0, FAILED: 0, CANCELLED: 0 }
    const groups = [
      { kind: 'ocr', code: 'timed-out', count: 2, newestAt: ago(1), message: null },
      { kind: 'ocr', code: 'internal', count: 1, newestAt: ago(1), message: null },
    ]
    const { names } = await admin('cache', {
      'GET /api/v1/admin/tasks/counts': sampleCounts({ byStatus }),
      'GET /api/v1/admin/dead-letters/groups': { groups },
      'GET /api/v1/admin/health': health(part({ state: 'degraded' })),
    })
    expect(names('tab')).toEqual([
      ...[
        'Overview',
        'Tasks 1,034',
        'Dead letters 3',
        'Cache',
        'Providers',
        'Recovery',
        'Health Degraded',
        'Audit',
      ],
    ])
  })

  test('stand in the address; another tab drops the filters and keeps the range', async () => {
    const { press, find } = await admin(
      'audit',
      { 'GET /api/v1/admin/audit': pageOf() },
      '&thing=task&range=7d',
    )
    expect(find('tab', 'Audit').getAttribute('aria-selected')).toBe('true')
    await press(find('tab', 'Cache'))
    expect(window.location.search).toBe('?tab=cache&range=7d')
    await press(find('tab', 'Overview'))
    expect(window.location.search).toBe('?range=7d')
  })

  test('an unknown one in the address is the overview', async () => {
    const { find } = await admin('secrets')
    expect(find('tab', 'Overview').getAttribute('aria-selected')).toBe('true')
  })
})

describe('the overview', () => {
  const figures = (words: string) => words.replaceAll('\u00a0', ' ')

  test('of a system at rest says that nobody waits and nothing failed', async () => {
    const { words, find, all } = await admin('overview')
    const row = figures(words(document.querySelector('dl') as Element))
    expect(row).toContain('waiting nobody waits 0')
    expect(row).toContain('running 0 slots 0')
    expect(row).toContain('dead letters nothing failed for good 0')
    expect(row).toContain('from the cache last 24 hours –')
    expect(row).toContain('parts in order health 1')
    expect(find('link', 'health').getAttribute('href')).toBe('/admin?tab=health')
    expect(all('link', 'look at them')).toEqual([])
  })

  test('of a busy one names ages, slots, dead letters and what is amiss, each with a way there', async () => {
    const byStatus = { PENDING: 12, RUNNING: 1, COMPLETED: 0, FAILED: 3, CANCELLED: 0 }
    const workers = [{ id: idOf(1), host: 'h', pid: 7, concurrency: 1, running: 1, startedAt: ago(60) }]
    const { words, find } = await admin('overview', {
      'GET /api/v1/admin/tasks/counts': sampleCounts({ byStatus, workers, oldestPendingSeconds: 4_000 }),
      'GET /api/v1/admin/dead-letters/groups': {
        groups: [{ kind: 'ocr', code: 'internal', count: 3, newestAt: ago(1), message: 'x' }],
      },
      'GET /api/v1/admin/health': health(
        part(),
        part({ name: 'mail', state: 'down' }),
        part({ name: 'disk' }),
      ),
    })
    const row = words(document.querySelector('dl') as Element)
    expect(row).toContain('waiting the oldest for 1 h 7 min 12')
    expect(row).toContain('running 1 slot 1')
    expect(row).toContain('parts amiss mail 1')
    expect(find('link', 'look at them').getAttribute('href')).toBe('/admin?tab=dead-letters')
    expect(words()).toContain('The oldest job has waited for 1 h 7 min.')
    expect(words()).toContain('h:7 runs 1 of 1, since 1 h ago')
  })

  test('says what it means that no worker runs', async () => {
    const { all, words } = await admin('overview')
    expect(all('status').map((each) => words(each))).toContain(
      "No worker is running, so no job will be done. Start one, or look at the server's log for why it stopped.",
    )
  })

  test('one part that cannot be read leaves the others in sight', async () => {
    const { find, words } = await admin('overview', {
      'GET /api/v1/admin/tasks/statistics': problem('internal', 'The figures could not be added up.'),
    })
    expect(words(find('alert'))).toContain('The figures could not be added up.')
    find('list', 'Kinds of job')
    find('heading', 'Workers')
  })

  test('the range is one of four, in the address, and what it says wrongly is a day', async () => {
    const { find, press, asked, names } = await admin('overview', {}, '&range=9y')
    expect(names('radio')).toEqual(['1 h', '24 h', '7 d', '30 d'])
    expect(find('radio', '24 h').getAttribute('aria-checked')).toBe('true')
    await press(find('radio', '7 d'))
    expect(window.location.search).toContain('range=7d')
    expect(asked('/api/v1/admin/tasks/statistics')?.query).toEqual({ range: '7d' })
    await press(find('radio', '24 h'))
    expect(window.location.search).not.toContain('range')
  })
})

describe('a kind of job', () => {
  const kinds = (...list: TaskKindState[]): Answers => ({
    'GET /api/v1/admin/tasks/counts': sampleCounts({ kinds: list }),
  })

  test('tells what waits and runs, and who paused it when', async () => {
    const { find, words } = await admin(
      'overview',
      kinds(
        kind(),
        kind({ kind: 'ocr', waiting: 1_500, running: 2 }),
        kind({ kind: 'waveform', pausedAt: ago(5), pausedBy: 'Ada' }),
        kind({ kind: 'keywords', pausedAt: ago(5) }),
      ),
    )
    const list = words(find('list', 'Kinds of job'))
    expect(list).toContain('Summarise nothing waits')
    expect(list).toContain('Read a scan 1,500 waiting, 2 running')
    expect(list).toContain('Waveform Paused by Ada, 5 min ago')
    expect(list).toContain('Keywords Paused by a removed person, 5 min ago')
    expect(find('button', 'Resume Waveform').textContent).toContain('Resume')
  })

  const EFFECTS: [Partial<TaskKindState>, string][] = [
    [{}, 'None runs now; whatever is asked for waits, on every worker'],
    [{ running: 1 }, 'The one that runs finishes; whatever'],
    [{ running: 3, waiting: 1 }, 'The 3 that run finish; the one that waits goes on waiting, and so does'],
    [{ waiting: 1_500 }, 'None runs now; the 1,500 that wait go on waiting, and so does'],
  ]
  test.each(EFFECTS)('%o is paused after telling what that does', async (state, effect) => {
    const { press, find, words } = await admin('overview', kinds(kind(state)))
    await press(find('button', 'Pause Summarise'))
    expect(words(find('alertdialog', 'Pause Summarise?'))).toContain(effect)
  })

  test('is paused when that is confirmed, which can be undone, and resumed without a question', async () => {
    const acts = { pause: null, resume: null }
    const { press, find, changes, words } = await admin('overview', {
      ...kinds(kind(), kind({ kind: 'ocr', pausedAt: ago(1), pausedBy: 'Ada' })),
      'POST /api/v1/admin/tasks/kinds/summarise/pause': acts.pause,
      'POST /api/v1/admin/tasks/kinds/summarise/resume': acts.resume,
      'POST /api/v1/admin/tasks/kinds/ocr/resume': acts.resume,
    })
    await press(find('button', 'Pause Summarise'))
    expect(changes()).toEqual([])
    await press(find('button', 'Pause it'))
    expect(words()).toContain('Summarise is paused')
    await press(find('button', 'Undo'))
    await press(find('button', 'Resume Read a scan'))
    expect(changes().map(({ path }) => path.split('/kinds/')[1])).toEqual([
      ...['summarise/pause', 'summarise/resume', 'ocr/resume'],
    ])
  })

  test('tells how many may be under way at a time, and takes another limit or none', async () => {
    const { press, find, type, changes, words } = await admin('overview', {
      'GET /api/v1/admin/tasks/counts': sampleCounts({
        kinds: [kind({ cap: { total: 4, perPerson: 1 } }), kind({ kind: 'ocr' })],
        personCap: { perPerson: 3 },
      }),
      'PUT /api/v1/admin/tasks/kinds/summarise/cap': null,
      'PUT /api/v1/admin/tasks/person-cap': null,
    })
    expect(words(find('list', 'Kinds of job'))).toContain('Summarise At most 4 at a time, 1 of a person')
    expect(words()).toContain('At most 3 at a time of a person')
    await press(find('button', 'Limit Summarise'))
    await type(find('textbox', 'At a time, of all people'), 'many')
    await press(find('button', 'Set the limit'))
    expect(words()).toContain('A whole number from 1 to 1000, or nothing')
    expect(changes()).toEqual([])
    await type(find('textbox', 'At a time, of all people'), '2')
    await type(find('textbox', 'At a time, of one person'), '')
    await press(find('button', 'Set the limit'))
    await press(find('button', 'Limit each person'))
    await type(find('textbox', 'Jobs at a time, of every kind together'), '')
    await press(find('button', 'Set the limit'))
    expect(changes().map(({ path, body }) => [path.split('/tasks/')[1], body])).toEqual([
      ['kinds/summarise/cap', { total: 2, perPerson: null }],
      ['person-cap', { perPerson: null }],
    ])
  })

  test('that could not be paused says why, with the id to copy', async () => {
    const { press, find, words } = await admin('overview', {
      ...kinds(kind()),
      'POST /api/v1/admin/tasks/kinds/summarise/pause': problem('forbidden', 'Only owners pause kinds.'),
    })
    await press(find('button', 'Pause Summarise'))
    await press(find('button', 'Pause it'))
    expect(words()).toContain('Only owners pause kinds.')
    expect(words()).toContain('Request req-0123456789')
  })
})

describe('the health', () => {
  test('is a headline, then each part with its state in words, its figures and what to do', async () => {
    const figuresOf = [{ label: 'connections', value: '3 of 20' }]
    const { find, words, all } = await admin('health', {
      'GET /api/v1/admin/health': health(
        part({ figures: figuresOf }),
        part({ name: 'mail', state: 'degraded', detail: 'Slow.', advice: 'Look at the relay.', ms: 1_500 }),
      ),
    })
    find('heading', 'It works, with something amiss')
    const [, ...rows] = all('listitem').map((row) => words(row))
    expect(rows[0]).toBe('Up database Answers. connections 3 of 20 looked 1 min ago, in 3 ms')
    expect(rows[1]).toBe('Degraded mail Degraded: Slow. Look at the relay. looked 1 min ago, in 1.5 s')
  })

  test.each([
    [part(), 'Everything is up'],
    [part({ state: 'down' }), 'Something that is needed is down'],
  ])('headline of %o', async (state, headline) => {
    const { find } = await admin('health', { 'GET /api/v1/admin/health': health(state) })
    find('heading', headline)
  })

  test('over time is told as a sentence to whoever does not see the strip', async () => {
    const states = [...zeros(94).map(() => 'up' as const), 'down' as const, null]
    const { names } = await admin('health', {
      'GET /api/v1/admin/health/history': {
        range: '24h',
        ...time,
        subsystems: [{ name: 'database', states }],
      },
    })
    expect(names('img')).toEqual([expect.stringMatching(/^database: amiss in 1 of 95 steps, last /)])
  })

  test('a state that was read before stays in sight, marked as old, when a later look fails', async () => {
    let answers = true
    const { act, find, words } = await admin('health', {
      'GET /api/v1/admin/health': () =>
        answers ? health(part()) : problem('internal', 'The prober stopped.'),
    })
    answers = false
    vi.setSystemTime(NOW + 60_000)
    await act(() => window.dispatchEvent(new Event('visibilitychange')))
    find('heading', 'Everything is up')
    expect(words()).toContain('This may be out of date. The prober stopped.')
  })
})

describe('a provider', () => {
  const report = (...breakers: BreakerView[]): Answers => ({
    'GET /api/v1/admin/recovery': { breakers, answeredBy: {}, series: [], newest: [] },
  })
  const rowOf = async (state: BreakerView) => {
    const screen = await admin('recovery', report(state))
    return { ...screen, row: screen.words(screen.all('listitem')[1]) }
  }

  test('a queue that sheds load says since when, how much and what ends it', async () => {
    const shedding = { allowedSeconds: 60, since: ago(3), awaitedSeconds: 95, behind: 1_204, cheaper: 7 }
    const { words, find } = await admin('recovery', {
      'GET /api/v1/admin/tasks/counts': sampleCounts({ shedding }),
    })
    const load = words(find('region', 'Load of the queue'))
    expect(load).toContain(
      'Queue Sheds load Began 3 min ago: 1,204 jobs put behind, 7 answered in a cheaper way; nothing is refused.',
    )
    expect(load).toContain('The oldest that somebody waits for has waited for 1 min 35 s.')
    expect(load).toContain('More workers (WEFT_WORKERS, WORKER_CONCURRENCY) end it.')
  })

  test('a queue that is in time says from when on it would shed load, and one that never does says so', async () => {
    const load = async (allowedSeconds: number, behind = 0) => {
      const shedding = { allowedSeconds, since: null, awaitedSeconds: 0, behind, cheaper: 0 }
      const { words, find } = await admin('recovery', {
        'GET /api/v1/admin/tasks/counts': sampleCounts({ shedding }),
      })
      return words(find('region', 'Load of the queue'))
    }
    const calm = await load(60)
    expect(calm).toContain('In time No job was put behind in the last 24 hours.')
    expect(calm).toContain('When a job that somebody waits for has waited 1 min,')
    expect(await load(60, 1)).toContain('1 job put behind, 0 answered in a cheaper way in the last 24 hours.')
    expect(await load(0)).toBe('Queue In time It never sheds load (SHED_QUEUE_SECONDS is 0).')
  })

  test('none at all is told with what to do', async () => {
    const { words } = await admin('recovery')
    expect(words()).toContain('No provider is set up. The built-in engine needs none')
  })

  test('in use and without a failure can be given a rest, not reset', async () => {
    const { row, names } = await rowOf(breaker())
    expect(row).toContain('acme In use m-1 No failure in a row')
    expect(names('button')).toContain('Give a rest ...')
    expect(names('button')).not.toContain('Reset')
  })

  test.each([
    [1, '1 failure in a row'],
    [4, '4 failures in a row'],
  ])('with %d failures says so and can be reset', async (failures, told) => {
    const { row, names } = await rowOf(breaker({ failures }))
    expect(row).toContain(told)
    expect(names('button')).toContain('Reset')
  })

  test('that rests tells since when, until when and why, and is not sent to rest again', async () => {
    const { row, names } = await rowOf(
      breaker({ state: 'open', failures: 5, openedAt: ago(2), retryAt: ago(-3), lastError: '503 <busy>' }),
    )
    expect(row).toContain('Resting')
    expect(row).toContain('5 failures in a row, resting since 2 min ago, tried again in 3 min')
    expect(row).toContain('Last error: 503 <busy>')
    expect(names('button')).not.toContain('Give a rest ...')
  })

  test('that was stopped by hand or is being tried says so', async () => {
    expect((await rowOf(breaker({ state: 'open', tripped: true }))).row).toContain('Stopped by hand')
    expect((await rowOf(breaker({ state: 'half-open' }))).row).toContain('Being tried')
  })

  test('is given a rest after a question, and reset at once', async () => {
    const { press, find, changes, words } = await admin('recovery', {
      ...report(breaker({ provider: 'a/b', failures: 2 })),
      'POST /api/v1/admin/breakers/a%2Fb/trip': breaker({ provider: 'a/b', state: 'open' }),
      'POST /api/v1/admin/breakers/a%2Fb/reset': breaker({ provider: 'a/b' }),
    })
    await press(find('button', 'Give a rest ...'))
    await press(find('menuitem', 'For an hour'))
    find('alertdialog', 'Do not ask a/b for an hour?')
    expect(changes()).toEqual([])
    await press(find('button', 'Give it a rest'))
    expect(changes()[0]).toMatchObject({
      path: '/api/v1/admin/breakers/a%2Fb/trip',
      body: { seconds: 3_600 },
    })
    expect(words()).toContain('a/b rests for an hour')
    await press(find('button', 'Reset'))
    expect(changes().at(-1)?.path).toBe('/api/v1/admin/breakers/a%2Fb/reset')
    expect(words()).toContain('a/b is in use again')
  })
})

describe('failures over time', () => {
  const group = (changes: Partial<FailureGroup> = {}): FailureGroup => ({
    ...{ provider: 'acme', fault: 'rate-limited', hour: new Date(NOW - 3_600_000).toISOString() },
    ...{ failures: 1, attempts: 1, ms: 400, tokens: null, answeredBy: { local: 1 }, lastReason: null },
    ...changes,
  })
  const failures = (changes: object): Answers => ({
    'GET /api/v1/admin/recovery/failures': {
      ...{ range: '24h', from: time.from, requests: 1, partial: 0, failedSteps: 1, groups: [group()] },
      ...changes,
    },
  })

  test('none are told as none, in so many requests', async () => {
    expect((await admin('recovery')).words()).toContain('No provider failed in this time.')
    const some = await admin('recovery', failures({ groups: [], requests: 1_200, failedSteps: 0 }))
    expect(some.words()).toContain('No provider failed in this time, in 1,200 requests.')
  })

  test('one is not many', async () => {
    const { words } = await admin('recovery', failures({}))
    expect(words()).toContain('1 failed step in 1 request.')
  })

  test('answers with parts missing are told beside', async () => {
    const { words } = await admin('recovery', failures({ requests: 30, failedSteps: 2, partial: 4 }))
    expect(words()).toContain('2 failed steps in 30 requests; 4 of them answered with parts missing.')
  })

  test('a row is unfolded for its last words, who answered in the end, and what it cost', async () => {
    const groups = [
      group({ attempts: 3, tokens: 1, lastReason: '429 <slow>', answeredBy: { local: 1, none: 2 } }),
    ]
    const { press, find, words, all } = await admin('recovery', failures({ groups }))
    const row = find('button', 'acme rate limited')
    expect(row.getAttribute('aria-expanded')).toBe('false')
    await press(row)
    expect(row.getAttribute('aria-expanded')).toBe('true')
    const table = words(find('table', 'Failures by provider, cause and time'))
    expect(table).toContain('Last: 429 <slow>')
    expect(table).toContain(
      'Answered in the end by nobody (2), Built-in engine (1); 3 tries, 400 ms, 1 token lost.',
    )
    await press(row)
    expect(words()).not.toContain('Answered in the end')
    expect(all('columnheader').length).toBeGreaterThan(20)
  })
})

describe('providers over the range', () => {
  const over = (...lines: StatLine[]): Answers => ({
    'GET /api/v1/admin/recovery/statistics': { range: '24h', ...time, lines },
  })
  const rows = async (...lines: StatLine[]) => {
    const { all, words } = await admin('recovery', over(...lines))
    const table = all('table', 'Providers over this time')[0]
    return table ? [...table.querySelectorAll('tbody tr')].map((row) => words(row)) : null
  }

  test('are counted by how they answered, the most asked first; their name may hold a colon', async () => {
    expect(
      await rows(
        line('provider', 'acme:answered', 3, 900),
        line('provider', 'acme:failed', 1, 100),
        line('provider', 'local:11434:answered', 9, 90),
        line('provider', 'local:11434:rejected', 1, 10),
      ),
    ).toEqual(['local:11434 10 90 % 0 1 10 ms', 'acme 4 75 % 1 0 250 ms'])
  })

  test('that were only passed over are not told as asked', async () => {
    expect(await rows(line('provider', 'acme:skipped', 5), line('step', 'local', 2))).toBeNull()
  })
})

describe('the newest paths', () => {
  const newest = (...list: ReturnType<typeof sampleInteraction>[]): Answers => ({
    'GET /api/v1/admin/recovery': { breakers: [], answeredBy: {}, series: [], newest: list },
  })

  test('none are told as none', async () => {
    expect((await admin('recovery')).words()).toContain('No question has been answered yet.')
  })

  test('are the chain in one line, and lead to their request where there is one', async () => {
    const path = [
      sampleStep({ step: 'cache', outcome: 'miss' }),
      sampleStep({ step: 'primary', provider: 'acme', outcome: 'failed' }),
      sampleStep(),
    ]
    const { find, press, words, all } = await admin('recovery', {
      ...newest(
        sampleInteraction({ path, requestId: 'req-aaaaaaaa' }),
        sampleInteraction({ id: idOf(2), kind: 'ocr' }),
      ),
      'GET /api/v1/admin/requests/req-aaaaaaaa': later().answer,
    })
    const table = words(find('table', 'Paths taken'))
    expect(table).toContain('Cache had nothing → acme failed → built-in answered')
    expect(all('button', 'Read a scan')).toEqual([])
    await press(find('button', 'Summarise'))
    expect(window.location.search).toContain('request=req-aaaaaaaa')
    find('dialog', 'Request')
  })
})

describe('quality', () => {
  const measured = (changes: object) => ({
    ...{ provider: 'acme', kind: 'summarise', method: 'overlap', answers: 1_200, mean: 0.814, weakShare: 0 },
    ...{ means: zeros().map(() => null), counts: zeros() },
    ...changes,
  })

  test('is one chart for each kind and method, since scores of different methods do not compare', async () => {
    const lines = [
      measured({}),
      measured({ provider: 'other', mean: 0.5 }),
      measured({ method: 'rules' }),
      measured({ kind: 'ocr', method: 'rules' }),
    ]
    const { names, words, all } = await admin('recovery', {
      'GET /api/v1/admin/recovery/quality': { range: '24h', ...time, lines },
    })
    expect(names('figure').slice(1)).toEqual(['Summarise', 'Summarise', 'Read a scan'])
    expect(words(all('figure')[1])).toContain('acme 81 % of 1,200')
    expect(words(all('figure')[1])).toContain('other 50 % of 1,200')
    expect(words(all('figure')[2])).not.toContain('other')
  })
})
