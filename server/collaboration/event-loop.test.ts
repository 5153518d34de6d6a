import { expect, test } from 'vitest'
import { closeContext, createContext } from '#server/platform/context.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

// What a frame may hold the process up for (P8); clients and server share it here.
const LONGEST_MS = 100
const FROZEN_MS = 2500

const direct = await createTestContext()
const ada = await createPerson(direct)

const closers = closeAfterEach()

/** The most processor time that one turn of this thread's loop takes from now on: its wall time would be that of a busy machine too. */
function watchTurns(): () => number {
  let longest = 0
  let before = process.threadCpuUsage()
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
  }
  const timer = setInterval(look, 5)
  return () => {
    clearInterval(timer)
    look()
    return longest
  }
}

test('while PostgreSQL is frozen nothing waits in the process: sockets are heard, and what they sent is saved afterwards', async () => {
  const proxy = await startDatabaseProxy(direct.config.databaseUrl ?? '')
  const ctx = createContext({ ...direct.config, databaseUrl: proxy.url }, 'test')
  closers.push(() => void closeContext(ctx))
  const { url } = await serve(ctx)
  const pages = await Promise.all([createPage(direct, ada), createPage(direct, ada)])
  const clients = pages.map((page) => new RawClient(url, page, { saved: true, headers: browserHeaders(ada) }))
  for (const client of clients) closers.push(() => client.close())
  await until('both in step', () => clients.every(({ saved }) => saved === 1))
  proxy.freeze()
  const longestTurn = watchTurns()
  const began = performance.now()
  let written = 0
  let answered = 0
  for (const client of clients) client.socket.on('pong', () => answered++)
  // Typing, newcomers, presence: everything that asks the database for something meanwhile.
  await until('the time that it is frozen', () => {
    for (const [place, client] of clients.entries()) {
      client.write(`${place} ${written}`)
      client.say(client.doc.clientID, written + 1, { at: written })
      client.socket.ping()
    }
    written++
    return performance.now() - began > FROZEN_MS
  })
  const late = new RawClient(url, pages[0] ?? '', { headers: browserHeaders(ada) })
  closers.push(() => late.close())
  await until('pings answered', () => answered >= clients.length * written)
  expect(clients.map(({ saved }) => saved)).toEqual([1, 1])
  expect(longestTurn()).toBeLessThan(LONGEST_MS)
  proxy.thaw()
  await until('all of it saved', () => clients.every(({ saved }) => saved === written + 1), 15_000)
})
