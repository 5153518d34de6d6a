// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { CostLine } from '#server/contracts/cost-report.ts'
import { type Answers, problem } from '#server/testing/screens/answer-calls.ts'
import { sampleCosts } from '#server/testing/screens/sample-costs.ts'
import { sampleCheck, sampleProvider } from '#server/testing/screens/sample-provider.ts'
import { ago, idOf, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { ProvidersTab } from './providers-tab.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const LIST = 'GET /api/v1/admin/providers' as const
const own = sampleProvider()
const house = sampleProvider({ id: null, name: 'house', key: { state: 'none', hint: null }, model: 'large' })
const show = (answers: Answers = {}) =>
  showScreen(<ProvidersTab />, { answers: { [LIST]: { providers: [own, house] }, ...answers } })

test('providers stand in their order, with where they are, their model, and a key that is hidden', async () => {
  const { all, words, names } = await show()
  const [first, second] = all('listitem').map((item) => words(item))
  expect(first).toContain('own In use http://127.0.0.1:11434/v1 qwen3:8b sk-…cdef')
  expect(second).toContain('house In use From WEFT_PROVIDERS')
  expect(second).toContain('No key')
  // What stands in the environment is changed there.
  expect(names('button')).toEqual(['Add a provider', 'Test own', 'More for own', 'Test house'])
})

test('without any it says what needs one, and how to add it', async () => {
  const { find, words, press } = await show({ [LIST]: { providers: [] } })
  expect(words()).toContain('No model yet')
  await press(find('button', 'Add a provider'))
  find('dialog', 'Add a provider')
})

test('a list that cannot be read says so and can be asked for again', async () => {
  const { find, words } = await show({ [LIST]: problem('unavailable', 'The database is away.') })
  expect(words(find('alert'))).toContain('The database is away.')
})

test('what a test found is told step by step, in words for who does not see the marks', async () => {
  const { find, words } = await show({ [LIST]: { providers: [sampleProvider({ check: sampleCheck() })] } })
  const found = words(find('list', 'What was found'))
  expect(words()).toContain('It works. First word after 320')
  expect(found).toContain('Streaming: good. It streams')
  expect(found).toContain('JSON: not so. It does not keep to JSON.')
})

test('how each does is told by the jobs that asked it: when it answered well, how fast, since when it fails', async () => {
  const running = { lastAnswerAt: ago(3), failingSince: null, medianMs: 1_400, answers: 12 }
  const failing = { lastAnswerAt: ago(120), failingSince: ago(60), medianMs: null, answers: 0 }
  const providers = [
    own,
    sampleProvider({ id: idOf(72), running }),
    sampleProvider({ id: null, name: 'house', running: failing }),
  ]
  const { all, words } = await show({ [LIST]: { providers } })
  const [first, second, third] = all('listitem').map((item) => words(item))
  expect(first).toContain('Has not answered yet')
  expect(second).toMatch(/Last answered well 3 min.* ago; half of 12 answers of the last day within 1.4 s/)
  expect(third).toMatch(/Failing since 1 h.* ago. Last answered well 2 h.* ago/)
})

test('one that answers questions and takes no recordings is told so, unfolded', async () => {
  const check = sampleCheck({
    findings: [{ step: 'transcribes', outcome: 'failed', words: 'It fails at a recording.' }],
  })
  const { find, words } = await show({ [LIST]: { providers: [sampleProvider({ check })] } })
  expect(words()).toContain('It works, but not for recordings.')
  expect(words(find('list', 'What was found'))).toContain('Recordings: not so. It fails at a recording.')
})

test('a test of a saved one is asked by its name', async () => {
  const { find, press, changes } = await show({
    'POST /api/v1/admin/providers/check': sampleCheck({ works: false }),
  })
  await press(find('button', 'Test house'))
  expect(changes()).toMatchObject([{ path: '/api/v1/admin/providers/check', body: { provider: 'house' } }])
})

test('one is asked later, switched off or removed from its menu, removing after a question', async () => {
  const { find, press, changes } = await show({
    'PUT /api/v1/admin/providers/order': { providers: [house, own] },
    [`PATCH /api/v1/admin/providers/${idOf(71)}`]: { ...own, enabled: false },
    [`DELETE /api/v1/admin/providers/${idOf(71)}`]: null,
  })
  const choose = async (item: string) => {
    await press(find('button', 'More for own'))
    await press(find('menuitem', item))
  }
  await choose('Ask later')
  expect(changes().at(-1)?.body).toEqual({ order: ['environment', idOf(71)] })
  await choose('Switch off')
  expect(changes().at(-1)?.body).toEqual({ enabled: false })
  const before = changes().length
  await choose('Remove')
  expect(changes()).toHaveLength(before)
  await press(find('button', 'Remove'))
  expect(changes().at(-1)).toMatchObject({ method: 'DELETE', path: `/api/v1/admin/providers/${idOf(71)}` })
})

test('a new one is tested before it is saved, and then added with its key', async () => {
  const { find, press, type, changes, words } = await show({
    'POST /api/v1/admin/providers/check': sampleCheck(),
    'POST /api/v1/admin/providers': own,
  })
  await press(find('button', 'Add a provider'))
  await press(find('radio', 'Ollama'))
  expect(find('textbox', 'Address')).toHaveProperty('value', 'http://127.0.0.1:11434/v1')
  await type(find('textbox', 'Name'), 'own')
  await type(find('textbox', 'Model'), 'qwen3:8b')
  await type(document.querySelector('input[type=password]') as HTMLElement, 'sk-1')
  const dialog = find('dialog', 'Add a provider')
  await press([...dialog.querySelectorAll('button')].find((one) => one.textContent === 'Test') as HTMLElement)
  const address = { baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b' }
  expect(changes().map(({ body }) => body)).toEqual([{ ...address, apiKey: 'sk-1' }])
  expect(words(dialog)).toContain('It works.')
  await press(find('button', 'Add'))
  expect(changes().at(-1)).toMatchObject({
    ...{ method: 'POST', path: '/api/v1/admin/providers' },
    body: { ...address, name: 'own', apiKey: 'sk-1', preset: 'ollama' },
  })
  expect(words()).toContain('own is added')
})

test('what the server refuses stands beside its field, and nothing typed is lost', async () => {
  const message = 'This address is not allowed: 10.0.0.1 is not on the public internet.'
  const { find, press, type, words } = await show({
    'POST /api/v1/admin/providers': problem('invalid-input', message, {
      faults: [{ path: 'baseUrl', message }],
    }),
  })
  await press(find('button', 'Add a provider'))
  await press(find('button', 'Add'))
  expect(find('textbox', 'Name').getAttribute('aria-invalid')).toBe('true')
  await type(find('textbox', 'Name'), 'own')
  await type(find('textbox', 'Address'), 'http://10.0.0.1/v1')
  await type(find('textbox', 'Model'), 'small')
  await press(find('button', 'Add'))
  expect(find('textbox', 'Address').getAttribute('aria-invalid')).toBe('true')
  expect(words()).toContain(message)
  expect(find('textbox', 'Model')).toHaveProperty('value', 'small')
})

test('a changed one keeps its name and its key, and half a price is a fault in sight', async () => {
  const provider = sampleProvider({ models: { translate: 'big' } })
  const { find, press, type, changes, words } = await show({
    [LIST]: { providers: [provider] },
    [`PATCH /api/v1/admin/providers/${idOf(71)}`]: provider,
  })
  await press(find('button', 'More for own'))
  await press(find('menuitem', 'Edit'))
  expect(find('textbox', 'Name')).toHaveProperty('readOnly', true)
  await type(find('textbox', 'big, a million tokens sent'), '0,15')
  await press(find('button', 'Save'))
  expect(words(find('alert'))).toBe('Enter both, or neither')
  expect(changes()).toEqual([])
  await type(find('textbox', 'big, a million tokens answered'), '0.6')
  await press(find('button', 'Save'))
  const [sent] = changes()
  expect(sent?.body).toMatchObject({
    models: { translate: 'big' },
    prices: { big: { input: 150_000, output: 600_000 } },
  })
  expect(sent?.body).not.toHaveProperty('apiKey')
  expect(sent?.body).not.toHaveProperty('name')
})

describe('costs', () => {
  const COSTS = 'GET /api/v1/admin/providers/costs' as const

  test('are drawn day by day, by provider, by kind or as what the cache saved, and read as a table', async () => {
    const { find, press, words, names } = await show({ [COSTS]: sampleCosts() })
    expect(words(find('figure', 'Charged in EUR'))).toContain('own €1.60')
    await press(find('radio', 'By kind'))
    expect(words(find('figure', 'Charged in EUR'))).toContain('Summarise €1.50 Ask €0.10')
    await press(find('button', 'Charged in EUR as a table'))
    expect(names('columnheader')).toEqual(['Time', 'Summarise', 'Ask'])
    expect(words(find('table', 'Charged in EUR'))).toContain('€0.00 €0.10')
    await press(find('radio', 'Saved by the cache'))
    expect(words(find('figure', 'Saved in EUR'))).toContain('Summarise €0.42')
  })

  test('are taken along as a file', async () => {
    const { find } = await show({ [COSTS]: sampleCosts() })
    const link = find('link', 'CSV') as HTMLAnchorElement
    expect(link.download).toBe('weft-costs-2026-11-01.csv')
    const [type, ...text] = link.href.split(',')
    expect(type).toBe('data:text/csv;charset=utf-8')
    expect(decodeURIComponent(text.join()).split('\r\n').slice(0, 3)).toEqual([
      'from,of,name,currency,amount',
      '2026-11-01T00:00:00.000Z,provider,own,EUR,1.500000',
      '2026-11-01T00:00:00.000Z,kind,summarise,EUR,1.500000',
    ])
  })

  test('are in a chart for each currency, since they do not add up', async () => {
    const { lines } = sampleCosts()
    const dollars: CostLine = { of: 'provider', name: 'house', currency: 'USD', micros: [0, 5_000, 0] }
    const { find } = await show({ [COSTS]: sampleCosts({ lines: [...lines, dollars] }) })
    expect(find('figure', 'Charged in USD').textContent).toContain('$0.005')
    find('figure', 'Charged in EUR')
  })

  test('of nothing leave no empty chart', async () => {
    const { all } = await show({ [COSTS]: sampleCosts({ providers: [], saved: [], lines: [] }) })
    expect(all('heading', 'Costs')).toEqual([])
  })
})
