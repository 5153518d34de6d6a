import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ERROR_CODES, Problem } from '#server/contracts/errors.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId, newSecret } from '#server/platform/ids.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { parseByteRange } from './byte-range.ts'
import { checkOrigin } from './check-origin.ts'
import { fileResponse } from './file-response.ts'
import { logRequest } from './log-request.ts'
import { problemResponse } from './problem-response.ts'
import { readParams, readQuery } from './read-input.ts'
import { requestBytes } from './request-bytes.ts'

const at = (path: string, init?: RequestInit): Request => new Request(`http://localhost:3000${path}`, init)
const failure = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

const OURS = 'https://weft.example.org'
test.each<[string, string, Record<string, string>, boolean, boolean]>([
  ['a read from anywhere', 'GET', { origin: 'https://evil.example' }, true, true],
  ['a preflight', 'OPTIONS', { origin: 'https://evil.example' }, true, true],
  ['our own page', 'POST', { origin: OURS }, true, true],
  ['another site', 'POST', { origin: 'https://evil.example' }, true, false],
  ['another site without a cookie', 'POST', { origin: 'https://evil.example' }, false, false],
  ['a sandboxed frame', 'POST', { origin: 'null' }, true, false],
  ['nothing that says where from, with a cookie', 'DELETE', {}, true, false],
  ['a program without cookie and origin', 'POST', {}, false, true],
  [
    'a key, whatever the origin',
    'POST',
    { origin: 'https://evil.example', authorization: 'Bearer x' },
    true,
    true,
  ],
  ['another scheme of ours', 'POST', { origin: 'http://weft.example.org' }, true, false],
  ['another port of ours', 'POST', { origin: `${OURS}:8443` }, true, false],
  ['a name that begins like ours', 'POST', { origin: `${OURS}.evil.example` }, true, false],
  ['ours with a path', 'POST', { origin: `${OURS}/` }, true, false],
  [
    'this machine by its name',
    'POST',
    { origin: 'http://localhost:3000', host: 'localhost:3000' },
    true,
    true,
  ],
  [
    'this machine by its number',
    'POST',
    { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' },
    true,
    true,
  ],
  [
    'another program of this machine',
    'POST',
    { origin: 'http://localhost:4000', host: 'localhost:3000' },
    true,
    false,
  ],
  [
    'a name that is bent to this machine',
    'POST',
    { origin: 'http://evil.example:3000', host: 'evil.example:3000' },
    true,
    false,
  ],
  [
    'https on this machine',
    'POST',
    { origin: 'https://localhost:3000', host: 'localhost:3000' },
    true,
    false,
  ],
])('a request of %s (%s) passes only as it should', (_, method, headers, hasCookie, passes) => {
  const request = { method, headers: new Headers(headers) }
  const thrown = failure(() => checkOrigin({ publicUrl: OURS }, request, hasCookie))
  if (passes) expect(thrown).toBeUndefined()
  else expect(thrown).toMatchObject({ code: 'forbidden' })
})

/** The path that the log shows of a request. */
function loggedPath(path: string, params: Record<string, string | string[] | undefined>): unknown {
  const lines: string[] = []
  const log = createLogger('test', 'info', { write: (line) => void lines.push(line) })
  logRequest({ log }, at(path), params, performance.now(), 200)
  return JSON.parse(lines[0] ?? '{}').path
}

const id = newId()
const token = newSecret()
/** The same letters as browsers may write them too. */
const percented = (text: string): string =>
  Array.from(text, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')

test.each<[string, Record<string, string | string[]>, string]>([
  [`/documents/${id}`, { id }, `/documents/${id}`],
  [`/invitations/${token}`, { token }, '/invitations/[token]'],
  [`/invitations/${percented(token)}`, { token }, '/invitations/[token]'],
  [`/invitations/${token}?next=${token}#${token}`, { token }, '/invitations/[token]'],
  [`/a/${token}/${token}`, { token }, '/a/[token]/[token]'],
  [`/files/${token}/b`, { path: [token, 'b'] }, '/files/[path]/[path]'],
  ['/x/%E0%A4%A', { name: '%E0%A4%A' }, '/x/[name]'],
  ['/plain', {}, '/plain'],
])('of %s the log shows no secret', (path, params, shown) => {
  expect(loggedPath(path, params)).toBe(shown)
})

const Filter = z.object({
  tag: z.string().max(10).optional(),
  limit: z.coerce.number().int().max(9).default(3),
})

test.each<[string, object]>([
  ['', { limit: 3 }],
  ['?limit=9&tag=a', { limit: 9, tag: 'a' }],
  ['?tag=%F0%9F%A7%B5', { limit: 3, tag: '🧵' }],
  // PostgreSQL takes no NUL: what held one was an internal error.
  ['?tag=a%00b', { limit: 3, tag: 'ab' }],
  ['?__proto__=x', { limit: 3 }],
])('the query %j is read as %j', (query, value) => {
  expect(readQuery(at(`/${query}`), Filter)).toEqual(value)
})

test.each([
  ['?limit=10', ['limit']],
  ['?limit=x', ['limit']],
  ['?limit=', []],
  ['?limit=10&tag=12345678901', ['tag', 'limit']],
  ['?tag=a&tag=b', ['tag']],
])('the query %j is refused with its faults', (query, paths) => {
  const thrown = failure(() => readQuery(at(`/${query}`), Filter))
  if (paths.length === 0) return expect(thrown).toEqual({ limit: 0 })
  expect(thrown).toMatchObject({ code: 'invalid-input' })
  expect((thrown as AppError).faults?.map(({ path }) => path)).toEqual(paths)
})

test.each(['x', '', `${id}x`, "' OR 1=1 --", undefined])('a path with the id %j leads nowhere', (given) => {
  expect(failure(() => readParams(z.object({ id: z.uuid() }), { id: given }))).toMatchObject({
    code: 'not-found',
  })
})

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

test('a body is read as it arrives, with the size that was announced where one was', async () => {
  const { bytes, announcedBytes } = requestBytes(
    at('/', { method: 'POST', body: 'warp and weft', headers: { 'content-length': '13' } }),
  )
  expect(await whole(bytes)).toBe('warp and weft')
  expect(announcedBytes).toBe(13)
  for (const length of ['x', '-1', '0'])
    expect(
      requestBytes(at('/', { method: 'POST', headers: { 'content-length': length } })).announcedBytes,
    ).toBeUndefined()
  expect(await whole(requestBytes(at('/')).bytes)).toBe('')
})

test('a body that is cut off is a fault of the input, and one that nobody reads to its end is ended', async () => {
  const cut = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from('half'))
      controller.error(new TypeError('terminated'))
    },
  })
  const init = { method: 'POST', duplex: 'half' } as RequestInit
  await expect(whole(requestBytes(at('/', { ...init, body: cut })).bytes)).rejects.toMatchObject({
    code: 'invalid-input',
  })
  let cancelled = false
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(Buffer.from('x')),
    cancel: () => {
      cancelled = true
    },
  })
  for await (const _ of requestBytes(at('/', { ...init, body: endless })).bytes) break
  expect(cancelled).toBe(true)
})

