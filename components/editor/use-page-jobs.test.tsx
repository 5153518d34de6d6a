// @vitest-environment jsdom
import { beforeEach, describe, expect, test } from 'vitest'
import { TEXT_MAX } from '#server/contracts/text-source.ts'
import { problem } from '#server/testing/screens/answer-calls.ts'
import { idOf, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { DEFAULT_SETTINGS, forgetSettings, rememberSettings } from '../jobs/job-settings.ts'
import type { JobTarget } from './passage/job-target.ts'
import { usePageJobs } from './use-page-jobs.ts'

const worked: unknown[] = []
beforeEach(() => {
  worked.length = 0
})

const passage = (text: string): JobTarget => ({
  what: 'the selection',
  source: { type: 'passage', documentId: idOf(5), anchor: '00.00', text },
})

function Jobs() {
  const jobs = usePageJobs(idOf(5), (taskId) => worked.push(`shown ${taskId}`))
  const source = { type: 'document', documentId: idOf(5) } as const
  const page = { what: 'this page', source, behind: '0102' } as const
  return (
    <>
      <button type="button" onClick={() => jobs.workOnText(page, 'keywords', DEFAULT_SETTINGS)}>
        page
      </button>
      <button
        type="button"
        onClick={() => jobs.workOnText(passage('x'.repeat(TEXT_MAX)), 'keywords', DEFAULT_SETTINGS)}
      >
        as much as goes
      </button>
      <button
        type="button"
        onClick={() => jobs.workOnText(passage('x'.repeat(TEXT_MAX + 1)), 'keywords', DEFAULT_SETTINGS)}
      >
        too much
      </button>
      <button
        type="button"
        onClick={() => jobs.workOnText(page, 'entities', { ...DEFAULT_SETTINGS, types: ['person'] })}
      >
        people
      </button>
      <button type="button" onClick={() => void jobs.workOnFile('transcribe', idOf(9))}>
        recording
      </button>
      <button type="button" onClick={() => void jobs.workOnFile('read-pdf', idOf(9))}>
        pdf
      </button>
      <button type="button" onClick={() => void jobs.workOnFile('read-docx', idOf(9))}>
        word
      </button>
      <button type="button" onClick={() => jobs.workOnText(page, 'ask', DEFAULT_SETTINGS, 'Who pays?')}>
        question
      </button>
      <button
        type="button"
        onClick={() => jobs.workOnText(page, 'shorter', { ...DEFAULT_SETTINGS, shorter: '30' })}
      >
        a third
      </button>
      <button
        type="button"
        onClick={() => jobs.workOnText(page, 'shorter', { ...DEFAULT_SETTINGS, shorter: '3' })}
      >
        half typed
      </button>
      <button
        type="button"
        onClick={() => void jobs.workOnFile('resize-image', idOf(9)).then((id) => worked.push(id))}
      >
        file
      </button>
    </>
  )
}

describe('a job that one press starts', () => {
  const jobs = (answer: object) => showScreen(<Jobs />, { answers: { 'POST /api/v1/tasks': answer } })
  const started = { ...sampleTask({ id: idOf(8), status: 'PENDING' }), answer: null }

  test('says what it does and where its result will be, and leads there', async () => {
    const { find, press, words, changes } = await jobs(started)
    await press(find('button', 'page'))
    expect(changes()[0]?.body).toMatchObject({
      ...{ request: { kind: 'keywords', source: { type: 'document', documentId: idOf(5) } }, insert: true },
      behind: '0102',
    })
    expect(words()).toContain(
      'Finding keywords of this page The result arrives in the page, to accept or reject.',
    )
    await press(find('button', 'Show it'))
    expect(worked).toEqual([`shown ${idOf(8)}`])
  })

  test('takes the options of the last of its kind, the usual ones where those cannot be, on a file too', async () => {
    const { find, press, changes } = await jobs(started)
    await press(find('button', 'a third'))
    await press(find('button', 'half typed'))
    await press(find('button', 'file'))
    expect(changes().map(({ body }) => body)).toMatchObject([
      { request: { kind: 'shorter', percent: 30 } },
      { request: { kind: 'shorter', percent: 50 } },
      { request: { kind: 'resize-image', attachmentId: idOf(9), width: 1200 } },
    ])
    expect(worked).toEqual([idOf(8)])
  })

  test('takes the kinds of names, the form of a PDF, the pictures of a Word file and the hint for a recording', async () => {
    rememberSettings({ ...DEFAULT_SETTINGS, as: 'text', images: false, spoken: 'de', hint: ' Ada, Weft ' })
    const { find, press, changes } = await jobs(started)
    for (const name of ['people', 'recording', 'pdf', 'word']) await press(find('button', name))
    expect(changes().map(({ body }) => body)).toMatchObject([
      { request: { kind: 'entities', types: ['person'] } },
      { request: { kind: 'transcribe', language: 'de', hint: 'Ada, Weft' } },
      { request: { kind: 'read-pdf', as: 'text' } },
      { request: { kind: 'read-docx', images: false } },
    ])
    forgetSettings()
  })

  test('asks the question that was typed', async () => {
    const { find, press, changes, words } = await jobs(started)
    await press(find('button', 'question'))
    expect(changes()[0]?.body).toMatchObject({ request: { kind: 'ask', question: 'Who pays?' } })
    expect(words()).toContain('Looking for the answer in this page')
  })

  test('on more than one job takes is not sent, and says how much it may be', async () => {
    const { find, press, words, changes } = await jobs(started)
    await press(find('button', 'as much as goes'))
    await press(find('button', 'too much'))
    expect(changes()).toHaveLength(1)
    expect(words()).toContain('There is more in the selection than one job takes At most 250,000 characters.')
  })

  test('that could not start says why, and gives no job', async () => {
    const { find, press, words } = await jobs(problem('rate-limited', 'Too many jobs at once.'))
    await press(find('button', 'file'))
    expect(words()).toContain('Too many jobs at once.')
    expect(worked).toEqual([undefined])
  })
})
