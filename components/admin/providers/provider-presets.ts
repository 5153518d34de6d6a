import type { ProviderPreset } from '#server/contracts/providers.ts'

type Preset = { label: string; baseUrl: string; model: string; says: string }

/** What the form knows of each kind of server: where it usually is, and what is to be known of it. */
export const PRESETS = {
  openai: {
    label: 'OpenAI API',
    baseUrl: '',
    model: '',
    says: 'Any service or server that speaks OpenAI’s chat completions. Its address most often ends in /v1.',
  },
  ollama: {
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    model: 'qwen3:8b',
    says: 'Needs no key. Give the model room for long texts (OLLAMA_CONTEXT_LENGTH=16384), and keep it loaded (OLLAMA_KEEP_ALIVE).',
  },
  vllm: {
    label: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    model: '',
    says: 'Started with --api-key it wants that key. The model is the name that --served-model-name gives it.',
  },
  'llama-cpp': {
    label: 'llama.cpp',
    baseUrl: 'http://127.0.0.1:8080/v1',
    model: '',
    says: 'llama-server answers with the one model that it was started with, whatever name it is asked for. Start it with --ctx-size 16384.',
  },
} as const satisfies Record<ProviderPreset, Preset>

/** The address that a preset brings along, where nothing of one's own stands in the field. */
export function addressFor(preset: ProviderPreset, typed: string): string {
  const own = typed !== '' && !Object.values(PRESETS).some(({ baseUrl }) => baseUrl === typed)
  return own ? typed : PRESETS[preset].baseUrl
}
