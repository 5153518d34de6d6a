import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { ask } from './endpoint.ts'

const LIMITS = { bytes: 1_048_576, ms: 8_000 }
const OFFERED_MOST = 200
// Of a name that somebody else's server sent, what can be shown.
const Context = z.number().int().min(1).max(100_000_000).nullish().catch(undefined)
const Offered = z.object({
  data: z
    .array(
      z.object({
        id: z
          .string()
          .max(200)
          .regex(/^[^\p{Cc}]+$/u),
        // vLLM, and services that list many models.
        max_model_len: Context,
        context_length: Context,
        context_window: Context,
      }),
    )
    .max(5_000),
})

export type OfferedModels = {
  status: number
  offered: string[] | undefined
  /** Tokens of question and answer together, by model, where the list tells them. */
  contexts: ReadonlyMap<string, number>
}

/** The status of the list of models, with the list where it is one. Throws `EgressFailure`. */
export async function listOfferedModels(endpoint: Endpoint): Promise<OfferedModels> {
  const answer = await ask(endpoint, { path: '/models', limits: LIMITS })
  if (!answer.ok) {
    await answer.body?.cancel()
    return { status: answer.status, offered: undefined, contexts: new Map() }
  }
  const read = Offered.safeParse(await jsonOf(answer))
  const models = read.success ? read.data.data : []
  const contexts = new Map<string, number>()
  for (const { id, max_model_len: served, context_length: length, context_window: window } of models) {
    const tokens = served ?? length ?? window
    if (tokens) contexts.set(id, tokens)
  }
  const offered = read.success ? models.map(({ id }) => id).slice(0, OFFERED_MOST) : undefined
  return { status: answer.status, offered, contexts }
}

async function jsonOf(answer: Response): Promise<unknown> {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch {
    // A page for people, most often: it is no list, whatever it is.
    return undefined
  }
}
