import { ProviderFailure } from '#server/recovery/provider-failure.ts'

/** A piece of a streamed answer, as the SDK gives it; pieces of other types are signs of life and nothing else. */
type Piece =
  | { type: 'text-delta'; delta: string }
  | { type: 'error'; error: unknown }
  | { type: 'finish'; finishReason: { unified: string }; usage: Usage }
  | { type: string }
type Usage = {
  inputTokens: { total: number | undefined }
  outputTokens: { total: number | undefined; reasoning?: number | undefined }
}

export type StreamedAnswer = {
  text: string
  finishReason: string
  /** It told thoughts apart from the words, or was charged for some. */
  thought: boolean
  usage: { inputTokens: number | undefined; outputTokens: number | undefined }
}

export type StreamReading = {
  signal: AbortSignal
  /** Told after each piece all the words that there are so far. */
  onText: (text: string) => void
  /** Told of each piece of the answer or of thoughts before it. */
  onSign?: (() => void) | undefined
  /** After the first word or thought, the longest time between two pieces. How long the first may take is for the caller's signal to say. */
  stallMs: number
  /** The most characters of an answer. */
  most: number
}

/**
 * Reads a streamed answer to its end. An answer that stops coming, breaks off without saying that it is done, or is longer than
 * it may be is a `ProviderFailure`: what came of it until then is told, and never taken for the answer. Throws the signal's
 * reason once that is aborted, and tells nothing more.
 */
export async function readAnswerStream(
  stream: ReadableStream<Piece>,
  { signal, onText, onSign, stallMs, most }: StreamReading,
): Promise<StreamedAnswer> {
  const reader = stream.getReader()
  let text = ''
  let thought = false
  let finish: Extract<Piece, { type: 'finish' }> | undefined
  try {
    for (;;) {
      const { done, value } = await nextPiece(reader, signal, text === '' && !thought ? undefined : stallMs)
      if (done) break
      if (isError(value)) throw inStream(value.error)
      if (isFinish(value)) finish = value
      if (value.type === 'reasoning-delta') {
        thought = true
        onSign?.()
      }
      if (!isText(value) || value.delta === '') continue
      text += value.delta
      if (text.length > most)
        throw new ProviderFailure('retry', 'its answer was longer than an answer may be', {
          fault: 'damaged-answer',
        })
      onSign?.()
      onText(text)
    }
  } finally {
    // Closes the connection of an answer that is not read to its end.
    void reader.cancel().catch(() => {
      // It has failed already, and what is thrown says why.
    })
  }
  if (!finish)
    throw new ProviderFailure('retry', 'its answer was cut off or damaged', { fault: 'damaged-answer' })
  const { inputTokens, outputTokens } = finish.usage
  return {
    text,
    finishReason: finish.finishReason.unified,
    thought: thought || (outputTokens.reasoning ?? 0) > 0,
    usage: { inputTokens: inputTokens.total, outputTokens: outputTokens.total },
  }
}

/** The next piece; throws when none comes in time. */
async function nextPiece(
  reader: ReadableStreamDefaultReader<Piece>,
  signal: AbortSignal,
  withinMs: number | undefined,
): Promise<ReadableStreamReadResult<Piece>> {
  signal.throwIfAborted()
  const { promise: cut, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const stall =
    withinMs === undefined
      ? undefined
      : setTimeout(() => {
          const seconds = withinMs / 1000
          reject(
            new ProviderFailure('retry', `its answer stopped for ${seconds} s in the middle`, {
              fault: 'timeout',
            }),
          )
        }, withinMs)
  try {
    return await Promise.race([reader.read(), cut])
  } finally {
    clearTimeout(stall)
    signal.removeEventListener('abort', onAbort)
  }
}

/** A fault that the endpoint told inside of its stream: an object of its own. One of the SDK's is a matter for its classes. */
function inStream(error: unknown): unknown {
  if (error instanceof Error) return error
  return new ProviderFailure('retry', 'it failed in the middle of its answer', { fault: 'overloaded' })
}

function isError(piece: Piece): piece is Extract<Piece, { error: unknown }> {
  return piece.type === 'error'
}

function isFinish(piece: Piece): piece is Extract<Piece, { usage: Usage }> {
  return piece.type === 'finish'
}

function isText(piece: Piece): piece is Extract<Piece, { delta: string }> {
  return piece.type === 'text-delta'
}
