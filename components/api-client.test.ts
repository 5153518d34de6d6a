import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ApiProblem, callApi, Nothing, readText } from './api-client.ts'
import { collectList } from './hooks/collect-list.ts'
import { seemsAway } from './server-reach.ts'

// What a browser adds to a path: the origin of the page.
const ORIGIN = Symbol.for('undici.globalOrigin.1')

let server: Server
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void

// Node has no word on the network; a browser that is online says so.
Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => answer(request, response, body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
beforeEach(() => at((server.address() as AddressInfo).port))
afterAll(() => {
  Reflect.deleteProperty(globalThis, ORIGIN)
  server.close()
})

function at(port: number): void {
  Object.defineProperty(globalThis, ORIGIN, {
    value: new URL(`http://127.0.0.1:${port}`),
    configurable: true,
    writable: true,
  })
}

function answers(status: number, body: string, headers: Record<string, string> = {}): void {
  answer = (_request, response) => response.writeHead(status, headers).end(body)
}

const Item = z.object({ id: z.number() })
const read = () => callApi({ path: '/api/v1/thing', output: Item })
const failure = async (call: Promise<unknown>) => {
  const error = await call.catch((thrown: unknown) => thrown)
  if (!(error instanceof ApiProblem)) throw new Error(`not a problem: ${String(error)}`)
  return error
}

describe('a call', () => {
  test('sends JSON and its query, without what is not set, and gives the parsed answer', async () => {
    const seen: unknown[] = []
    answer = (request, response, body) => {
      seen.push(request.method, request.url, request.headers['content-type'], body)
      response.end('{"id":7,"more":"is dropped"}')
    }
    const query = { limit: 2, cursor: undefined, word: 'a b&c' }
    expect(await callApi({ method: 'POST', path: '/api/v1/x', query, body: { a: 1 }, output: Item })).toEqual(
      { id: 7 },
    )
    expect(seen).toEqual(['POST', '/api/v1/x?limit=2&word=a+b%26c', 'application/json', '{"a":1}'])
  })

  test('without an answer to read gives nothing', async () => {
    answers(204, '')
    expect(await callApi({ method: 'DELETE', path: '/api/v1/x', output: Nothing })).toBeUndefined()
  })

  test('that fails says so in the words of the server, with the request and the faulty fields', async () => {
    const problem = {
      ...{ type: 'about:blank', title: 'Invalid', status: 400, detail: 'The title is missing.' },
      ...{ code: 'invalid-input', requestId: 'abc-12345', retryable: false },
      faults: [{ path: 'title', message: 'A title is needed' }],
    }
    answers(400, JSON.stringify(problem))
    const error = await failure(read())
    expect(error.message).toBe('The title is missing.')
    expect(error).toMatchObject({
      ...{ code: 'invalid-input', requestId: 'abc-12345', retryable: false, offline: false },
      faults: problem.faults,
    })
  })

  test.each([502, 503, 504])(
    'answered by a proxy with %d and a page of its own may be tried again',
    async (status) => {
      answers(status, '<html>Bad Gateway</html>', { 'x-request-id': 'from-proxy' })
      const error = await failure(read())
      expect(error.message).toMatch(/not answering properly/)
      expect(error).toMatchObject({ retryable: true, offline: false, requestId: 'from-proxy' })
      expect(error.message).not.toContain('html')
    },
  )

  test.each([
    ['of another shape', '{"id":"seven"}'],
    ['that is no JSON', 'pardon?'],
    ['that is empty', ''],
  ])('with an answer %s asks for a reload, not for another try', async (_what, body) => {
    answers(200, body, { 'x-request-id': 'r-1' })
    const error = await failure(read())
    expect(error.message).toMatch(/Reload the page/)
    expect(error).toMatchObject({ retryable: false, requestId: 'r-1' })
  })

  test('that meets no server is offline, and the screen knows until the next answer', async () => {
    const port = (server.address() as AddressInfo).port
    const nobody = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => nobody.once('listening', resolve))
    at((nobody.address() as AddressInfo).port)
    await new Promise((resolve) => nobody.close(resolve))
    const error = await failure(read())
    expect(error).toMatchObject({ offline: true, retryable: true, requestId: null, code: 'unavailable' })
    expect(error.message).toMatch(/nothing you typed is lost/)
    expect(seemsAway()).toBe(true)
    at(port)
    answers(200, '{"id":1}')
    await read()
    expect(seemsAway()).toBe(false)
  })

  test('that takes too long is given up with a sentence of its own', async () => {
    answer = () => {}
    const error = await failure(callApi({ path: '/api/v1/slow', output: Item, timeoutMs: 50 }))
    expect(error.message).toMatch(/did not answer in time/)
    expect(error).toMatchObject({ offline: true, retryable: true })
  })

  test('that nobody waits for any more is no problem to tell', async () => {
    answer = () => {}
    const gone = new AbortController()
    const call = callApi({ path: '/api/v1/slow', output: Item, signal: gone.signal }).catch(
      (error: unknown) => error,
    )
    gone.abort()
    const error = await call
    expect(error).not.toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ name: 'AbortError' })
  })
})

describe('the beginning of a file', () => {
  test.each([
    ['cut off where it is longer', 'bytes 0-3/9', true],
    ['whole where it is not', 'bytes 0-3/4', false],
  ])('is %s', async (_how, range, cut) => {
    answer = (request, response) => {
      expect(request.headers.range).toBe('bytes=0-3')
      response.writeHead(206, { 'content-range': range }).end('text')
    }
    expect(await readText({ path: '/api/v1/f', firstBytes: 4, signal: AbortSignal.timeout(5_000) })).toEqual({
      text: 'text',
      cut,
    })
  })
})

describe('a whole list', () => {
  const Page = z.object({ items: z.array(z.number()), nextCursor: z.string().nullable() })
  const list = () => collectList({ path: '/api/v1/list', output: Page, signal: AbortSignal.timeout(20_000) })

  test('is read page by page to its end, in order', async () => {
    answer = (request, response) => {
      const from = Number(new URL(request.url ?? '', 'http://x').searchParams.get('cursor') ?? 0)
      response.end(
        JSON.stringify({ items: [from, from + 1], nextCursor: from < 4 ? String(from + 2) : null }),
      )
    }
    expect(await list()).toEqual({ items: [0, 1, 2, 3, 4, 5], nextCursor: null })
  })

  test('without an end stops at fifty pages and says that there is more', async () => {
    let asked = 0
    answer = (_request, response) => response.end(JSON.stringify({ items: [asked++], nextCursor: 'more' }))
    const { items, nextCursor } = await list()
    expect([asked, items.length, nextCursor]).toEqual([50, 50, 'more'])
  })

  test('that breaks half-way is not passed off as whole', async () => {
    let asked = 0
    answer = (_request, response) =>
      asked++ === 0
        ? response.end(JSON.stringify({ items: [1], nextCursor: 'next' }))
        : response.writeHead(503).end()
    await failure(list())
  })
})
