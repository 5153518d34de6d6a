import { EgressFailure } from './egress-failure.ts'

/** A body as it comes, which fails once it has more than so many bytes. Whoever stops reading closes the connection. */
export function boundedBody(
  source: AsyncIterable<Uint8Array> & { destroy(): unknown },
  most: number,
): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  let bytes = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) return controller.close()
      bytes += value.byteLength
      if (bytes > most) {
        source.destroy()
        throw new EgressFailure('too-large', `It sent more than ${most.toLocaleString('en')} bytes.`)
      }
      controller.enqueue(value)
    },
    cancel() {
      source.destroy()
    },
  })
}
