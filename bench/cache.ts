// The cost of a first-level hit beside a bare lru-cache get (promise S6: within 2x), measured in turns in one process.
// DATABASE_URL=... node bench/cache.ts   (a migrated database; one workspace is made and removed)
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { newId, sha256 } from '#server/platform/ids.ts'

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
await ctx.db.prisma.workspace.delete({ where: { id: workspaceId } })
await closeContext(ctx)
