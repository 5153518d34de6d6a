// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ResultOf } from '#server/contracts/processing.ts'
import { REWRITE_KINDS, type RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { type Answers, problem } from '#server/testing/screens/answer-calls.ts'
import { clipboard } from '#server/testing/screens/missing-in-jsdom.ts'
import { idOf, NOW, pageOf, sampleSummary, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobResult } from './job-result.tsx'
import { NewJobScreen } from './new-job-screen.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

describe('a text that was written anew', () => {
  const result: ResultOf<RewriteKind> = {
    ...{ kind: 'translate', text: 'Plan\n\nWir weben.', from: 'en', to: 'de' },
    blocks: [
      { type: 'heading', level: 1, content: [{ text: 'Plan' }] },
      { type: 'paragraph', content: [{ text: 'Wir ' }, { text: 'weben', bold: true }, { text: '.' }] },
    ],
    words: { before: 1, after: 3 },
    source: 'We weave.\n<b>Now</b>.',
  }

  test('is shown as blocks in its language, with both languages and lengths', async () => {
    const { find, words } = await showScreen(<JobResult result={result} />)
    expect(words(find('heading', 'Plan'))).toBe('Plan')
    expect(words()).toContain('English to German, 1 word to 3')
    expect(document.querySelector('[lang=de]')?.textContent).toBe('PlanWir weben.')
    expect(document.querySelector('[lang=de]')?.getAttribute('dir')).toBe('auto')
  })

  test('has what it was before a press away, in its own language and as words alone', async () => {
    const { find, press, all } = await showScreen(<JobResult result={result} />)
    await press(find('radio', 'Before'))
    expect(document.querySelector('[lang=en]')?.textContent).toContain('<b>Now</b>')
    expect(all('heading')).toEqual([])
    await press(find('radio', 'Result'))
    expect(all('heading')).toHaveLength(1)
  })

  test('in one language names none, and one that cannot be told is not claimed', async () => {
    const same = await showScreen(<JobResult result={{ ...result, to: 'en' }} />)
    expect(same.words()).not.toContain('English')
    await showScreen(<JobResult result={{ ...result, to: null }} />)
    expect(document.querySelector('[lang]:not(html)')).toBeNull()
  })

  test('whose beginning alone was kept says that it goes on', async () => {
    const { find, press, words } = await showScreen(
      <JobResult result={{ ...result, source: 'x'.repeat(20_000) }} />,
    )
    await press(find('radio', 'Before'))
    expect(words(find('region', 'Result'))).toMatch(/x …$/)
  })

  test('goes to the clipboard as words; a link whose address no page may hold is none', async () => {
    const blocks = [{ type: 'paragraph' as const, content: [{ text: 'a', href: 'javascript:alert(1)' }] }]
    const { find, press, all } = await showScreen(<JobResult result={{ ...result, blocks }} />)
    expect(all('link')).toEqual([])
    await press(find('button', 'Copy the result'))
    expect(clipboard()).toEqual(['a'])
  })
})

const PAGE = idOf(500)
const ready = { needModel: [], ffmpeg: true, mayConfigure: false }
const sent = { 'POST /api/v1/tasks': sampleTask({ status: 'PENDING' }) }
const form = (start: object, answers: Answers = {}) =>
  showScreen(<NewJobScreen start={start} />, {
    answers: {
      'GET /api/v1/documents': pageOf(sampleSummary({ id: PAGE, title: 'Minutes' })),
      'GET /api/v1/tasks/kinds': ready,
      ...answers,
    },
  })

describe('the form of a kind that writes a text anew', () => {
  const FIELDS: [RewriteKind, string[]][] = [
    ['improve', []],
    ['fix-grammar', []],
    ['shorter', ['Length in per cent']],
    ['longer', ['Length in per cent']],
    ['change-tone', ['Tone']],
    ['translate', ['Into']],
    ['explain', ['For']],
  ]
  test.each(FIELDS)('%s asks for what it needs, and takes a wish in words', async (kind, fields) => {
    const { names } = await form({ kind })
    const own = [...names('spinbutton'), ...names('combobox')].filter((name) => !name.startsWith('Page'))
    expect(own).toEqual(fields)
    expect(names('textbox')).toContain('Instruction (optional)')
  })

  const WISHES: [RewriteKind, string, string, object][] = [
    ['change-tone', 'Tone', 'Diplomatic', { tone: 'diplomatic' }],
    ['translate', 'Into', 'Brazilian Portuguese', { language: 'pt-BR' }],
    ['explain', 'For', 'A child', { readers: 'child' }],
  ]
  test.each(WISHES)('%s sends what was chosen', async (kind, label, option, request) => {
    const { find, type, choose, press, changes } = await form({ kind }, sent)
    await type(find('textbox', 'Text'), 'Long ago')
    await choose(label, option)
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({ request: { kind, ...request } })
  })

  test('a length has its own limits in each kind, and keeps its own value', async () => {
    const { find, type, press, changes, description } = await form({ kind: 'shorter' }, sent)
    await type(find('textbox', 'Text'), 'Long ago')
    await type(find('spinbutton', 'Length in per cent'), '95')
    await press(find('button', 'Start the job'))
    expect(description(find('spinbutton', 'Length in per cent'))).toBe('At most 90 %')
    await press(find('button', 'Other kinds'))
    await press(find('radio', 'Longer'))
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({ request: { kind: 'longer', percent: 150 } })
  })
})

describe('where there is no model', () => {
  const lacking = { needModel: [...REWRITE_KINDS], ffmpeg: true, mayConfigure: false }
  const kinds = (answer: object) => ({ 'GET /api/v1/tasks/kinds': answer })

  test('a kind that needs one cannot be started, says why, and keeps what was typed', async () => {
    const { find, type, press, words, changes, names } = await form({ kind: 'translate' }, kinds(lacking))
    await type(find('textbox', 'Text'), 'Long ago')
    const told = find('region', 'Needs a model')
    expect(words(told)).toContain('Ask an owner of the workspace to add a model.')
    expect(find('button', 'Start the job').hasAttribute('disabled')).toBe(true)
    expect(names('link')).toEqual(['Jobs'])
    await press(find('button', 'Other kinds'))
    await press(find('radio', 'Summarise'))
    expect(find('button', 'Start the job').hasAttribute('disabled')).toBe(false)
    expect(names('region')).not.toContain('Needs a model')
    expect(find('textbox', 'Text')).toHaveProperty('value', 'Long ago')
    expect(changes()).toEqual([])
  })

  test('who may add one is led there, in a tab of its own so that the form stays', async () => {
    const { find, words } = await form({ kind: 'improve' }, kinds({ ...lacking, mayConfigure: true }))
    const link = find('link', /Add a model/)
    expect(link.getAttribute('href')).toMatch(/^\/admin\?tab=/)
    expect(link.getAttribute('target')).toBe('_blank')
    expect(words(find('region', 'Needs a model'))).toContain('OpenAI-compatible endpoint')
  })

  test('the kinds that need one are marked where kinds are chosen, and told with their names', async () => {
    const { all, description } = await form({}, kinds(lacking))
    const marked = all('radio').filter((radio) => description(radio) === 'Needs a model')
    expect(marked).toHaveLength(REWRITE_KINDS.length)
    expect((await form({})).words()).not.toContain('Needs a model')
  })

  test('nothing is held back while that is not known; the server refuses by itself', async () => {
    const refused = problem('cannot-process', 'This kind of job needs a model.')
    const { find, type, press, words } = await form(
      { kind: 'improve' },
      { ...kinds(problem('unavailable', 'Away.')), 'POST /api/v1/tasks': refused },
    )
    await type(find('textbox', 'Text'), 'Long ago')
    await press(find('button', 'Start the job'))
    expect(words(find('alert'))).toContain('This kind of job needs a model.')
    expect(find('textbox', 'Text')).toHaveProperty('value', 'Long ago')
  })
})
