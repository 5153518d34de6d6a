import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Person } from '#server/contracts/actors.ts'
import { CLOSE } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { until } from '#server/testing/until.ts'
import { Connection, type ConnectionListener, STALE_BYTES } from './connection.ts'
import { systemTime } from './engine-time.ts'
import { frame } from './wire.ts'

const MIB = 1_048_576
const person: Person = {
  kind: 'person',
  userId: newId(),
  name: 'Ada',
  via: { type: 'session', sessionId: newId() },
  memberships: [],
}
const http = createServer()
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })

beforeAll(() => new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve)))
afterAll(() => http.close())

/** A connection and the client at its other end, which reads nothing. */
async function deafClient(): Promise<{ connection: Connection; client: WebSocket; heard: string[] }> {
  const heard: string[] = []
  const listener: ConnectionListener = {
    refused: () => 0,
    received: () => heard.push('received'),
    drained: () => heard.push('drained'),
    left: () => heard.push('left'),
  }
  const made = new Promise<Connection>((resolve) => {
    http.once('upgrade', (request, socket: Duplex, head) => {
      sockets.handleUpgrade(request, socket, head, (ws) => {
        const log = createLogger('test', 'silent')
        resolve(
          new Connection(ws, socket, {
            attendee: person,
            look: { name: person.name, hue: 210, avatar: null },
            role: 'editor',
            log,
            listener,
            time: systemTime,
          }),
        )
      })
    })
  })
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  client.on('error', () => {})
  await new Promise((resolve) => client.once('open', resolve))
  client.pause()
  afterAll(() => client.terminate())
  return { connection: await made, client, heard }
}

/** Writes until the kernel takes no more and this much is waiting in the process. */
function fill(connection: Connection, bytes: number): void {
  const chunk = frame(Buffer.alloc(65_536))
  while (connection.bufferedBytes < bytes) connection.write(chunk)
}

test('a reader that does not read is slow above 1 MiB, and gets no more pushed', async () => {
  const { connection } = await deafClient()
  expect(connection.keepsUp()).toBe(true)
  fill(connection, STALE_BYTES + 1)
  expect(connection.keepsUp()).toBe(false)
  expect(connection.isStale).toBe(true)
  expect(connection.isOpen).toBe(true)
})

test('it is cut after 30 s without progress, not before', async () => {
  const { connection, heard } = await deafClient()
  fill(connection, 2 * MIB)
  connection.keepsUp()
  connection.tend(performance.now() + 29_000)
  expect(connection.isOpen).toBe(true)
  connection.tend(performance.now() + 31_000)
  expect(connection.isOpen).toBe(false)
  await until('the end', () => heard.includes('left'))
})

test('it is cut at 8 MiB at once, but not for the size of the page that it asked for', async () => {
  const { connection, heard } = await deafClient()
  connection.writeAnswer([frame(Buffer.alloc(12 * MIB))])
  connection.tend(performance.now())
  expect(connection.isOpen).toBe(true)
  fill(connection, 21 * MIB)
  connection.tend(performance.now())
  expect(connection.isOpen).toBe(false)
  await until('the end', () => heard.includes('left'))
})

test('once it reads, what was missed is asked for', async () => {
  const { connection, client, heard } = await deafClient()
  fill(connection, 2 * MIB)
  connection.keepsUp()
  client.resume()
  await until('the socket to drain', () => heard.includes('drained'))
  connection.caughtUp()
  expect(connection.keepsUp()).toBe(true)
})

test('a peer that answers no ping is cut with the next', async () => {
  const { connection, heard } = await deafClient()
  connection.tend(performance.now() + 21_000)
  expect(connection.isOpen).toBe(true)
  connection.tend(performance.now() + 42_000)
  await until('the end', () => heard.includes('left'))
})

test('after its close nothing is written to a connection', async () => {
  const { connection, client } = await deafClient()
  connection.close(CLOSE.noAccess, 'gone')
  connection.write(frame(Buffer.from('late')))
  const messages: unknown[] = []
  client.on('message', (data) => messages.push(data))
  const code = new Promise((resolve) => client.once('close', resolve))
  client.resume()
  expect(await code).toBe(CLOSE.noAccess)
  expect(messages).toEqual([])
})
