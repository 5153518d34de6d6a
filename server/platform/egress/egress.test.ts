import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEgress, type Egress } from './egress.ts'
import { EgressFailure } from './egress-failure.ts'

const LIMITS = { bytes: 1000, ms: 20_000 }
let connections = 0
let asked: IncomingMessage[] = []
const pages: Record<string, (response: ServerResponse) => void> = {
  '/ok': (response) => response.writeHead(200, { 'x-two': 'b', 'content-type': 'text/plain' }).end('fine'),
  '/away': (response) => response.writeHead(302, { location: '/ok' }).end(),
  '/permanent': (response) => response.writeHead(308, { location: 'http://example.org/' }).end(),
  '/endless': (response) => {
    response.writeHead(200)
    const more = (): void => {
      while (response.write('x'.repeat(500)));
      response.once('drain', more)
    }
    more()
  },
  '/packed': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))),
  '/silent': () => {},
  '/fault': (response) => response.writeHead(503, { 'retry-after': '7' }).end('{}'),
  '/nothing': (response) => response.writeHead(204).end(),
}
const server = createServer((request, response) => {
  asked.push(request)
  request.resume()
  pages[request.url ?? '']?.(response)
})
server.on('connection', () => {
  connections += 1
})
let port = 0
let closed: Egress
let listedByAddress: Egress
let listedByName: Egress

beforeAll(async () => {
  // On both families where the machine has them: "localhost" may mean either.
  await new Promise<void>((resolve) => server.listen(0, resolve))
  port = (server.address() as AddressInfo).port
  closed = createEgress({ listed: [] })
  listedByAddress = createEgress({ listed: [{ host: '127.0.0.1', port }] })
  listedByName = createEgress({ listed: [{ host: 'localhost', port }] })
})
beforeEach(() => {
  connections = 0
  asked = []
})
afterAll(async () => {
  for (const door of [closed, listedByAddress, listedByName]) await door.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const failure = (asking: Promise<unknown>): Promise<EgressFailure> =>
  asking.then(
    () => Promise.reject(new Error('it was answered')),
    (error: unknown) => (error instanceof EgressFailure ? error : Promise.reject(error)),
  )

const SPELLINGS = [
  '127.0.0.1',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:169.254.169.254]',
  '[64:ff9b::7f00:1]',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '017700000001',
  '127.1',
  '127.0.0.1.',
  '1２7.0.0.1',
  'localhost',
  'LOCALHOST',
  '169.254.169.254',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '100.64.0.1',
  '224.0.0.1',
  '[fe80::1]',
  '[fd00:ec2::254]',
]
test.each(SPELLINGS)(
  '%s is not asked: no packet leaves, and the refusal says which line allows it',
  async (host) => {
    const refused = await failure(closed.checked(LIMITS)(`http://${host}:${port}/ok`))
    expect(refused.fault).toBe('not-allowed')
    expect(refused.message).toContain(`WEFT_MODEL_HOSTS=${new URL(`http://${host}`).hostname}:${port} `)
    await expect(closed.inspect(`http://${host}:${port}/ok`)).rejects.toThrow('This address is not allowed')
    expect(connections).toBe(0)
  },
)

test.each([
  'file:///etc/passwd',
  'gopher://127.0.0.1/',
  'unix:/var/run/docker.sock',
  'ftp://example.org/',
  'data:text/plain,x',
  'javascript:1',
  'http://',
])('%s is no address of the web', async (address) => {
  await expect(closed.inspect(address)).rejects.toThrow('must begin with https://')
})

test('a password in an address is refused, so that it cannot be stored or logged', async () => {
  await expect(closed.inspect('https://ada:secret@models.example/v1')).rejects.toThrow('holds a password')
})

test('what the operator lists is reached, in every spelling of the address, and nothing beside it', async () => {
  const ask = listedByAddress.checked(LIMITS)
  for (const host of ['127.0.0.1', '127.1', '2130706433']) {
    const answer = await ask(`http://${host}:${port}/ok`, { method: 'POST', body: '{"a":1}' })
    expect([answer.status, answer.headers.get('x-two'), await answer.text()]).toEqual([200, 'b', 'fine'])
  }
  expect(asked.map(({ method, headers }) => [method, headers['content-length']])).toEqual(
    Array.from({ length: 3 }, () => ['POST', '7']),
  )
  const beside = await failure(ask('http://127.0.0.2:80/'))
  expect(beside.message).toContain(`WEFT_MODEL_HOSTS=127.0.0.1:${port},127.0.0.2:80 `)
})

test('a name that the operator lists may lead to an address of one’s own', async () => {
  const answer = await listedByName.checked(LIMITS)(`http://localhost:${port}/ok`)
  expect(await answer.text()).toBe('fine')
  expect((await failure(listedByName.checked(LIMITS)(`http://127.0.0.1:${port}/ok`))).fault).toBe(
    'not-allowed',
  )
})

test('what the environment names is the operator’s word and is not checked', async () => {
  expect(await (await closed.trusted(LIMITS)(`http://127.0.0.1:${port}/ok`)).text()).toBe('fine')
})

test.each(['/away', '/permanent'])('a redirect is not followed (%s)', async (path) => {
  const refused = await failure(listedByAddress.checked(LIMITS)(`http://127.0.0.1:${port}${path}`))
  expect(refused.fault).toBe('redirected')
  expect(asked).toHaveLength(1)
})

test('a body without an end is cut off at the limit', async () => {
  const answer = await listedByAddress.checked(LIMITS)(`http://127.0.0.1:${port}/endless`)
  expect((await failure(answer.text())).fault).toBe('too-large')
})

test('what is packed is not unpacked: a small answer cannot become a large one', async () => {
  const answer = await listedByAddress.checked({ ...LIMITS, bytes: 5000 })(`http://127.0.0.1:${port}/packed`)
  expect((await answer.arrayBuffer()).byteLength).toBeLessThan(5000)
})

test('a server that says nothing ends with the time', async () => {
  const late = await failure(
    listedByAddress.checked({ ...LIMITS, ms: 30 })(`http://127.0.0.1:${port}/silent`),
  )
  expect(late.fault).toBe('too-slow')
})

test('whoever gives up gets the own reason back', async () => {
  const signal = AbortSignal.abort(new Error('no longer wanted'))
  await expect(
    listedByAddress.checked(LIMITS)(`http://127.0.0.1:${port}/silent`, { signal }),
  ).rejects.toThrow('no longer wanted')
})

test('answers of any status come as they are, those without a body too', async () => {
  const ask = listedByAddress.checked(LIMITS)
  const fault = await ask(`http://127.0.0.1:${port}/fault`)
  expect([fault.status, fault.headers.get('retry-after'), await fault.text()]).toEqual([503, '7', '{}'])
  expect((await ask(`http://127.0.0.1:${port}/nothing`)).status).toBe(204)
})

test('nobody at the address is told as such', async () => {
  expect((await failure(closed.trusted(LIMITS)('http://127.0.0.1:1/'))).fault).toBe('unreachable')
  await expect(closed.inspect('http://no-such-name.invalid/')).resolves.toBeUndefined()
})
