import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'
import { seededRandom } from './random.ts'
import { staysTrue } from './writer.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A server that sends back what it hears, and a client of it, with the proxy between them. */
async function line() {
  const heard: Buffer[] = []
  const served: Socket[] = []
  const server = createServer((socket) => {
    served.push(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes) => socket.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy = await FaultProxy.listen((server.address() as AddressInfo).port, seededRandom(1))
  const client = connect(Number(new URL(proxy.url).port), '127.0.0.1')
  const ends: string[] = []
  client.on('data', (bytes) => heard.push(bytes))
  client.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? ''))
  client.on('close', () => ends.push('close'))
  closers.push(
    () => client.destroy(),
    () => proxy.close(),
    () => server.close(),
  )
  client.write('ready')
  const text = () => Buffer.concat(heard).toString()
  await expect.poll(text).toBe('ready')
  return { proxy, client, served, text, pieces: () => heard.length, ends }
}

test('bytes arrive whole and in order whatever the latency, the jitter and the slices', async () => {
  const { proxy, client, text } = await line()
  proxy.set({ latencyMs: 5, jitterMs: 20, slices: true })
  const words = Array.from({ length: 200 }, (_, n) => `word ${n}.`)
  for (const word of words) client.write(word)
  await expect.poll(text, { timeout: 5000 }).toBe(`ready${words.join('')}`)
})

test('latency holds bytes back for that long', async () => {
  const { proxy, client, text } = await line()
  proxy.set({ latencyMs: 60 })
  const sent = performance.now()
  client.write('!')
  await expect.poll(text, { interval: 5 }).toBe('ready!')
  // Once to the server, and once back.
  expect(performance.now() - sent).toBeGreaterThanOrEqual(115)
})

test('a blackhole loses nothing: what was sent into it arrives when the line works again', async () => {
  const { proxy, client, text, ends } = await line()
  proxy.set({ blackhole: true })
  client.write(' held')
  const late = connect(Number(new URL(proxy.url).port), '127.0.0.1')
  closers.push(() => late.destroy())
  let answer = ''
  late.on('data', (bytes) => {
    answer += bytes
  })
  await new Promise<void>((resolve) => late.once('connect', () => resolve()))
  late.write('late')
  await staysTrue(() => text() === 'ready' && answer === '' && ends.length === 0, 100)
  proxy.set({})
  await expect.poll(text).toBe('ready held')
  await expect.poll(() => answer).toBe('late')
})

test('what a deaf line is sent waits with the server, which may still hear', async () => {
  const { proxy, client, served, text } = await line()
  proxy.set({ deaf: true })
  let arrived = ''
  served[0]?.on('data', (bytes) => {
    arrived += bytes
  })
  client.write(' up')
  await expect.poll(() => arrived).toBe(' up')
  expect(text()).toBe('ready')
  proxy.set({})
  await expect.poll(text).toBe('ready up')
})

test('a reset is an error at both ends; a half-open line is none, and says nothing any more', async () => {
  const reset = await line()
  reset.proxy.reset()
  await expect.poll(() => reset.ends).toEqual(['ECONNRESET', 'close'])
  const half = await line()
  const gone = new Promise<void>((resolve) => half.served[0]?.once('close', () => resolve()))
  half.proxy.halfOpen()
  await gone
  half.client.write('anybody there?')
  await staysTrue(() => half.text() === 'ready' && half.ends.length === 0, 100)
})
