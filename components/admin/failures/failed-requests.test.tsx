// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import type { FailedRequest, FailureReplayView } from '#server/contracts/failed-requests.ts'
import { type Answers, type Call, later, problem } from '#server/testing/screens/answer-calls.ts'
import {
  ago,
  idOf,
  sampleAdminTask,
  sampleInteraction,
  sampleStep,
} from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { FailedLink } from './failed-link.tsx'
import { FailedRequestDrawer } from './failed-request-drawer.tsx'
import { FailedSteps } from './failed-steps.tsx'

const PATH = '/api/v1/admin/recovery/failed-requests'
const ONE = `${PATH}/${idOf(700)}` as const

const FAILED = sampleStep({
  ...{ step: 'primary', provider: 'acme', model: 'large', outcome: 'failed', attempts: 3, ms: 2_100 },
  ...{ reason: 'it failed (503)', fault: 'overloaded' },
})
const known = (changes: Partial<FailedRequest> = {}): FailedRequest => ({
  request: sampleInteraction({
    path: [sampleStep({ step: 'cache', outcome: 'miss' }), FAILED, sampleStep()],
  }),
  ...{ said: 'No model provider answered, so the built-in engine did.', attempt: 2, task: sampleAdminTask() },
  providers: [
    { name: 'acme', model: 'large' },
    { name: 'other', model: 'small' },
  ],
  replays: [],
  ...changes,
})
const replay = (changes: Partial<FailureReplayView> = {}): FailureReplayView => ({
  ...{ id: idOf(1), step: 1, provider: 'acme', textOfNow: false, state: 'ended', quality: null, error: null },
  outcome: sampleStep({
    ...{ step: 'primary', provider: 'acme', model: 'large', ms: 800, tokens: { input: 1_010, output: 9 } },
    cost: { micros: 12_000, currency: 'EUR' },
  }),
  ...{ askedBy: 'Ada', createdAt: ago(0) },
  ...changes,
})

const drawer = (answers: Answers) =>
  showScreen(<FailedRequestDrawer />, { at: `/admin?tab=recovery&failure=${idOf(700)}&step=1`, answers })

describe('the newest of a group', () => {
  test('each says what became of it, and opens what is kept of it', async () => {
    const step = { interactionId: idOf(700), kind: 'summarise', at: ago(3), ms: 2_100, reason: null }
    const { press, find, words, calls } = await showScreen(
      <FailedSteps range="24h" provider="acme" fault="overloaded" />,
      {
        answers: {
          [`GET ${PATH}`]: {
            steps: [
              { ...step, step: 1, answeredBy: null, replays: 2 },
              { ...step, step: 3, kind: 'translate', answeredBy: 'other', replays: 0 },
            ],
          },
        },
      },
    )
    expect(calls.at(-1)?.query).toEqual({ range: '24h', provider: 'acme', fault: 'overloaded' })
    const list = words(find('list', 'The newest of them'))
    expect(list).toContain('after 2.1 s, then nobody answered; asked again 2 times')
    expect(list).toContain('after 2.1 s, then other answered')
    await press(find('button', /^Translate/))
    expect(window.location.search).toContain(`failure=${idOf(700)}&step=3`)
  })
})

