import type { ProviderPreset } from '#server/contracts/providers.ts'

type Preset = {
  label: string
  baseUrl: string
  model: string
  says: string
  /** The command that starts such a server of one's own. */
  start: string | null
  /** What stands in an empty field for the key. */
  key: string
}

/** What the form knows of each kind of server: where it usually is, how it is started, and what is to be known of it. */
export const PRESETS = {
  openai: {
    label: 'OpenAI API',
    baseUrl: '',
    model: '',
    says: 'Any service or server that speaks OpenAI’s chat completions. Its address most often ends in /v1.',
    start: null,
    key: 'As the service gave it',
  },
  ollama: {
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    model: 'gemma3:12b',
    says: 'Give the model room for long texts, for what does not fit is cut off without a word. A test finds out how much it takes, and jobs go by it.',
    start: 'OLLAMA_CONTEXT_LENGTH=16384 OLLAMA_KEEP_ALIVE=1h ollama serve',
    key: 'None is needed',
  },
  vllm: {
    label: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    model: 'house',
    says: 'The model is the name that --served-model-name gives it. A test finds out how much it takes, and jobs go by it.',
    start: 'vllm serve <model> --served-model-name house --max-model-len 16384',
    key: 'None, unless it was started with --api-key',
  },
  'llama-cpp': {
    label: 'llama.cpp',
    baseUrl: 'http://127.0.0.1:8080/v1',
    model: 'house',
    says: 'It answers with the one model that it was started with, whatever name it is asked for. A test finds out how much it takes, and jobs go by it.',
    start: 'llama-server -m model.gguf --alias house --ctx-size 16384 --parallel 1',
    key: 'None, unless it was started with --api-key',
  },
} as const satisfies Record<ProviderPreset, Preset>

/** The address that a preset brings along, where nothing of one's own stands in the field. */
export function addressFor(preset: ProviderPreset, typed: string): string {
  const own = typed !== '' && !Object.values(PRESETS).some(({ baseUrl }) => baseUrl === typed)
  return own ? typed : PRESETS[preset].baseUrl
}
