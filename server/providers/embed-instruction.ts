import { z } from 'zod'
import type { Cost } from '#server/contracts/cost.ts'
import type { Context } from '#server/platform/context.ts'
import { EgressFailure } from '#server/platform/egress/egress-failure.ts'
import { ask, endpointOf } from './endpoint.ts'
import { type KnownProvider, knownProviders, priceOf } from './known-providers.ts'

/** A provider that turns words into directions, and the model that does it. */
export type Embedder = { provider: KnownProvider; model: string }
/** Why a server gave nothing that can be compared. */
export type NoVector = 'unreachable' | 'too-slow' | 'refused' | 'unreadable'
export type Embedded = { vector: Float64Array; cost: Cost | undefined }

const LIMITS = { bytes: 2 * 1_048_576, ms: 15_000 }
const DIMENSIONS = { least: 8, most: 8192 }
const Answer = z.object({
  data: z
    .array(z.object({ embedding: z.array(z.number()).min(DIMENSIONS.least).max(DIMENSIONS.most) }))
    .length(1),
  usage: z.object({ prompt_tokens: z.number().int().min(0) }).nullish(),
})

/** The first provider of the workspace that names an embeddings model and can be asked; undefined where none does. */
export async function embedderOf(ctx: Context, workspaceId: string): Promise<Embedder | undefined> {
  const providers = await knownProviders(ctx, workspaceId)
  const provider = providers.find(({ embeddingModel, keyLost }) => embeddingModel !== undefined && !keyLost)
  return provider?.embeddingModel === undefined ? undefined : { provider, model: provider.embeddingModel }
}

/**
 * The direction of an instruction among meanings, of length 1, by OpenAI's `/embeddings`, once and without retries; or why there
 * is none. What a server sends is read as numbers and nothing else. Throws the signal's reason.
 */
export async function embedInstruction(
  ctx: Pick<Context, 'egress'>,
  { provider, model }: Embedder,
  instruction: string,
  signal: AbortSignal,
): Promise<Embedded | NoVector> {
  try {
    const body = { model, input: instruction }
    const answer = await ask(endpointOf(ctx, provider), { path: '/embeddings', body, limits: LIMITS, signal })
    if (!answer.ok) {
      await answer.body?.cancel()
      return 'refused'
    }
    const read = Answer.safeParse(await jsonOf(answer))
    const vector = read.success ? unitOf(read.data.data[0]?.embedding ?? []) : undefined
    if (!read.success || !vector) return 'unreadable'
    const price = priceOf(provider, model)
    const tokens = read.data.usage?.prompt_tokens
    const cost =
      price && tokens !== undefined
        ? { micros: Math.round((tokens * price.input) / 1_000_000), currency: price.currency }
        : undefined
    return { vector, cost }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    // A body that stops in the middle ends by the clock of the door, without its word.
    const slow = error instanceof EgressFailure ? error.fault === 'too-slow' : isTimeout(error)
    return slow ? 'too-slow' : 'unreachable'
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

/** Of length 1; undefined for what has no direction. */
function unitOf(numbers: readonly number[]): Float64Array | undefined {
  const length = Math.hypot(...numbers)
  if (!Number.isFinite(length) || length === 0) return undefined
  return Float64Array.from(numbers, (number) => number / length)
}

async function jsonOf(answer: Response): Promise<unknown> {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch {
    // NaN written out is no JSON, and neither is a page for people.
    return undefined
  }
}