describe('what is kept of a failed request', () => {
  test('is told whole: who, which model, why, how long, in which run, what was said, and which job', async () => {
    const { find, words } = await drawer({ [`GET ${ONE}`]: known() })
    const told = words(find('dialog', 'Summarise: what failed'))
    for (const part of [
      'Provider acme large',
      'Cause overloaded: it failed (503)',
      'Took 2.1 s in 3 tries',
      'in run 2 of the job',
      '“No model provider answered, so the built-in engine did.”',
      'asked by Ada',
      'Cache had nothing',
    ])
      expect(told).toContain(part)
    expect(told).not.toContain('Run the job again')
  })

  test('is reached from the request and from the job that it belongs to, where something failed', async () => {
    const failed = sampleInteraction({ path: [FAILED] })
    const { find, press, show, all } = await showScreen(<FailedLink request={failed} />, {
      at: `/admin?tab=tasks&task=${idOf(1)}`,
    })
    await press(find('button', 'What failed, and asking again'))
    expect(window.location.search).toBe(`?tab=recovery&failure=${failed.id}`)
    await show(<FailedLink request={sampleInteraction()} />)
    expect(all('button')).toEqual([])
  })

  test('leads to its job', async () => {
    const { find, press } = await drawer({ [`GET ${ONE}`]: known() })
    await press(find('button', 'Open the job'))
    expect(window.location.search).toBe(`?tab=tasks&task=${sampleAdminTask().id}`)
  })

  test('names no page that is closed to the owner, and says when the job is kept no longer', async () => {
    const task = sampleAdminTask({ documentId: idOf(500), documentTitle: null })
    const closed = await drawer({ [`GET ${ONE}`]: known({ task }) })
    expect(closed.words(closed.find('dialog'))).toContain('Page closed to you')
    const gone = await drawer({ [`GET ${ONE}`]: known({ task: null, attempt: null }) })
    expect(gone.words(gone.find('dialog'))).toContain('Job kept no longer')
  })

  test('of a job that failed for good, the whole job can be run again beside it', async () => {
    const task = sampleAdminTask({ status: 'FAILED' })
    const { find, press, changes } = await drawer({
      [`GET ${ONE}`]: known({ task }),
      [`POST /api/v1/tasks/${task.id}/retry`]: sampleAdminTask({ id: idOf(2) }),
    })
    await press(find('button', 'Try again'))
    expect(changes()).toMatchObject([{ path: `/api/v1/tasks/${task.id}/retry` }])
    expect(window.location.search).toContain(`tab=tasks&task=${idOf(2)}`)
  })

  test('with several failed steps, each can be chosen and is asked about by itself', async () => {
    const second = sampleStep({ ...FAILED, step: 'fallback', provider: 'other', fault: 'timeout', part: 2 })
    const path = [FAILED, second]
    const { find, press, names, words, changes } = await drawer({
      [`GET ${ONE}`]: known({ request: sampleInteraction({ path }), replays: [replay({ step: 0 })] }),
      [`POST ${ONE}/replays`]: replay({ provider: 'other' }),
    })
    expect(words(find('dialog'))).toContain('Provider other')
    expect(names('table')).toEqual([])
    await press(find('combobox', 'Which step'))
    expect(names('option')).toEqual(['acme: overloaded', 'other: timeout, part 2'])
    await press(find('option', 'acme: overloaded'))
    expect(window.location.search).toContain('step=0')
    expect(names('table')).toEqual(['What came of it then and now'])
    await press(find('button', 'Ask again'))
    expect(changes()).toMatchObject([{ body: { step: 0, provider: 'acme', textOfNow: false } }])
  })
})

