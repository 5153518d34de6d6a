import { createServer } from 'node:net'
import { expect, inject, test } from 'vitest'
import { createLogger } from '../logging/logger.ts'
import { awaitServer, UnfitDatabaseError } from './await-server.ts'

const log = createLogger('test', 'silent')
const never = new AbortController().signal

test('a server that answers and is new enough will do', async () => {
  await awaitServer(inject('databaseServer'), log, never, 0)
})

test('a database that does not exist is refused at once, in one sentence', async () => {
  const url = new URL(inject('databaseServer'))
  url.pathname = '/no_such_database'
  await expect(awaitServer(url.href, log, never, 0)).rejects.toThrow(UnfitDatabaseError)
})

test('a server that is away is waited for until it is there, or until the wait is given up', async () => {
  const waiting: unknown[] = []
  const told = { warn: (fields: unknown) => waiting.push(fields) }
  const refused = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => refused.listen(0, '127.0.0.1', resolve))
  const address = refused.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const stop = new AbortController()
  const wait = awaitServer(`postgresql://weft@127.0.0.1:${port}/weft`, told as never, stop.signal, 60_000)
  await expect.poll(() => waiting.length).toBe(1)
  stop.abort(new Error('given up'))
  await expect(wait).rejects.toThrow()
  refused.close()
})
