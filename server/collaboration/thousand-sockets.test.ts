import { afterAll, expect, test } from 'vitest'
import { CLOSE, LIMITS } from '#server/contracts/collaboration.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

const ctx = await createTestContext()
const { url, collaboration } = await serve(ctx)
const owner = await createPerson(ctx)
const page = await createPage(ctx, owner)
const clients: RawClient[] = []
afterAll(() => {
  for (const client of clients) client.socket.terminate()
})

function connect(person: TestPerson): RawClient {
  const client = new RawClient(url, page, { headers: browserHeaders(person) })
  clients.push(client)
  return client
}

test('a page has 1,000 sockets, and the next is told the limit; to look at all of them again costs three statements', async () => {
  const { workspaceId } = owner
  const people = await Promise.all(
    Array.from({ length: LIMITS.socketsPerDocument / LIMITS.socketsPerPerson }, () =>
      createPerson(ctx, { workspaceId }),
    ),
  )
  for (const person of people)
    await Promise.all(Array.from({ length: LIMITS.socketsPerPerson }, () => connect(person).whenSynced()))
  expect(collaboration.figures.sockets).toBe(LIMITS.socketsPerDocument)
  const more = connect(owner)
  expect(await more.whenClosed()).toBe(CLOSE.tooMany)
  expect(more.closed?.reason).toContain(`at most ${LIMITS.socketsPerDocument}`)

  let statements = 0
  const count = (): void => {
    statements++
  }
  ctx.db.pool.on('acquire', count)
  const began = performance.now()
  const cpu = process.cpuUsage()
  await until('three seconds', () => performance.now() - began > 3_000)
  ctx.db.pool.off('acquire', count)
  const { user, system } = process.cpuUsage(cpu)
  const perSecond = (statements * 1_000) / (performance.now() - began)
  const share = (user + system) / 1_000 / (performance.now() - began)
  process.stdout.write(
    `1,000 sockets: ${perSecond.toFixed(1)} statements a second, ${(share * 100).toFixed(1)} % of a core, clients included\n`,
  )
  // Two looks a second at sessions and roles, and a comparison of heads every third second.
  expect(perSecond).toBeLessThan(8)
  expect(share).toBeLessThan(0.5)
}, 60_000)
