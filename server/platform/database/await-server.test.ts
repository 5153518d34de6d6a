import { createServer, type Server } from 'node:net'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { bareDatabase, connectTo } from '#server/testing/backup-fixtures.ts'
import { type FakeFacts, fakePostgres } from '#server/testing/fake-postgres.ts'
import { transactionPooler } from '#server/testing/transaction-pooler.ts'
import { createLogger } from '../logging/logger.ts'
import { awaitServer, UnfitDatabaseError } from './await-server.ts'
import { dropDatabase } from './drop-database.ts'

const log = createLogger('test', 'silent')
const never = new AbortController().signal

/** What a start says of this address when it does not wait. */
async function verdict(url: string): Promise<string> {
  const error: unknown = await awaitServer(url, log, never, 0).catch((reason: unknown) => reason)
  if (error !== undefined) expect(error).toBeInstanceOf(UnfitDatabaseError)
  return error instanceof Error ? error.message : 'it will do'
}

function addressOf(server: Server): string {
  const address = server.address()
  return `postgresql://weft@127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/weft`
}

async function fake(facts: FakeFacts, refuse?: string): Promise<string> {
  const server = await fakePostgres(facts, refuse)
  onTestFinished(server.close)
  return `postgresql://weft@127.0.0.1:${server.port}/weft`
}

test('a server that answers and is new enough will do', async () => {
  expect(await verdict(inject('databaseServer'))).toBe('it will do')
})

test('a database that does not exist is named', async () => {
  const url = new URL(inject('databaseServer'))
  url.pathname = '/no_such_database'
  expect(await verdict(url.href)).toMatch(/has no database no_such_database: create it/)
})

test('credentials that are refused are named without the password', async () => {
  const url = new URL(inject('databaseServer'))
  url.username = 'no_such_person'
  url.password = 'very-secret'
  expect(await verdict(url.href)).toMatch(/does not let no_such_person in: check user and password/)
  expect(await verdict(url.href)).not.toContain('very-secret')
})

test.each([
  ['a version that is too old', { number: '140012' }, /Weft needs PostgreSQL 15 or newer.*is version 14/],
  ['a standby', { standby: 't' }, /is a standby, which nobody can write to/],
] as const)('%s is refused', async (_title, facts, sentence) => {
  expect(await verdict(await fake(facts))).toMatch(sentence)
})

test.each([
  ['53300', /has no connection left/],
  ['57P03', /is starting or stopping/],
  ['28P01', /does not let weft in/],
  ['XX000', /does not behave like a PostgreSQL server/],
])('a server that answers %s is explained', async (code, sentence) => {
  expect(await verdict(await fake({}, code))).toMatch(sentence)
})

test('a clock that disagrees by an hour or a year is warned of, and is no obstacle', async () => {
  const warnings: string[] = []
  const heard = { warn: (_fields: unknown, message: string) => warnings.push(message) }
  for (const seconds of [3600, -31_536_000]) {
    const url = await fake({ seconds: String(Date.now() / 1000 - seconds) })
    await awaitServer(url, heard as never, never, 0)
  }
  expect(warnings).toEqual([
    expect.stringMatching(/3600 s ahead of that of the database: set both by NTP/),
    expect.stringMatching(/3153\d{4} s behind that of the database/),
  ])
})

test('a database that nobody may write to, and one of another encoding, are refused', async () => {
  const readOnly = await bareDatabase()
  const client = await connectTo(readOnly)
  const name = pg.escapeIdentifier(new URL(readOnly).pathname.slice(1))
  await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  expect(await verdict(readOnly)).toMatch(/is read-only for \w+: ALTER ROLE or ALTER DATABASE/)

  const server = await connectTo(inject('databaseServer'))
  const latin = `weft_latin_${process.pid}`
  await server.query(
    `CREATE DATABASE ${latin} ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0`,
  )
  onTestFinished(async () => {
    await dropDatabase(server, latin)
  })
  const url = new URL(inject('databaseServer'))
  url.pathname = `/${latin}`
  expect(await verdict(url.href)).toMatch(/has the encoding LATIN1: make one with ENCODING 'UTF8'/)
})

test('a database in which Weft may make no table is refused with the statement that allows it', async () => {
  const url = await bareDatabase()
  const client = await connectTo(url)
  const name = pg.escapeIdentifier(new URL(url).pathname.slice(1))
  await client.query(`ALTER DATABASE ${name} SET search_path = nowhere`)
  expect(await verdict(url)).toMatch(/may not create tables in .*: make it the owner/)
})

test('a pooler that gives every transaction another session is found out', async () => {
  const pooler = await transactionPooler(inject('databaseServer'))
  onTestFinished(pooler.close)
  expect(await verdict(pooler.url)).toMatch(/stands a pooler .*: set it to session pooling/)
})

test('what listens but is no PostgreSQL server is said to be none', async () => {
  const web = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'))
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void web.close())
  expect(await verdict(addressOf(web))).toMatch(/does not behave like a PostgreSQL server/)
  expect(await verdict('postgresql://weft@no-such-host.invalid/weft')).toMatch(
    /The host no-such-host.invalid of DATABASE_URL is not known/,
  )
  expect(await verdict('postgresql://weft@127.0.0.1:1/weft')).toMatch(/Nothing listens at 127.0.0.1:1/)
})

test('a server that is away is waited for until it is there, or until the wait is given up', async () => {
  const waiting: unknown[] = []
  const told = { warn: (fields: unknown) => waiting.push(fields) }
  const refused = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => refused.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void refused.close())
  const stop = new AbortController()
  const wait = awaitServer(addressOf(refused), told as never, stop.signal, 60_000)
  await expect.poll(() => waiting.length).toBe(1)
  stop.abort(new Error('given up'))
  await expect(wait).rejects.toThrow()
})
