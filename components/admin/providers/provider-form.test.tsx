// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProviderView } from '#server/contracts/providers.ts'
import { type Answers, later, problem } from '#server/testing/screens/answer-calls.ts'
import { sampleCheck, sampleProvider } from '#server/testing/screens/sample-provider.ts'
import { idOf, NOW } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { ProviderForm } from './provider-form.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const SAVE = `PATCH /api/v1/admin/providers/${idOf(71)}` as const
const CHECK = 'POST /api/v1/admin/providers/check' as const

async function form(provider: ProviderView | null, answers: Answers = {}) {
  const done = vi.fn()
  const screen = await showScreen(<ProviderForm provider={provider} onDone={done} />, {
    answers: { [SAVE]: provider, ...answers },
  })
  const value = (name: string) => (screen.find('textbox', name) as HTMLInputElement).value
  const password = () => document.querySelector('input[type=password]') as HTMLInputElement
  return { ...screen, done, value, password }
}

describe('the address', () => {
  test('of each kind of server is brought along, until an own one was typed', async () => {
    const { find, press, type, value, words } = await form(null)
    for (const [label, address] of [
      ['Ollama', 'http://127.0.0.1:11434/v1'],
      ['vLLM', 'http://127.0.0.1:8000/v1'],
      ['llama.cpp', 'http://127.0.0.1:8080/v1'],
      ['OpenAI API', ''],
    ] as const) {
      await press(find('radio', label))
      expect(value('Address')).toBe(address)
    }
    await type(find('textbox', 'Address'), 'http://gpu.local:9000/v1')
    await press(find('radio', 'vLLM'))
    expect(value('Address')).toBe('http://gpu.local:9000/v1')
    expect(words()).toContain('Start it with vllm serve <model>')
  })
})

