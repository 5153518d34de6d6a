import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { beforeAll, expect, test } from 'vitest'
import { parseConfig } from '#server/platform/config/config.ts'
import type { Context } from '#server/platform/context.ts'
import { createDatabase } from '#server/platform/database/database.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { databaseProbe, diskProbe, migrationsProbe, storageProbe } from './ground-probes.ts'
import { healthOf } from './health-of.ts'
import { createProber, type Probe } from './prober.ts'
import { collabProbe, workerProbe } from './process-probes.ts'
import { readHealth } from './read-health.ts'
import { readReadiness } from './read-readiness.ts'
import { queueProbe } from './work-probes.ts'

const never = new AbortController().signal
let ctx: Context

beforeAll(async () => {
  ctx = await createTestContext()
})

test('a migrated database is up and ready; without a worker the whole is down but still ready', async () => {
  const owner = await createPerson(ctx)
  const report = await readHealth(ctx, owner.actor)
  const states = Object.fromEntries(report.subsystems.map(({ name, state }) => [name, state]))
  expect(states).toMatchObject({
    database: 'up',
    migrations: 'up',
    queue: 'up',
    worker: 'down',
    storage: 'up',
  })
  expect(report.state).toBe('down')
  expect(report.version).toMatch(/^\d+\.\d+\.\d+/)
  expect(await readReadiness(ctx)).toEqual({ ready: true })
})

test('only owners see the report', async () => {
  const { workspaceId } = await createPerson(ctx)
  const member = await createPerson(ctx, { workspaceId, role: 'member' })
  await expect(readHealth(ctx, member.actor)).rejects.toMatchObject({ code: 'not-found' })
})

test('a database that is away makes the process not ready, within two seconds and without an address in the report', async () => {
  const away = createDatabase({ url: 'postgresql://weft@127.0.0.1:1/weft', applicationName: 'test' })
  const cut = { ...ctx, db: away }
  const start = performance.now()
  expect(await readReadiness(cut)).toEqual({ ready: false })
  expect(performance.now() - start).toBeLessThan(2000)
  const database = (await healthOf(cut).findings()).find(({ name }) => name === 'database')
  expect(database).toMatchObject({ state: 'down', detail: 'failed with ECONNREFUSED' })
  healthOf(cut).stop()
  await away.close()
})

test('a probe that hangs is degraded after its time, down the next time, and does not hold up the others', async () => {
  const hanging: Probe = { name: 'hanging', timeoutMs: 200, look: () => new Promise(() => {}) }
  const strict: Probe = { ...hanging, name: 'strict', patience: 1 }
  const prober = createProber(ctx, [hanging, strict, databaseProbe])
  const detail = 'no answer within 200 ms'
  const states = async () => (await prober.findings()).map(({ name, state }) => [name, state])
  expect(await states()).toEqual([
    ['hanging', 'degraded'],
    ['strict', 'down'],
    ['database', 'up'],
  ])
  await prober.look()
  expect((await prober.findings())[0]).toMatchObject({ state: 'down', detail })
  prober.stop()
})

test('a database that lacks a migration is told from one that has all', async () => {
  await ctx.db.pool.query('UPDATE "_prisma_migrations" SET finished_at = NULL')
  expect(await migrationsProbe.look(ctx, never)).toMatchObject({
    state: 'down',
    detail: expect.stringMatching(/not applied/),
  })
  await ctx.db.pool.query('UPDATE "_prisma_migrations" SET finished_at = now()')
  expect(await migrationsProbe.look(ctx, never)).toMatchObject({ state: 'up' })
})

test('a task that waits longer than a minute makes the queue degraded, and a worker with a lease counts', async () => {
  const { workspaceId } = await createPerson(ctx)
  const runAt = new Date(Date.now() - 90_000)
  await ctx.db.prisma.task.create({ data: { workspaceId, kind: 'summarise', payload: {}, runAt } })
  expect(await queueProbe.look(ctx, never)).toMatchObject({
    state: 'degraded',
    detail: expect.stringMatching(/^1 waiting/),
  })
  const lease = { host: 'test', pid: 1, bootId: 'test', concurrency: 1 }
  await ctx.db.prisma.taskWorker.create({ data: { ...lease, leaseUntil: new Date(Date.now() + 60_000) } })
  expect(await workerProbe.look(ctx, never)).toMatchObject({ state: 'up', detail: '1 worker' })
})

test('storage that cannot be written is down, and the disk tells what is free', async () => {
  const file = `${ctx.config.dataDir}/a-file`
  await writeFile(file, '')
  const config = parseConfig({ WEFT_DATA_DIR: `${file}/below` })
  await expect(storageProbe.look({ ...ctx, config }, never)).rejects.toThrow()
  expect(await diskProbe.look(ctx, never)).toMatchObject({
    detail: expect.stringMatching(/^\d+(\.\d)? [MGT]iB free$/),
  })
  await rm(file)
})

test('the public door is asked over HTTP', async () => {
  const door = createServer((_, response) => response.writeHead(200).end('{}'))
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const config = parseConfig({ PORT: String(port) })
  expect(await collabProbe.look({ ...ctx, config }, never)).toMatchObject({
    state: 'up',
    detail: 'answered 200',
  })
  door.closeAllConnections()
  await new Promise((resolve) => door.close(resolve))
  await expect(collabProbe.look({ ...ctx, config }, never)).rejects.toThrow()
})
