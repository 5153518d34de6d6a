// The cost of a first-level hit beside a bare lru-cache get (promise S6: within 2x), measured in turns in one process; then
// what cached() adds, how long a flight over processes makes others wait, and what stale answers and reports cost.
// At the end Bentocache and lru-cache beside it, with the table of docs/speed.md.  npm run bench -- cache
import { loadavg } from 'node:os'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { cached } from '#server/cache/cached.ts'
import { invalidateEntries } from '#server/cache/invalidate-entries.ts'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { readCacheStatistics } from '#server/cache/read-cache-statistics.ts'
import type { Person } from '#server/contracts/actors.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { readFailures } from '#server/processing/read-failures.ts'
import { readQuality } from '#server/processing/read-quality.ts'
import { adminCountTasks } from '#server/tasks/admin-count-tasks.ts'
import { measureBesideOthers } from './cache/beside-others.ts'

const KEYS = 2000
const ROUNDS = 9
const HOUR = 3_600_000
const keys = Array.from({ length: KEYS }, (_, index) => sha256(String(index)))
const value = 'x'.repeat(500)

const bare = new LRUCache<string, { value: string }>({
  maxSize: 64 * 1_048_576,
  sizeCalculation: () => 500,
  ttl: HOUR,
})
for (const key of keys) bare.set(key, { value })

const ctx = createContext(processConfig(), 'bench')
const cache = createLayeredCache<string>(ctx, { parse: (raw) => z.string().parse(raw) })
const workspaceId = newId()
await ctx.db.prisma.workspace.create({ data: { id: workspaceId, name: 'bench' } })
const lookUp = {
  workspaceId,
  kind: 'summarise',
  graceMs: HOUR,
  tags: [],
  fresh: false,
  signal: new AbortController().signal,
  compute: async () => ({ value, ttlMs: HOUR }),
}
for (const key of keys) await cache.getOrCompute(key, lookUp)

function nanoseconds(since: NodeJS.CpuUsage, count: number): number {
  const { user, system } = process.cpuUsage(since)
  return ((user + system) * 1000) / count
}

function timed(count: number, work: (key: string) => unknown): number {
  const start = process.cpuUsage()
  for (let index = 0; index < count; index += 1) work(keys[index % KEYS] ?? '')
  return nanoseconds(start, count)
}

async function timedAwait(count: number): Promise<number> {
  const start = process.cpuUsage()
  for (let index = 0; index < count; index += 1) await cache.getOrCompute(keys[index % KEYS] ?? '', lookUp)
  return nanoseconds(start, count)
}

const results = new Map<string, number[]>([
  ['bare lru-cache get (ttl)', []],
  ['first-level hit (peek)', []],
  ['getOrCompute, awaited, counted', []],
])
const [bareTimes = [], peekTimes = [], fullTimes = []] = results.values()
for (let round = 0; round < ROUNDS; round += 1) {
  bareTimes.push(timed(2_000_000, (key) => bare.get(key)))
  peekTimes.push(timed(2_000_000, (key) => cache.peek(key)))
  fullTimes.push(await timedAwait(300_000))
}
function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
}
for (const [name, list] of results) {
  const ratio = median(list) / median(bareTimes)
  console.log(
    `${name.padEnd(32)}${median(list).toFixed(0).padStart(6)} ns CPU a hit  ${ratio.toFixed(2)} x bare`,
  )
}

await cache.close()

const timedMedian = async (times: number, work: () => Promise<unknown>): Promise<number> => {
  const took: number[] = []
  for (let round = 0; round < times; round += 1) {
    const start = performance.now()
    await work()
    took.push(performance.now() - start)
  }
  return median(took)
}
const print = (what: string, ms: number): void =>
  console.log(
    `${what.padEnd(62)}${(ms < 0.1 ? `${(ms * 1000).toFixed(1)} us` : `${ms.toFixed(1)} ms`).padStart(10)}`,
  )

const read = cached(
  async (_call, workspace: string, page: { size: number }) => ({ workspace, size: page.size }),
  {
    name: 'bench.read',
    workspaceOf: (workspace) => workspace,
    level: 'memory',
    ttlMs: HOUR,
  },
)
await read(ctx, workspaceId, { size: 1 })
const start = performance.now()
for (let index = 0; index < 100_000; index += 1) await read(ctx, workspaceId, { size: 1 })
print('cached(), a hit in memory, awaited', (performance.now() - start) / 100_000)

