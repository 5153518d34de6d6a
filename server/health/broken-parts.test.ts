import { statfs } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { HealthReport } from '#server/contracts/admin.ts'
import { parseConfig } from '#server/platform/config/config.ts'
import type { Context } from '#server/platform/context.ts'
import { createDatabase } from '#server/platform/database/database.ts'
import { newId } from '#server/platform/ids.ts'
import { startBeat } from '#server/platform/process-beat.ts'
import { sumSince } from '#server/platform/statistics.ts'
import { startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { diskProbe } from './ground-probes.ts'
import { healthOf } from './health-of.ts'
import { collabProbe, webProbe, workerProbe } from './process-probes.ts'
import { readHealth } from './read-health.ts'
import { readReadiness } from './read-readiness.ts'
import { cacheProbe, providerProbes } from './work-probes.ts'

const PROVIDERS = [{ name: 'first', baseUrl: 'http://127.0.0.1:1', model: 'small', apiKey: 'canary-key' }]
const never = new AbortController().signal
const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify(PROVIDERS), PORT: '1' })
const owner = await createPerson(ctx)

function configured(environment: Record<string, string>): Context {
  return { ...ctx, config: parseConfig({ WEFT_DATA_DIR: ctx.config.dataDir, PORT: '1', ...environment }) }
}

async function subsystem(name: string) {
  const report = HealthReport.parse(await readHealth(ctx, owner.actor))
  return report.subsystems.find((each) => each.name === name)
}

test('the report names what everything stands on first, and gives version, connections and size of the database', async () => {
  const report = HealthReport.parse(await readHealth(ctx, owner.actor))
  expect(report.subsystems.map(({ name }) => name)).toEqual([
    ...['database', 'migrations', 'storage', 'disk', 'disk growth'],
    ...['collab', 'web', 'worker', 'queue', 'cache', 'statistics', 'provider first'],
  ])
  expect(await subsystem('database')).toMatchObject({
    detail: expect.stringMatching(/^PostgreSQL \d+/),
    advice: null,
    figures: [
      { label: 'connections', value: expect.stringMatching(/^\d+ of \d+$/) },
      { label: 'size', value: expect.stringMatching(/[KMG]iB$/) },
      { label: 'round trip', value: expect.stringMatching(/ ms$/) },
    ],
  })
})

test('readiness follows a database that goes and comes back, within two seconds each', async () => {
  const proxy = await startDatabaseProxy(ctx.config.databaseUrl ?? '')
  const db = createDatabase({ url: proxy.url, applicationName: 'test', poolSize: 2 })
  const cut: Context = { ...ctx, db }
  expect(await readReadiness(cut)).toEqual({ ready: true })
  proxy.down()
  const down = performance.now()
  await until('it is told', async () => !(await readReadiness(cut)).ready)
  expect(performance.now() - down).toBeLessThan(2000)
  const database = (await healthOf(cut).findings()).find(({ name }) => name === 'database')
  expect(database).toMatchObject({ state: 'down', advice: expect.stringContaining('PostgreSQL') })
  proxy.up()
  const up = performance.now()
  await until('it is back', async () => (await readReadiness(cut)).ready)
  expect(performance.now() - up).toBeLessThan(2000)
  healthOf(cut).stop()
  await db.close()
})

test('less room than configured makes the disk degraded, next to none down, each with what to do', async () => {
  const at = async (mb: string) => await diskProbe.look(configured({ DISK_LOW_MB: mb }), never)
  expect(await at('1')).toMatchObject({ state: 'up' })
  const { bavail, bsize } = await statfs(ctx.config.dataDir)
  const freeMb = (bavail * bsize) / 1024 ** 2
  expect(await at(String(Math.ceil(freeMb * 2)))).toMatchObject({
    state: 'degraded',
    advice: expect.stringContaining('Make room'),
  })
  expect(await at(String(Math.ceil(freeMb * 20)))).toMatchObject({ state: 'down' })
})

