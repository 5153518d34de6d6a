import { AppError } from '#server/platform/errors.ts'

/** The raw body of a request as it arrives, with the size that its sender announced. */
export function requestBytes(request: Request): {
  bytes: AsyncIterable<Uint8Array>
  announcedBytes: number | undefined
} {
  const announced = Number(request.headers.get('content-length'))
  return { bytes: chunksOf(request), announcedBytes: announced > 0 ? announced : undefined }
}

async function* chunksOf(request: Request): AsyncIterable<Uint8Array> {
  const reader = request.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { done, value } = await readOrFail(reader)
      if (done) return
      yield value
    }
  } finally {
    // Ends the body of an upload that was refused half-way; after its end this does nothing.
    await reader.cancel().catch(() => {})
  }
}

async function readOrFail(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read()
  } catch (cause) {
    throw new AppError('invalid-input', 'The upload was cut off before its end.', { cause })
  }
}