// Two caches are two processes as far as the database and the bus can tell.
const parts = [1, 2].map(() => createLayeredCache<string>(ctx, { parse: (raw) => z.string().parse(raw) }))
const [one, two] = parts
if (!one || !two) throw new Error('no caches')
let turn = 0
const waits: number[] = []
print('a miss: look, claim, store', await timedMedian(50, () => one.getOrCompute(`miss ${++turn}`, lookUp)))
for (let round = 0; round < 50; round += 1) {
  const key = `flight ${round}`
  let ended = 0
  const compute = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    ended = performance.now()
    return { value, ttlMs: HOUR }
  }
  await Promise.all([one, two].map((part) => part.getOrCompute(key, { ...lookUp, compute })))
  waits.push(performance.now() - ended)
}
print('end of a computation to the answer in the other process', median(waits))

const slow = async () => {
  await new Promise((resolve) => setTimeout(resolve, 200))
  return { value, ttlMs: 1 }
}
const revalidated = { ...lookUp, revalidateMs: HOUR, compute: slow }
await one.getOrCompute('stale', revalidated)
await new Promise((resolve) => setTimeout(resolve, 20))
print(
  'an answer that is stale while a 200 ms computation runs behind',
  await timedMedian(20, () => one.getOrCompute('stale', revalidated)),
)

const userId = newId()
const actor: Person = {
  ...{ kind: 'person', userId, name: 'bench', via: { type: 'session', sessionId: newId() } },
  memberships: [{ workspaceId, role: 'owner' }],
}
const path = JSON.stringify([
  ...[{ step: 'cache', provider: 'cache', model: null, outcome: 'miss', attempts: 1, ms: 1, reason: null }],
  ...[
    {
      step: 'primary',
      provider: 'a',
      model: 'm',
      outcome: 'failed',
      attempts: 3,
      ms: 900,
      reason: 'x',
      fault: 'timeout',
    },
  ],
  ...[
    { step: 'fallback', provider: 'b', model: 'm', outcome: 'answered', attempts: 1, ms: 300, reason: null },
  ],
])
await ctx.db.pool.query(
  `INSERT INTO "Interaction" (id, "workspaceId", kind, "inputHash", provider, path, cache, quality, "latencyMs", "createdAt", "updatedAt")
   SELECT gen_random_uuid(), $1, 'summarise', 'x', 'b', $2::jsonb, 'miss', '{"score":0.8,"method":"m"}', 300, now() - n * interval '50 s', now()
   FROM generate_series(1, 50000) n`,
  [workspaceId, path],
)
const tasks = `INSERT INTO "Task" (id, "workspaceId", kind, status, payload)
  SELECT gen_random_uuid(), $1, 'summarise', 'COMPLETED', '{}' FROM generate_series(1, 50000)`
await ctx.db.pool.query(tasks, [workspaceId])
await ctx.db.pool.query('ANALYZE')
const forget = () =>
  transaction(ctx, (tx, afterCommit) =>
    invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'glob', value: 'recovery.*' }),
  )
for (const [name, report] of [
  ['failures', readFailures],
  ['quality', readQuality],
] as const) {
  const fresh = async (): Promise<number> => {
    await forget()
    await new Promise((resolve) => setTimeout(resolve, 100))
    const begun = performance.now()
    await report(ctx, actor, '30d')
    return performance.now() - begun
  }
  const anew: number[] = []
  for (let round = 0; round < 5; round += 1) anew.push(await fresh())
  print(`report of ${name}, a month of 50,000 requests, computed`, median(anew))
  print(`report of ${name}, from the cache`, await timedMedian(50, () => report(ctx, actor, '30d')))
}
print(
  'counts of 50,000 tasks, which are not cached',
  await timedMedian(20, () => adminCountTasks(ctx, actor)),
)
print(
  'statistics of the cache over 30 days, which are not',
  await timedMedian(20, () => readCacheStatistics(ctx, actor, '30d')),
)

for (const part of parts) await part.close()
const { databaseUrl } = ctx.config
if (databaseUrl) await measureBesideOthers(ctx, databaseUrl, workspaceId)
console.log(`\nload ${loadavg()[0]?.toFixed(1)}`)
await ctx.db.prisma.workspace.delete({ where: { id: workspaceId } })
await closeContext(ctx)
