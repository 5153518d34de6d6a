import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { ask } from './endpoint.ts'

const LIMITS = { bytes: 1_048_576, ms: 8_000 }
const OFFERED_MOST = 200
// Of a name that somebody else's server sent, what can be shown.
const Offered = z.object({
  data: z
    .array(
      z.object({
        id: z
          .string()
          .max(200)
          .regex(/^[^\p{Cc}]+$/u),
      }),
    )
    .max(5_000),
})

/** The status of the list of models, with the list where it is one. Throws `EgressFailure`. */
export async function listOfferedModels(
  endpoint: Endpoint,
): Promise<{ status: number; offered: string[] | undefined }> {
  const answer = await ask(endpoint, { path: '/models', limits: LIMITS })
  if (!answer.ok) {
    await answer.body?.cancel()
    return { status: answer.status, offered: undefined }
  }
  const read = Offered.safeParse(await jsonOf(answer))
  const offered = read.success ? read.data.data.map(({ id }) => id).slice(0, OFFERED_MOST) : undefined
  return { status: answer.status, offered }
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
