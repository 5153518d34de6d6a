import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { onServer } from '#server/testing/on-server.ts'
import { createTestDatabase } from '#server/testing/test-context.ts'
import { dropDatabase } from './drop-database.ts'

const server = inject('databaseServer')
const nameOf = (url: string) => new URL(url).pathname.slice(1)

async function exists(name: string): Promise<boolean> {
  let found = false
  await onServer(server, async (admin) => {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    found = rowCount === 1
  })
  return found
}

test('a database goes though somebody still works on it, and what they do there ends', async () => {
  const { url } = await createTestDatabase({ bare: true })
  const guest = new pg.Client({ connectionString: url })
  const ended = new Promise<string>((resolve) => guest.on('error', ({ message }) => resolve(message)))
  await guest.connect()
  const working = expect(guest.query('SELECT pg_sleep(60)')).rejects.toThrow()
  await onServer(server, (admin) => dropDatabase(admin, nameOf(url)))
  await working
  expect(await ended).toMatch(/terminat/)
  expect(await exists(nameOf(url))).toBe(false)
})

test('nobody else is sent away, and a database that is not there is no fault', async () => {
  const [one, neighbour] = [
    await createTestDatabase({ bare: true }),
    await createTestDatabase({ bare: true }),
  ]
  await onServer(neighbour.url, async (guest) => {
    await onServer(server, (admin) => dropDatabase(admin, nameOf(one.url)))
    await onServer(server, (admin) => dropDatabase(admin, nameOf(one.url)))
    expect((await guest.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })
  expect(await exists(nameOf(neighbour.url))).toBe(true)
  await neighbour.drop()
})