describe('the key', () => {
  test('that is kept is never in the form: only its ends are named', async () => {
    const { password, words } = await form(sampleProvider())
    expect(password().value).toBe('')
    expect(password().placeholder).toBe('sk-…cdef is kept')
    expect(words()).toContain('Kept encrypted, sent to this address only, and never shown again.')
  })

  test('that cannot be read any more is asked for with the reason', async () => {
    const { words } = await form(sampleProvider({ key: { state: 'lost', hint: '…cdef' } }))
    expect(words()).toContain('this server has another secret. Enter it again.')
  })

  test('is taken away by a switch, and a test then goes without it', async () => {
    const { find, press, changes, done } = await form(sampleProvider(), { [CHECK]: sampleCheck() })
    await press(find('switch', 'Take the kept key away'))
    await press(find('button', 'Test'))
    const address = { baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b' }
    expect(changes().at(-1)?.body).toEqual({ ...address, apiKey: null })
    await press(find('button', 'Save'))
    expect(changes().at(-1)?.body).toMatchObject({ apiKey: null })
    expect(done).toHaveBeenCalledOnce()
  })

  test('that was kept is what a test uses where none was typed', async () => {
    const { find, press, type, changes, password } = await form(sampleProvider(), { [CHECK]: sampleCheck() })
    await press(find('button', 'Test'))
    expect(changes().at(-1)?.body).toMatchObject({ keyOf: idOf(71), apiKey: null })
    await type(password(), 'sk-new')
    await press(find('button', 'Test'))
    expect(changes().at(-1)?.body).toMatchObject({ apiKey: 'sk-new' })
  })

  test('is missing from a new form without a key, so nothing is there to take away', async () => {
    const { all, password } = await form(null)
    expect(all('switch')).toEqual([])
    expect(password().placeholder).toBe('As the service gave it')
  })
})

describe('a test', () => {
  test('offers the models of the server, and saves nothing', async () => {
    const { find, press, changes, done, words } = await form(sampleProvider(), {
      [CHECK]: sampleCheck({ offered: ['a', 'b'] }),
    })
    await press(find('button', 'Test'))
    expect([...document.querySelectorAll('datalist option')].map((one) => one.getAttribute('value'))).toEqual(
      [...['a', 'b']],
    )
    expect(words()).toContain('It works.')
    expect(changes().map(({ path }) => path)).toEqual(['/api/v1/admin/providers/check'])
    expect(done).not.toHaveBeenCalled()
  })

  test('says that it is under way, and one press is one question', async () => {
    const { answer, give } = later()
    const { find, press, act, words, changes } = await form(sampleProvider(), { [CHECK]: () => answer })
    await press(find('button', 'Test'))
    expect(words()).toContain('Asking it a word ...')
    await press(find('button', 'Test'))
    expect(changes()).toHaveLength(1)
    await act(() => give(sampleCheck()))
    expect(words()).not.toContain('Asking it a word ...')
  })

  test('that could not be made says why, and can be made again', async () => {
    const { find, press, words } = await form(sampleProvider(), {
      [CHECK]: problem('rate-limited', 'Too many tests. Try again in a minute.'),
    })
    await press(find('button', 'Test'))
    expect(words()).toContain('Too many tests. Try again in a minute.')
    expect(find('button', 'Test').getAttribute('aria-busy')).toBeNull()
  })
})

describe('kinds with a model of their own', () => {
  test('are added one by one, each kind once, and taken back', async () => {
    const { find, press, type, all, changes, names } = await form(sampleProvider())
    const more = () => find('button', 'Another model for a kind')
    await press(more())
    await press(more())
    expect(names('combobox').filter((name) => name.startsWith('How '))).toHaveLength(2)
    await type(find('textbox', 'Model for Summarise'), 'big')
    expect(all('textbox', 'big, a million tokens sent')).toHaveLength(1)
    await press(find('button', /^Let the usual model answer (?!Summarise)/))
    await press(find('button', 'Save'))
    expect(changes().at(-1)?.body).toMatchObject({ models: { summarise: 'big' } })
  })

  test('can be left to the other providers', async () => {
    const { choose, find, press, changes, all } = await form(sampleProvider({ models: { translate: 'big' } }))
    await choose('How Translate is answered', 'not by this provider')
    expect(all('textbox', 'Model for Translate')).toEqual([])
    await press(find('button', 'Save'))
    expect(changes().at(-1)?.body).toMatchObject({ models: { translate: null } })
  })

  test('may be another kind than was chosen first', async () => {
    const { choose, find, press, changes } = await form(sampleProvider({ models: { translate: 'big' } }))
    await choose('Kind of job', 'Explain')
    await press(find('button', 'Save'))
    expect(changes().at(-1)?.body).toMatchObject({ models: { explain: 'big' } })
  })
})

test('a model for recordings is tried by a test, and has a price for a minute', async () => {
  const models = { transcribe: 'whisper' }
  const { find, press, type, changes, all } = await form(sampleProvider({ models }), {
    [CHECK]: sampleCheck(),
  })
  expect(all('textbox', 'whisper, a million tokens sent')).toEqual([])
  await type(find('textbox', 'whisper, a minute of sound'), '0.006')
  await press(find('button', 'Test'))
  expect(changes().at(-1)?.body).toMatchObject({ model: 'qwen3:8b', transcribe: 'whisper' })
  await press(find('button', 'Save'))
  expect(changes().at(-1)?.body).toMatchObject({
    ...{ models, prices: { whisper: { input: 0, output: 0, minute: 6_000 } } },
  })
})

test('an embeddings model is named, and taken away by leaving it empty', async () => {
  const { find, press, type, value, changes } = await form(sampleProvider({ embeddingModel: 'bge-m3' }))
  expect(value('Embeddings model')).toBe('bge-m3')
  await type(find('textbox', 'Embeddings model'), 'nomic-embed-text')
  await press(find('button', 'Save'))
  expect(changes().at(-1)?.body).toMatchObject({ embeddingModel: 'nomic-embed-text' })
  await type(find('textbox', 'Embeddings model'), '')
  await press(find('button', 'Save'))
  expect(changes().at(-1)?.body).toMatchObject({ embeddingModel: null })
})

describe('faults', () => {
  test('in what is folded away unfold it', async () => {
    const { find, press, type, changes } = await form(sampleProvider())
    const folded = () =>
      (find('textbox', 'Most characters in one call').closest('details') as HTMLDetailsElement).open
    expect(folded()).toBe(false)
    await type(find('textbox', 'Most characters in one call'), '12')
    await press(find('button', 'Save'))
    expect(folded()).toBe(true)
    expect(find('textbox', 'Most characters in one call').getAttribute('aria-invalid')).toBe('true')
    expect(changes()).toEqual([])
  })

  test('that belong to no field stand above the buttons, with what was typed still there', async () => {
    const { find, press, type, words, value, done } = await form(sampleProvider(), {
      [SAVE]: problem('unavailable', 'The database cannot be reached at the moment.', { retryable: true }),
    })
    await type(find('textbox', 'Model'), 'gemma3:4b')
    await press(find('button', 'Save'))
    expect(words()).toContain('The database cannot be reached at the moment.')
    expect(value('Model')).toBe('gemma3:4b')
    expect(done).not.toHaveBeenCalled()
  })
})
