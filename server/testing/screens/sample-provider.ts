import type { CheckResult, ProviderView } from '#server/contracts/providers.ts'
import { ago, idOf } from './sample-views.ts'

/** A provider that an owner entered, in use, with a key. */
export function sampleProvider(changes: Partial<ProviderView> = {}): ProviderView {
  return {
    ...{ id: idOf(71), name: 'own', preset: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
    ...{
      model: 'qwen3:8b',
      models: {},
      partCharacters: null,
      contextTokens: null,
      prices: {},
      currency: 'USD',
    },
    embeddingModel: null,
    ...{ key: { state: 'kept', hint: 'sk-…cdef' }, enabled: true, shadowed: false },
    ...{ breaker: { state: 'closed', lastError: null }, check: null },
    running: { lastAnswerAt: null, failingSince: null, medianMs: null, answers: 0 },
    ...{ abilities: [], changedAt: ago(5) },
    ...changes,
  }
}

/** What a server that can everything is found to do. */
export function sampleCheck(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    works: true,
    findings: [
      { step: 'reachable', outcome: 'ok', words: 'It can be reached.' },
      { step: 'authorised', outcome: 'ok', words: 'It accepts the key.' },
      { step: 'model', outcome: 'ok', words: 'The model answers.' },
      { step: 'streams', outcome: 'ok', words: 'It streams: words are seen as they come.' },
      { step: 'json', outcome: 'failed', words: 'It does not keep to JSON.' },
      { step: 'context', outcome: 'ok', words: 'It takes 8,192 tokens, question and answer together.' },
    ],
    abilities: [{ model: 'qwen3:8b', contextTokens: 8_192, streams: true, json: false, thinks: null }],
    ...{ firstWordMs: 320, offered: ['qwen3:8b', 'gemma3:4b'], checkedAt: ago(2) },
    ...changes,
  }
}