test('every error has an answer of its own that says what can be done, and tells no cause', async () => {
  for (const code of ERROR_CODES) {
    const error = new AppError(code, 'Do this.', { cause: 'canary', retryAfter: 7 })
    const response = problemResponse(error, 'request-1')
    expect(response.status).toBe(error.status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('retry-after')).toBe('7')
    expect(response.headers.get('www-authenticate')).toBe(code === 'sign-in-required' ? 'Bearer' : null)
    const text = await response.text()
    expect(Problem.parse(JSON.parse(text))).toMatchObject({
      code,
      detail: 'Do this.',
      requestId: 'request-1',
    })
    expect(text).not.toContain('canary')
  }
})

test.each<[string | null, number, string]>([
  [null, 10, 'whole'],
  ['bytes=0-0', 10, '0-0'],
  ['bytes=2-', 10, '2-9'],
  ['bytes=-3', 10, '7-9'],
  ['bytes=-30', 10, '0-9'],
  ['bytes=5-99', 10, '5-9'],
  ['BYTES= 1 - 2 ', 10, '1-2'],
  ['pages=1-2', 10, 'whole'],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=5-4', 10, 'unsatisfiable'],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=-', 10, 'unsatisfiable'],
  ['bytes=0-1,3-4', 10, 'unsatisfiable'],
  ['bytes=x-1', 10, 'unsatisfiable'],
  ['bytes=0-9999999999999999', 10, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
])('of a file of the range %j of %i bytes is %s', (header, size, given) => {
  const range = parseByteRange(header, size)
  expect(range.kind === 'part' ? `${range.start}-${range.end}` : range.kind).toBe(given)
})

