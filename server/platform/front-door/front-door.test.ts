import { createHash } from 'node:crypto'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseConfig } from '#server/platform/config/config.ts'
import { until } from '#server/testing/until.ts'
import { createFrontDoor, type FrontDoor } from './front-door.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

let handle: Handler
let ready = true
const web = createServer((request, response) => handle(request, response))
const doors: FrontDoor[] = []
let port: number
let trusting: number

const logged: string[] = []
const log = pino({ level: 'debug' }, { write: (line) => logged.push(line) })

async function open(webPort: number, environment: Record<string, string> = {}): Promise<number> {
  const door = createFrontDoor({
    config: parseConfig({ WEFT_WEB_PORT: String(webPort), ...environment }),
    log,
    upgrade: () => false,
    isReady: () => ready,
  })
  doors.push(door)
  await new Promise<void>((resolve) => door.server.listen(0, '127.0.0.1', resolve))
  return (door.server.address() as AddressInfo).port
}

beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const { port: webPort } = web.address() as AddressInfo
  port = await open(webPort)
  trusting = await open(webPort, { TRUST_PROXY: '1', WEFT_URL: 'https://weft.example' })
})
beforeEach(() => {
  ready = true
  handle = (request, response) => response.end(JSON.stringify(request.headers))
})
afterAll(async () => {
  await Promise.all(doors.map((door) => door.close(0)))
  web.closeAllConnections()
  web.close()
})

async function headersSeen(at: number, headers: Record<string, string>): Promise<Record<string, string>> {
  return (await (await fetch(`http://127.0.0.1:${at}/x?y=1`, { headers })).json()) as Record<string, string>
}

describe('what web is told of a client', () => {
  const FORGED = {
    'x-forwarded-for': '9.9.9.9, 8.8.8.8',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.test',
    forwarded: 'for=9.9.9.9',
    'x-real-ip': '9.9.9.9',
    'x-middleware-subrequest': 'middleware',
    'x-nonce': 'abc',
  }

  test('is what this server saw, whatever the client says', async () => {
    const seen = await headersSeen(port, FORGED)
    expect(seen).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': `127.0.0.1:${port}`,
      host: `127.0.0.1:${port}`,
    })
    for (const name of ['forwarded', 'x-real-ip', 'x-middleware-subrequest', 'x-nonce'])
      expect(seen).not.toHaveProperty(name)
  })

  test('is what the one trusted proxy in front saw: the last address of the list, not the first', async () => {
    expect(await headersSeen(trusting, FORGED)).toMatchObject({
      'x-forwarded-for': '8.8.8.8',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.test',
    })
    expect(await headersSeen(trusting, {})).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
    })
  })
})

