import { z } from 'zod'
import { EgressFailure } from '#server/platform/egress/egress-failure.ts'
import { ask, type Endpoint } from './endpoint.ts'

/** How much a model takes, in tokens of question and answer together; `most` where only the model's own limit is known. */
export type FoundContext = { tokens: number } | { most: number }

// A model's licence and template stand beside what is looked for.
const LIMITS = { bytes: 4 * 1_048_576, ms: 3_000 }
const Tokens = z.number().int().min(1).max(100_000_000)

/** llama.cpp's server: the context of one slot, after it was divided by `--parallel`. */
const Props = z.object({ default_generation_settings: z.object({ n_ctx: Tokens }) })
/** Ollama: its parameters are lines of text; the limit of the model stands under the name of its family. */
const Shown = z.object({
  parameters: z.string().nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
})
/** Ollama: what is loaded, with the context that it was really given. */
const Running = z.object({
  models: z.array(z.object({ name: z.string(), context_length: Tokens.nullish() })),
})

/**
 * The context of a model, as the servers tell it that do not in their list of models: llama.cpp in `/props`, Ollama in `/api/ps` for a
 * model that is loaded and in `/api/show`. Undefined for a server that is none of these, and for one that does not answer in time.
 */
export async function findContext(endpoint: Endpoint, model: string): Promise<FoundContext | undefined> {
  if (!endpoint.baseUrl.endsWith('/v1')) return undefined
  const root = { ...endpoint, baseUrl: endpoint.baseUrl.slice(0, -'/v1'.length) }
  const props = await read(root, Props, '/props')
  if (props) return { tokens: props.default_generation_settings.n_ctx }
  const shown = await read(root, Shown, '/api/show', { model })
  if (!shown) return undefined
  const running = await read(root, Running, '/api/ps')
  const loaded = running?.models.find(({ name }) => name === model || name === `${model}:latest`)
  if (loaded?.context_length) return { tokens: loaded.context_length }
  const set = Number(/^num_ctx\s+(\d+)\s*$/m.exec(shown.parameters ?? '')?.[1])
  if (Tokens.safeParse(set).success) return { tokens: set }
  const limit = Object.entries(shown.model_info ?? {}).find(([name]) => name.endsWith('.context_length'))
  const most = Tokens.safeParse(limit?.[1])
  return most.success ? { most: most.data } : undefined
}

async function read<T>(
  root: Endpoint,
  form: z.ZodType<T>,
  path: string,
  body?: object,
): Promise<T | undefined> {
  try {
    const answer = await ask(root, { path, ...(body && { body }), limits: LIMITS })
    if (!answer.ok) {
      await answer.body?.cancel()
      return undefined
    }
    return form.safeParse(await answer.json()).data
  } catch (error) {
    // It is another kind of server, whose pages are no JSON, or one that is busy: nothing is known, and nothing fails by it.
    if (error instanceof EgressFailure || error instanceof SyntaxError || isTimeout(error)) return undefined
    throw error
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
}
