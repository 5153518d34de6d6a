import { createServer } from 'node:http'
import { hostname } from 'node:os'
import { beforeEach, expect, test } from 'vitest'
import { parseConfig } from '#server/platform/config/config.ts'
import type { Context } from '#server/platform/context.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { collabProbe, webProbe, workerProbe } from './process-probes.ts'

const never = new AbortController().signal
// Nothing listens on that port of this machine, as in a container that holds web alone.
const ctx = await createTestContext({ PORT: '1' })
beforeEach(async () => {
  await ctx.db.prisma.processBeat.deleteMany()
  await ctx.db.prisma.taskWorker.deleteMany()
})

type Seen = { host?: string; silent?: number; age?: number; detail?: Record<string, number | string> }

/** A process that has beaten: `silent` seconds ago for the last time, `age` seconds ago for the first. */
async function beat(process: string, { host = 'one', silent = 0, age = 3600, detail = {} }: Seen = {}) {
  const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000)
  await ctx.db.prisma.processBeat.create({
    data: { process, host, pid: 1, startedAt: ago(age), seenAt: ago(silent), detail },
  })
}

async function atPort(port: number): Promise<Context> {
  return { ...ctx, config: parseConfig({ PORT: String(port) }) }
}

test('collaboration on other machines is judged by its own word, and no port of this machine is asked', async () => {
  let asked = 0
  const stranger = createServer((_, response) => {
    asked += 1
    response.writeHead(500).end()
  })
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  const address = stranger.address()
  const here = await atPort(typeof address === 'object' && address ? address.port : 0)
  await beat('collab', { host: 'one', detail: { documents: 2, sockets: 3, rssBytes: 1 } })
  await beat('collab', { host: 'two', detail: { documents: 5, sockets: 8, rssBytes: 1 } })
  expect(await collabProbe.look(here, never)).toMatchObject({
    ...{ state: 'up', detail: '2 heard of' },
    figures: expect.arrayContaining([
      { label: 'processes', value: '2' },
      { label: 'open pages', value: '7' },
      { label: 'connections', value: '11' },
      { label: 'machines', value: '2' },
    ]),
  })
  expect(asked).toBe(0)
  stranger.closeAllConnections()
  stranger.close()
})

test('a collaboration process of this machine that lives but whose port does not answer is degraded', async () => {
  await beat('collab', { host: hostname() })
  expect(await collabProbe.look(ctx, never)).toMatchObject({
    ...{ state: 'degraded', detail: 'lives, but its port does not answer' },
    advice: expect.stringContaining('port 1 '),
  })
})

test('edits that cannot be committed on one of many machines are told before anything else', async () => {
  await beat('collab', { host: 'one' })
  const failingSince = new Date(Date.now() - 42_000).toISOString()
  await beat('collab', { host: 'two', detail: { failingSince, loopMs: 900 } })
  expect((await collabProbe.look(ctx, never)).detail).toMatch(/^edits cannot be committed, for 4\d s$/)
})

test.each([
  ['collab', collabProbe],
  ['web', webProbe],
  ['worker', workerProbe],
] as const)(
  'a %s process of any machine that falls silent is named until it has been away for long',
  async (kind, probe) => {
    const lease = { host: 'one', pid: 1, bootId: 'b', concurrency: 1 }
    await ctx.db.prisma.taskWorker.create({ data: { ...lease, leaseUntil: new Date(Date.now() + 60_000) } })
    await beat(kind, { host: 'one' })
    await beat(kind, { host: 'two', silent: 40 })
    expect(await probe.look(ctx, never)).toMatchObject({
      ...{ state: 'degraded', detail: '1 of 2 heard of; silent on two for 40 s' },
      advice: expect.stringContaining('Look at two'),
    })
    // Started again on its machine: nothing is missing.
    await beat(kind, { host: 'two', age: 5 })
    expect((await probe.look(ctx, never)).state).toBe('up')
    // One that began before the other fell silent does not stand in for it.
    await beat(kind, { host: 'one', silent: 30 })
    expect((await probe.look(ctx, never)).detail).toContain('silent on one for 30 s')
    await ctx.db.prisma.processBeat.deleteMany({ where: { host: 'one' } })
    await beat(kind, { host: 'one' })
    await beat(kind, { host: 'three', silent: 601 })
    expect((await probe.look(ctx, never)).state).toBe('up')
  },
)

test('one that was started again stands in for one that is gone, not for two', async () => {
  await beat('web', { host: 'one', silent: 40 })
  await beat('web', { host: 'one', silent: 50 })
  await beat('web', { host: 'one', age: 5 })
  expect((await webProbe.look(ctx, never)).detail).toMatch(/^1 of 2 heard of; silent on one/)
  await beat('web', { host: 'one', age: 4 })
  expect(await webProbe.look(ctx, never)).toMatchObject({ state: 'up', detail: '2 processes' })
})

test('a worker whose loop is held up is told with its machine', async () => {
  const lease = { host: 'one', pid: 1, bootId: 'b', concurrency: 1 }
  await ctx.db.prisma.taskWorker.create({ data: { ...lease, leaseUntil: new Date(Date.now() + 60_000) } })
  await beat('worker', { host: 'one', detail: { loopMs: 20 } })
  await beat('worker', { host: 'two', detail: { loopMs: 700 } })
  expect(await workerProbe.look(ctx, never)).toMatchObject({
    ...{ state: 'degraded', detail: 'answers late on two, by 700 ms' },
  })
})