describe('what goes through', () => {
  test('method, path, status, and every header of the answer but those of the connection', async () => {
    handle = (request, response) => {
      response.setHeader('Set-Cookie', ['a=1', 'b=2'])
      response.setHeader('Connection', 'keep-alive, X-Hop')
      response.setHeader('X-Hop', '1')
      response.setHeader('X-Seen', `${request.method} ${request.url}`)
      response.writeHead(207)
      response.end('body')
    }
    const response = await fetch(`http://127.0.0.1:${port}/a%20b?q=1`, { method: 'PATCH', body: 'x' })
    expect(response.status).toBe(207)
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(response.headers.get('x-seen')).toBe('PATCH /a%20b?q=1')
    expect(response.headers.has('x-hop')).toBe(false)
    expect(await response.text()).toBe('body')
  })

  test('the length of a body that web streams, unless it was encoded on the way', async () => {
    const told = async (headers: Record<string, string>) => {
      handle = (_request, response) =>
        response.writeHead(200, { 'x-weft-body-length': '4', ...headers }).end('four')
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: headers['content-encoding'] ? 'HEAD' : 'GET',
      })
      return [
        answer.headers.get('content-length'),
        answer.headers.get('x-weft-body-length'),
        await answer.text(),
      ]
    }
    expect(await told({})).toEqual(['4', null, 'four'])
    expect(await told({ 'content-length': '4' })).toEqual(['4', null, 'four'])
    expect(await told({ 'content-encoding': 'gzip' })).toEqual([null, null, ''])
  })

  test('a chunked body of a method that rarely has one arrives as one request, framed', async () => {
    const urls: string[] = []
    let body = ''
    handle = (request, response) => {
      urls.push(`${request.method} ${request.url}`)
      request.on('data', (data: Buffer) => {
        body += data.toString()
      })
      request.on('end', () => response.end('ok'))
    }
    const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'
    await new Promise<void>((resolve, reject) => {
      const request = httpRequest({
        port,
        method: 'DELETE',
        path: '/one',
        headers: { 'transfer-encoding': 'chunked' },
      })
      request.on('response', (response) => response.resume().on('end', resolve))
      request.on('error', reject)
      request.end(smuggled)
    })
    expect(urls).toEqual(['DELETE /one'])
    expect(body).toBe(smuggled)
  })

  test('an upload, at the pace of web: what web does not read the client cannot send', async () => {
    const SIZE = 32 * 1_048_576
    let reading: IncomingMessage | undefined
    const hash = createHash('sha256')
    handle = (request, response) => {
      reading = request
      request.pause()
      request.on('data', (data: Buffer) => hash.update(data))
      request.on('end', () => response.end(hash.digest('hex')))
    }
    const bytes = Buffer.alloc(SIZE, 7)
    const request = httpRequest({ port, method: 'POST', path: '/up', headers: { 'content-length': SIZE } })
    const answer = new Promise<string>((resolve, reject) => {
      request.on('error', reject)
      request.on('response', (response) => {
        let text = ''
        response.on('data', (data: Buffer) => {
          text += data.toString()
        })
        response.on('end', () => resolve(text))
      })
    })
    for (let at = 0; at < SIZE; at += 65_536) request.write(bytes.subarray(at, at + 65_536))
    request.end()
    await until('web to have the request', () => reading)
    // The buffers of two loopback connections and four streams; far below what was sent.
    const unsent = (): number => request.socket?.writableLength ?? 0
    let before = -1
    await until('the client to be held back', () => {
      const same = unsent() === before && before > 0
      before = unsent()
      return same
    })
    expect(unsent()).toBeGreaterThan(SIZE / 4)
    reading?.resume()
    expect(await answer).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  test('nothing in absolute form, and no upgrade', async () => {
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text))
        let got = ''
        socket.on('data', (data) => {
          got += data.toString()
        })
        socket.on('close', () => resolve(got))
        socket.on('error', () => {})
      })
    expect(await raw('GET http://evil.test/ HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('400 Bad Request')
    expect(
      await raw('GET /_next/hmr HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ).toBe('')
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`)).toContain('431')
    expect(await raw('nonsense\r\n\r\n')).toContain('400')
  })
})

describe('while web is away', () => {
  let lonely: number
  beforeAll(async () => {
    const unused = createServer()
    await new Promise<void>((resolve) => unused.listen(0, '127.0.0.1', resolve))
    const { port: free } = unused.address() as AddressInfo
    await new Promise((resolve) => unused.close(resolve))
    lonely = await open(free)
  })

  test('people see a page that retries, and whose policy lets only its own script run', async () => {
    const response = await fetch(`http://127.0.0.1:${lonely}/documents/1`, {
      headers: { accept: 'text/html,*/*' },
    })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    const html = await response.text()
    const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(script).digest('base64')
    expect(response.headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}'`)
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//)
  })

  test('the log tells where somebody wanted to go, and no secret of the address', async () => {
    logged.length = 0
    const token = 'q7yQ2mZr0sVn3bTkXc8LhUuWfEa5PdJo6iG1tR9xYwM'
    const id = '0197a2b4-6c1e-7d2a-9f00-1234567890ab'
    for (const path of [
      `/invitations/${token}`,
      `/api/v1/invitations/offer/${token}?key=weft_${token}`,
      `/documents/${id}`,
    ])
      await fetch(`http://127.0.0.1:${lonely}${path}`)
    expect(logged.join('')).not.toContain(token)
    expect(logged.map((line) => JSON.parse(line).path)).toEqual([
      '/invitations/[long]',
      '/api/v1/invitations/offer/[long]',
      `/documents/${id}`,
    ])
  })

  test('programs get a problem with the id of their request', async () => {
    const response = await fetch(`http://127.0.0.1:${lonely}/api/v1/me`, {
      headers: { accept: 'text/html', 'x-request-id': 'given-by-the-client' },
    })
    expect(response.status).toBe(503)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      code: 'unavailable',
      retryable: true,
      requestId: 'given-by-the-client',
    })
  })
})

test('a process that is told to stop is not ready, though web is', async () => {
  expect((await fetch(`http://127.0.0.1:${port}/api/health/ready`)).status).toBe(200)
  ready = false
  expect((await fetch(`http://127.0.0.1:${port}/api/health/ready`)).status).toBe(503)
  expect((await fetch(`http://127.0.0.1:${port}/api/health/live`)).status).toBe(200)
})
