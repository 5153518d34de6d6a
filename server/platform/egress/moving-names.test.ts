import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Resolver } from './address-guard.ts'
import { createEgress, type Egress } from './egress.ts'
import { EgressFailure } from './egress-failure.ts'

// A documentation address would be refused by itself; this one is public and nobody is asked there in these tests.
const PUBLIC = '93.184.215.14'
const LIMITS = { bytes: 1000, ms: 10_000 }
let connections = 0
let server: Server
let port = 0
const open: Egress[] = []

beforeAll(async () => {
  server = createServer((_, response) => response.end('the answer of an own machine'))
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  for (const egress of open) await egress.close()
  await new Promise((resolve) => server.close(resolve))
})

function doorWith(lookup: Resolver): Egress {
  const egress = createEgress({ listed: [], lookup })
  open.push(egress)
  return egress
}
const answering =
  (...addresses: string[]): Resolver =>
  (_, __, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
const ask = (egress: Egress) => egress.checked(LIMITS)(`http://models.example:${port}/v1`)
const notAllowed = async (asking: Promise<unknown>): Promise<void> => {
  const error = await asking.then(
    () => new Error('it was answered'),
    (failure: unknown) => failure,
  )
  expect(error).toBeInstanceOf(EgressFailure)
  expect(error).toMatchObject({ fault: 'not-allowed' })
}

test.each([
  [['127.0.0.1']],
  [['169.254.169.254']],
  [['::1']],
  [['::ffff:127.0.0.1']],
  [['::ffff:a9fe:a9fe']],
  [['fd00:ec2::254']],
  [[PUBLIC, '127.0.0.1']],
  [['127.0.0.1', PUBLIC]],
])('a name that leads to %j is not asked', async (addresses) => {
  const before = connections
  const egress = doorWith(answering(...addresses))
  await notAllowed(ask(egress))
  await notAllowed(egress.inspect(`http://models.example:${port}/v1`))
  expect(connections).toBe(before)
})

test('a name that led to a public address when it was entered and leads to an own machine later is not asked then', async () => {
  let led = PUBLIC
  const egress = doorWith((...asked) => answering(led)(...asked))
  await egress.inspect(`http://models.example:${port}/v1`)
  led = '127.0.0.1'
  const before = connections
  await notAllowed(ask(egress))
  expect(connections).toBe(before)
})

test('what counts is the address of the socket: one that changes between the check and the connection carries nothing', async () => {
  let reads = 0
  const egress = doorWith((_, __, callback) => {
    const address = {
      family: 4,
      // Public while it is checked; what is connected to after that is the own machine.
      get address() {
        reads += 1
        return reads === 1 ? PUBLIC : '127.0.0.1'
      },
    }
    callback(null, [address])
  })
  await notAllowed(ask(egress))
  expect(reads).toBeGreaterThan(1)
  // The handshake is made, for only then is the address known; no word is said over it.
  expect(connections).toBeGreaterThan(0)
})

test('a resolver that fails is nobody at the address, not an answer', async () => {
  const egress = doorWith((_, __, callback) => callback(new Error('no such name'), []))
  await expect(ask(egress)).rejects.toMatchObject({ fault: 'unreachable' })
})
