// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { TaskKind } from '#server/contracts/processing.ts'
import { type Answer, type Answers, later, noAnswer, problem } from '#server/testing/screens/answer-calls.ts'
import { idOf, NOW, pageOf, sampleSummary, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import type { JobDraft } from './job-draft.ts'
import { JobForm } from './job-form.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  made.length = 0
})

const PAGE = idOf(500)
const made: string[] = []

async function form(start: Partial<JobDraft>, answers: Answers = {}) {
  const screen = await showScreen(
    <JobForm
      start={start}
      onCreated={({ id }) => void made.push(id)}
      onScheduled={() => void made.push('scheduled')}
    />,
    {
      answers: {
        'GET /api/v1/documents': pageOf(sampleSummary({ id: PAGE, title: 'Minutes' })),
        'GET /api/v1/tasks/kinds': { needModel: [], ffmpeg: true, mayConfigure: false },
        ...answers,
      },
    },
  )
  return { ...screen, send: () => screen.press(screen.find('button', /^(?:Start|Plan|Repeat) the job$/)) }
}

const task = sampleTask({ id: idOf(7), status: 'PENDING' })
const text = { kind: 'sentiment', text: 'Long ago' } as const
const asked = (answer: Answer) => form(text, { 'POST /api/v1/tasks': answer })

describe('a job is asked for once', () => {
  test('however often its button is pressed while the answer is on its way', async () => {
    const answer = later()
    const { send, act, changes } = await asked(answer.answer)
    await send()
    await send()
    await act(() => answer.give(task))
    expect(changes()).toHaveLength(1)
    expect(made).toEqual([idOf(7)])
  })

  test('and once more only when something was changed, while what comes after the form loads', async () => {
    const { send, changes, find, type } = await asked(task)
    await send()
    await send()
    expect(changes()).toHaveLength(1)
    expect(find('button', 'Start the job').getAttribute('aria-busy')).toBe('true')
    await type(find('textbox', 'Text'), 'Long, long ago')
    await send()
    expect(changes().map(({ body }) => body)).toMatchObject([
      { request: { source: { text: 'Long ago' } } },
      { request: { source: { text: 'Long, long ago' } } },
    ])
  })

  test('as one that can wait where that was chosen, and else without a word of it', async () => {
    const { send, press, find, changes } = await asked(task)
    await send()
    expect(changes().at(-1)?.body).not.toHaveProperty('priority')
    await press(find('switch', 'Can wait'))
    await send()
    expect(changes().at(-1)?.body).toMatchObject({ priority: 'low' })
  })

  test('a schedule too', async () => {
    const { send, press, find, changes } = await form(text, {
      'POST /api/v1/schedules': {
        ...{ id: idOf(60), kind: 'sentiment', documentId: null, insert: false, cron: '0 9 * * *' },
        ...{ timeZone: 'UTC', nextRuns: [], pausedAt: null, stopped: null, last: null },
        createdAt: new Date(NOW).toISOString(),
      },
    })
    await press(find('radio', 'Repeatedly'))
    await send()
    await send()
    expect(changes()).toHaveLength(1)
    expect(made).toEqual(['scheduled'])
  })
})

describe('after a failure', () => {
  const FAILURES: [string, Answer, string][] = [
    ['the network is away', noAnswer, 'Weft cannot be reached.'],
    ['there are too many jobs', problem('rate-limited', 'Too many jobs at once.'), 'Too many jobs at once.'],
    ['the server breaks', problem('internal', 'Something broke.'), 'Something broke.'],
  ]
  test.each(FAILURES)(
    'because %s nothing is lost, and the same can be sent again',
    async (_why, failure, said) => {
      let failed = true
      const { send, find, words, press, type, changes, all } = await asked(() => (failed ? failure : task))
      await type(find('textbox', 'Text'), 'Long, long ago')
      await press(find('switch', 'Compute it anew'))
      await send()
      expect(words(find('alert'))).toContain(said)
      expect(made).toEqual([])
      failed = false
      await send()
      expect(all('alert')).toEqual([])
      expect(changes()[1]?.body).toEqual(changes()[0]?.body)
      expect(changes()[1]?.body).toMatchObject({
        fresh: true,
        request: { source: { text: 'Long, long ago' } },
      })
      expect(made).toEqual([idOf(7)])
    },
  )

  test('of a schedule the message goes when a job is started instead', async () => {
    const { send, press, find, all } = await form(text, {
      'POST /api/v1/tasks': task,
      'POST /api/v1/schedules': problem('conflict', 'You have as many schedules as there may be.'),
    })
    await press(find('radio', 'Repeatedly'))
    await send()
    expect(all('alert')).toHaveLength(1)
    await press(find('radio', 'Now'))
    await send()
    expect(all('alert')).toEqual([])
    expect(made).toEqual([idOf(7)])
  })
})

describe('the focus goes to the first field that must be mended', () => {
  const FIRST: [TaskKind, string, Partial<JobDraft>, string][] = [
    ['summarise', 'no text', {}, 'Text'],
    ['summarise', 'no page', { sourceType: 'document' }, 'Page'],
    ['keywords', 'too long a wish', { text: 'Long ago', instruction: 'x'.repeat(2_001) }, 'Instruction'],
    ['ocr', 'no file', { documentId: PAGE }, 'file'],
  ]
  test.each(FIRST)('of %s with %s', async (kind, _fault, start, name) => {
    const { send, changes } = await form({ kind, ...start })
    await send()
    const focused = document.activeElement
    expect(focused?.getAttribute('aria-invalid')).toBe('true')
    if (name === 'file') expect(focused).toHaveProperty('type', 'file')
    else expect(focused?.closest('div')?.textContent).toContain(name)
    expect(changes()).toEqual([])
  })

  test('also where the server found it', async () => {
    const faults = [{ path: 'request.instruction', message: 'It names nobody.' }]
    const { send, find, description } = await form(
      { kind: 'keywords', text: 'Long ago', instruction: 'as he said' },
      { 'POST /api/v1/tasks': problem('invalid-input', 'This cannot be done.', { faults }) },
    )
    await send()
    const field = find('textbox', 'Instruction (optional)')
    expect(document.activeElement).toBe(field)
    expect(description(field)).toBe('It names nobody.')
  })

  test('and stays where somebody types while other faults are open', async () => {
    const { send, find, type } = await form({ kind: 'summarise' })
    await type(find('spinbutton', 'At most this many words'), '5')
    await send()
    const words = find('spinbutton', 'At most this many words')
    await type(words, '50')
    expect(document.activeElement).toBe(words)
    expect(find('textbox', 'Text').getAttribute('aria-invalid')).toBe('true')
  })
})