test('a worker whose lease ran out does not count; none is down, fewer than configured degraded', async () => {
  const put = (leaseUntil: Date) =>
    ctx.db.prisma.taskWorker.create({
      data: { id: newId(), host: 'h', pid: 1, bootId: 'b', concurrency: 4, leaseUntil },
    })
  await put(new Date(Date.now() - 1000))
  expect(await workerProbe.look(ctx, never)).toMatchObject({
    state: 'down',
    detail: '0 workers',
    advice: expect.stringContaining('WEFT_WORKERS'),
  })
  await put(new Date(Date.now() + 60_000))
  expect(await workerProbe.look(configured({ WEFT_WORKERS: '2' }), never)).toMatchObject({
    state: 'degraded',
    detail: '1 of 2 workers',
  })
  expect(await workerProbe.look(configured({ WEFT_WORKERS: '1' }), never)).toMatchObject({ state: 'up' })
})

test('a collaboration process is heard of from another machine, tells what it holds, and since when edits fail', async () => {
  await expect(collabProbe.look(ctx, never)).rejects.toThrow()
  const figures = { documents: 3, sockets: 7, failingSince: null as string | null }
  const beat = startBeat(ctx, 'collab', () => figures)
  // A beat renews its row and leaves the host as it is: from here on it comes from elsewhere.
  await until('it beats', async () => {
    const { count } = await ctx.db.prisma.processBeat.updateMany({
      where: { process: 'collab' },
      data: { host: 'elsewhere' },
    })
    return count === 1
  })
  const heard = await collabProbe.look(ctx, never)
  expect(heard).toMatchObject({ state: 'up', detail: '1 heard of' })
  expect(heard.figures).toEqual(
    expect.arrayContaining([
      { label: 'open pages', value: '3' },
      { label: 'connections', value: '7' },
      { label: 'memory', value: expect.stringMatching(/MiB|GiB/) },
    ]),
  )
  figures.failingSince = new Date(Date.now() - 42_000).toISOString()
  const failing = await until('it says that commits fail', async () => {
    const finding = await collabProbe.look(ctx, never)
    return finding.state === 'degraded' && finding
  })
  expect(failing.detail).toMatch(/^edits cannot be committed, for 4\d s$/)
  await beat.stop()
  await expect(collabProbe.look(ctx, never)).rejects.toThrow()
})

test('a process that was killed is not counted once its row is old', async () => {
  await ctx.db.prisma.processBeat.create({
    data: {
      process: 'web',
      host: 'h',
      pid: 1,
      seenAt: new Date(Date.now() - 11_000),
      detail: { loopMs: 900 },
    },
  })
  expect(await webProbe.look(ctx, never)).toMatchObject({
    state: 'degraded',
    detail: '0 of 1 heard of; silent on h for 11 s',
  })
  await ctx.db.prisma.processBeat.create({
    data: { process: 'web', host: 'h', pid: 2, detail: { loopMs: 900, rssBytes: 1 } },
  })
  expect(await webProbe.look(ctx, never)).toMatchObject({
    state: 'degraded',
    detail: 'answers late on h, by 900 ms',
  })
})

test('a provider is as its breaker, with its last answer and without its key', async () => {
  const [probe] = providerProbes(ctx.config)
  if (!probe) throw new Error('a provider is configured')
  expect(await probe.look(ctx, never)).toMatchObject({
    state: 'up',
    figures: [
      { label: 'model', value: 'small' },
      { label: 'last answer', value: 'never' },
    ],
  })
  const answered = {
    inputHash: 'x',
    path: [],
    cache: 'miss',
    latencyMs: 5,
    provider: 'first',
    kind: 'summarise',
  }
  await ctx.db.prisma.interaction.create({ data: { ...answered, workspaceId: owner.workspaceId } })
  await ctx.db.prisma.breakerState.create({
    data: { provider: 'first', state: 'open', failures: 5, lastError: 'HTTP 503' },
  })
  const finding = await probe.look(ctx, never)
  expect(finding).toMatchObject({ state: 'degraded', detail: 'resting after failures' })
  expect(finding.figures).toEqual(
    expect.arrayContaining([
      { label: 'last answer', value: expect.stringMatching(/^\d+ s ago$/) },
      { label: 'last error', value: 'HTTP 503' },
    ]),
  )
  expect(JSON.stringify(finding)).not.toContain('canary')
})

test('the cache tells what it holds', async () => {
  expect(await cacheProbe.look(ctx, never)).toMatchObject({ state: 'up', detail: '0 B kept' })
})

test('every look is counted by its state, which is the history of the report', async () => {
  await healthOf(ctx).look()
  await ctx.statistics.flush()
  const counts = await sumSince(ctx.db, { subsystem: 'health', metric: 'database', since: new Date(0) })
  expect(counts.up?.count).toBeGreaterThan(1)
})