describe('asking again', () => {
  test('goes to the provider that failed or to another, and says what it costs and what it does not change', async () => {
    const answer = later()
    const { find, press, choose, words, changes } = await drawer({
      [`GET ${ONE}`]: known(),
      [`POST ${ONE}/replays`]: answer.answer,
    })
    expect(words(find('dialog'))).toContain('for at most 45 s, and pays for it')
    expect(words(find('dialog'))).toContain('The job, its page, the cache and the breaker stay as they are')
    expect(words(find('combobox', 'Whom to ask'))).toBe('acme')
    await choose('Whom to ask', 'other small')
    await press(find('button', 'Ask again'))
    await press(find('button', 'Ask again'))
    expect(changes()).toMatchObject([
      { path: `${ONE}/replays`, body: { step: 1, provider: 'other', textOfNow: false } },
    ])
  })

  test('is estimated by what was charged for the same text, where the price is known', async () => {
    const price = { input: 1_000_000, output: 2_000_000, currency: 'EUR' }
    const providers = [
      { name: 'acme', model: 'large', price },
      { name: 'other', model: 'small' },
    ]
    const answered = {
      step: 'fallback' as const,
      provider: 'other',
      tokens: { input: 20_000, output: 5_000 },
    }
    const path = [{ ...FAILED, part: 2 }, sampleStep({ ...answered, part: 1 }), sampleStep(answered)]
    const estimate = async (part?: 2) => {
      const [failed, ...others] = path
      const own = part === undefined ? [FAILED, ...others] : [failed ?? FAILED, ...others]
      const request = sampleInteraction({ path: own })
      const { find, words, choose } = await drawer({ [`GET ${ONE}`]: known({ request, providers }) })
      return { words: () => words(find('dialog')), choose }
    }
    const whole = await estimate()
    expect(whole.words()).toContain('and pays for it (about €0.03).')
    await whole.choose('Whom to ask', 'other small')
    expect(whole.words()).toContain('and pays for it.')
    // What another part cost says nothing of this one.
    expect((await estimate(2)).words()).toContain('and pays for it.')
  })

  test('shows that it is under way, and lets nobody pay twice meanwhile', async () => {
    const asking = replay({ state: 'under-way', outcome: null })
    const { find, press, words, changes } = await drawer({ [`GET ${ONE}`]: known({ replays: [asking] }) })
    expect(words(find('table'))).toContain('Outcome overloaded is being asked')
    expect(words(find('status'))).toBe('acme is being asked.')
    await press(find('button', 'Ask again'))
    expect(changes()).toEqual([])
  })

  test('puts what comes beside what came then: outcome, time, tokens, cost and reason, and who asked', async () => {
    const before = replay({ id: idOf(2), askedBy: null, outcome: FAILED, createdAt: ago(5) })
    const { find, words } = await drawer({ [`GET ${ONE}`]: known({ replays: [replay(), before] }) })
    const table = words(find('table', 'What came of it then and now'))
    for (const line of [
      'Asked acme acme',
      'Outcome overloaded answered',
      'Took 2.1 s, 3 tries 800 ms',
      'Tokens – 1,010 in, 9 out',
      'Cost – €0.01',
      'Why it failed (503) –',
    ])
      expect(table).toContain(line)
    expect(words(find('status'))).toBe('acme answered in 800 ms.')
    expect(words(find('list', 'Asked before'))).toContain(
      'acme did not answer: it failed (503). A removed person',
    )
  })

  test('after an answer that failed a check, it says whether the new one passes', async () => {
    const poor = sampleStep({ ...FAILED, outcome: 'rejected', fault: 'poor-answer', reason: 'it refuses' })
    const request = sampleInteraction({ path: [sampleStep(), poor] })
    const quality = {
      ...{ score: 0.9, method: 'summary-signals-1' },
      signals: [{ name: 'no-refusal', value: 1, verdict: 'good' as const, hard: true, note: 'it does not' }],
    }
    const passes = await drawer({ [`GET ${ONE}`]: known({ request, replays: [replay({ quality })] }) })
    expect(passes.words(passes.find('dialog'))).toContain(
      'It passes the checks now, one of which it failed then.',
    )
    passes.find('meter', 'Confidence')
    const fails = await drawer({
      [`GET ${ONE}`]: known({ request, replays: [replay({ outcome: { ...poor, attempts: 1 } })] }),
    })
    expect(fails.words(fails.find('dialog'))).toContain('It fails a check again.')
  })

  test('refused, it says why; where only the text has changed, it offers to ask about that', async () => {
    const words = 'The text has changed since, so the same question cannot be put.'
    const screen = await drawer({
      [`GET ${ONE}`]: known(),
      [`POST ${ONE}/replays`]: ({ body }: Call) =>
        JSON.stringify(body).includes('"textOfNow":true') ? replay() : problem('conflict', words),
    })
    await screen.press(screen.find('button', 'Ask again'))
    expect(screen.words(screen.find('alert'))).toContain(words)
    await screen.press(screen.find('button', 'Ask about the text as it is now'))
    expect(screen.changes().at(-1)?.body).toEqual({ step: 1, provider: 'acme', textOfNow: true })
    expect(screen.all('alert')).toEqual([])

    const gone = await drawer({
      [`GET ${ONE}`]: known(),
      [`POST ${ONE}/replays`]: problem('gone', 'Its text cannot be read any more.'),
    })
    await gone.press(gone.find('button', 'Ask again'))
    expect(gone.words(gone.find('alert'))).toContain('Its text cannot be read any more.')
    expect(gone.all('button', /as it is now/)).toEqual([])
  })

  test('what was not asked, and what nobody took up, is said in words', async () => {
    const error = { code: 'gone' as const, message: 'The request was erased.', retryable: false }
    const refused = await drawer({ [`GET ${ONE}`]: known({ replays: [replay({ outcome: null, error })] }) })
    expect(refused.words(refused.find('table'))).toContain('was not asked')
    expect(refused.words(refused.find('table'))).toContain('The request was erased.')
    const lost = await drawer({
      [`GET ${ONE}`]: known({ replays: [replay({ outcome: null, state: 'lost' })] }),
    })
    expect(lost.words(lost.find('table'))).toContain('Nobody took it up, or its process ended. Ask again.')
  })

  test('is not offered where no provider can be asked', async () => {
    const none = await drawer({ [`GET ${ONE}`]: known({ providers: [] }) })
    expect(none.all('button', 'Ask again')).toEqual([])
    expect(none.words(none.find('dialog'))).toContain('No provider is asked for this kind of job now.')
    const request = sampleInteraction({ kind: 'transcribe', path: [FAILED] })
    const recording = await drawer({ [`GET ${ONE}`]: known({ request, providers: [] }) })
    expect(recording.words(recording.find('dialog'))).toContain('A recording is not put to a provider')
  })
})
