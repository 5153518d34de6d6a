import type { Readable } from 'node:stream'
import { INLINE_MEDIA_TYPES } from '#server/contracts/documents.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import { BODY_LENGTH_HEADER } from '#server/platform/front-door/forwarded-headers.ts'
import { parseByteRange } from './byte-range.ts'

/** The successes of a route that ends in `fileResponse`. */
export const FILE_ANSWERS = {
  200: { description: 'The whole file', mediaType: 'application/octet-stream' },
  206: { description: 'The range that was asked for', mediaType: 'application/octet-stream' },
  304: { description: 'The file that you have is the newest' },
  416: { description: 'The range lies outside of the file' },
} as const

/**
 * Answers with the bytes of an attachment so that no browser runs what is in them: type by content and never sniffed, a
 * sandbox without any source, inline only for known images. The bytes never change, but the right to them may, so a
 * browser keeps them and asks before each use; compressing them on the way would break ranges.
 */
export async function fileResponse(request: Request, file: AttachmentFile): Promise<Response> {
  const etag = `"${file.sha256}"`
  const headers = new Headers({
    'content-type': file.mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : file.mediaType,
    'content-disposition': disposition(file),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-cache, no-transform',
    'accept-ranges': 'bytes',
    etag,
  })
  if (isSame(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  const condition = request.headers.get('if-range')
  const asked = condition === null || condition === etag ? request.headers.get('range') : null
  const range = parseByteRange(asked, file.bytes)
  if (range.kind === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.bytes}`)
    return new Response(null, { status: 416, headers })
  }
  const part = range.kind === 'part' ? range : { start: 0, end: file.bytes - 1 }
  headers.set(BODY_LENGTH_HEADER, String(part.end - part.start + 1))
  if (range.kind === 'part') headers.set('content-range', `bytes ${part.start}-${part.end}/${file.bytes}`)
  const stream = await file.open(part)
  return new Response(request.method === 'HEAD' ? discard(stream) : webStream(stream), {
    status: range.kind === 'part' ? 206 : 200,
    headers,
  })
}

/** RFC 6266 with the extended notation of RFC 5987, and a plain ASCII name for programs that do not know it. */
function disposition({ mediaType, name }: AttachmentFile): string {
  const kind = INLINE_MEDIA_TYPES.some((known) => known === mediaType) ? 'inline' : 'attachment'
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const extended = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${extended}`
}

function isSame(header: string | null, etag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) ?? false
}

function discard(stream: Readable): null {
  stream.destroy()
  return null
}

/** Chunk by chunk as the client takes them; a client that leaves closes the file. */
function webStream(stream: Readable): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(new Uint8Array(value))
    },
    cancel: () => void stream.destroy(),
  })
}