function file(changes: Partial<AttachmentFile> = {}): AttachmentFile {
  const bytes = Buffer.from('0123456789')
  return {
    ...{ id, documentId: id, name: 'a.png', mediaType: 'image/png', bytes: 10, width: 1, height: 1 },
    ...{ url: '/', createdAt: '', sha256: 'abc', path: '/x' },
    open: async (range) => Readable.from([bytes.subarray(range?.start ?? 0, (range?.end ?? 9) + 1)]),
    ...changes,
  }
}
const get = (headers: Record<string, string> = {}, changes: Partial<AttachmentFile> = {}) =>
  fileResponse(at('/', { headers }), file(changes))

test.each([
  ['image/png', 'a.png', `inline; filename="a.png"; filename*=UTF-8''a.png`],
  ['text/html', 'a.html', `attachment; filename="a.html"; filename*=UTF-8''a.html`],
  ['image/svg+xml', 'a.svg', `attachment; filename="a.svg"; filename*=UTF-8''a.svg`],
  [
    'application/pdf',
    'ü "x"\\.pdf',
    `attachment; filename="_ _x__.pdf"; filename*=UTF-8''%C3%BC%20%22x%22%5C.pdf`,
  ],
  ['text/plain', "a'(b)*.txt", `attachment; filename="a'(b)*.txt"; filename*=UTF-8''a%27%28b%29%2A.txt`],
  [
    'text/plain',
    'a\r\nSet-Cookie: x',
    `attachment; filename="a__Set-Cookie: x"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x`,
  ],
])('a file of %s named %j is given as %s', async (mediaType, name, disposition) => {
  const { headers } = await get({}, { mediaType, name })
  const [kind] = disposition.split(';')
  expect(headers.get('content-disposition')).toBe(
    mediaType === 'application/pdf' || mediaType === 'text/plain'
      ? disposition.replace(/^\w+/, kind ?? '')
      : disposition,
  )
  expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test.each([
  [{}, 200, '0123456789'],
  [{ range: 'bytes=2-4' }, 206, '234'],
  [{ range: 'bytes=20-' }, 416, ''],
  [{ 'if-none-match': '"abc"' }, 304, ''],
  [{ 'if-none-match': 'W/"abc"' }, 304, ''],
  [{ 'if-none-match': '"x", "abc"' }, 304, ''],
  [{ 'if-none-match': '"x"' }, 200, '0123456789'],
  [{ range: 'bytes=2-4', 'if-range': '"abc"' }, 206, '234'],
  [{ range: 'bytes=2-4', 'if-range': '"old"' }, 200, '0123456789'],
])('asked with %j a file answers %i', async (headers, status, body) => {
  const response = await get(headers)
  expect(response.status).toBe(status)
  expect(await response.text()).toBe(body)
  expect(response.headers.get('etag')).toBe('"abc"')
})
