import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { median, percentile } from '../collab/process-usage.ts'
import { installPeers, PEERS } from '../install-peers.ts'

// Our cache, Bentocache (memory over a table of the same PostgreSQL, by knex) and a bare lru-cache with its `fetch`, in turns in one
// process; what several processes do is done by several caches over one database, as the database sees several processes.

type Asked = { ttlMs: number; graceMs: number; compute: () => Promise<string> }
/** A cache as one process has it. */
type Opened = { getOrSet(key: string, asked: Asked): Promise<string>; close(): Promise<void> }
type Contestant = { name: string; shared: boolean; open(): Opened }

const HOUR = 3_600_000
const VALUE = 'x'.repeat(500)
const KEYS = 500
const ROUNDS = 5
const STAMPEDE = 100
const COMPUTING_MS = 50

function ours(ctx: Context, workspaceId: string): Opened {
  const cache = createLayeredCache<string>(ctx, { parse: (raw) => z.string().parse(raw) })
  const signal = new AbortController().signal
  const about = { workspaceId, kind: 'bench', tags: [], fresh: false, signal }
  return {
    async getOrSet(key, { ttlMs, graceMs, compute }) {
      const made = async () => ({ value: await compute(), ttlMs })
      return (await cache.getOrCompute(key, { ...about, graceMs, compute: made })).value
    },
    close: () => cache.close(),
  }
}

function bare(): Opened {
  const cache = new LRUCache<string, string, Asked>({
    ...{ max: 100_000, allowStaleOnFetchRejection: true, noDeleteOnFetchRejection: true },
    fetchMethod: async (_key, _stale, { context, options }) => {
      options.ttl = context.ttlMs
      return await context.compute()
    },
  })
  return {
    async getOrSet(key, asked) {
      const value = await cache.fetch(key, { context: asked, ttl: asked.ttlMs })
      if (value === undefined) throw new Error('nothing was computed')
      return value
    },
    async close() {},
  }
}

const still: Asked = { ttlMs: HOUR, graceMs: 0, compute: async () => VALUE }
const failing: Asked = { ttlMs: HOUR, graceMs: HOUR, compute: () => Promise.reject(new Error('away')) }

/** Microseconds of processor for a hit in memory, awaited. */
async function firstLevel(cache: Opened, keys: readonly string[]): Promise<number> {
  const count = 40_000
  const start = process.cpuUsage()
  for (let index = 0; index < count; index += 1) await cache.getOrSet(keys[index % keys.length] ?? '', still)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / count
}

/** Milliseconds of each first hit of a process whose memory is empty. */
async function secondLevel(cache: Opened, keys: readonly string[]): Promise<number[]> {
  const never: Asked = { ...still, compute: () => Promise.reject(new Error('it is in the database')) }
  const took: number[] = []
  for (const key of keys) {
    const start = performance.now()
    await cache.getOrSet(key, never)
    took.push(performance.now() - start)
  }
  return took
}

/** How often one key is computed that 100 ask for at once, over so many processes, and how long the last of them waits. */
async function stampede(
  processes: readonly Opened[],
  key: string,
): Promise<{ computed: number; ms: number }> {
  let computed = 0
  const asked: Asked = {
    ...still,
    async compute() {
      computed += 1
      await pause(COMPUTING_MS)
      return VALUE
    },
  }
  const start = performance.now()
  const each = Array.from({ length: STAMPEDE }, (_, n) =>
    processes[n % processes.length]?.getOrSet(key, asked),
  )
  await Promise.all(each)
  return { computed, ms: performance.now() - start }
}

/** Milliseconds until an answer past its time is given because the source fails, for keys that nobody has asked for since. */
async function whileAway(cache: Opened, prefix: string): Promise<number[]> {
  const keys = Array.from({ length: 50 }, (_, n) => `${prefix} ${n}`)
  for (const key of keys) await cache.getOrSet(key, { ...still, ttlMs: 1, graceMs: HOUR })
  await pause(20)
  const took: number[] = []
  for (const key of keys) {
    const start = performance.now()
    const value = await cache.getOrSet(key, failing)
    if (value !== VALUE) throw new Error('another answer than the stale one')
    took.push(performance.now() - start)
  }
  return took
}

/** Measures all of them and prints the table of docs/speed.md. */
export async function measureBesideOthers(ctx: Context, url: string, workspaceId: string): Promise<void> {
  installPeers('bentocache')
  // A package of its own, without types here.
  const { openBentocache } = await import(path.join(PEERS, 'bentocache.mjs'))
  const contestants: Contestant[] = [
    { name: 'Weft', shared: true, open: () => ours(ctx, workspaceId) },
    { name: 'Bentocache 1.6, knex', shared: true, open: () => openBentocache(url) },
    { name: 'lru-cache 11, `fetch`', shared: false, open: bare },
  ]
  const keys = Array.from({ length: KEYS }, () => `bench:${newId()}`)
  const figures = new Map(
    contestants.map(({ name }) => [name, { first: [] as number[], cells: [] as string[] }]),
  )
  const open = contestants.map((contestant) => ({ ...contestant, cache: contestant.open() }))
  for (const { cache } of open) for (const key of keys) await cache.getOrSet(key, still)
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { name, cache } of open) figures.get(name)?.first.push(await firstLevel(cache, keys))
  for (const { name, shared, cache, open: another } of open) {
    const other = another()
    await other.getOrSet(`warm ${newId()}`, still)
    const second = shared ? await secondLevel(other, keys) : []
    const one = await stampede([cache], `bench:${newId()}`)
    const two = await stampede([cache, other], `bench:${newId()}`)
    const away = await whileAway(cache, `bench:${newId()}`)
    figures
      .get(name)
      ?.cells.push(
        `${median(figures.get(name)?.first ?? []).toFixed(2)} us`,
        shared ? `p50 ${median(second).toFixed(2)}, p99 ${percentile(second, 0.99).toFixed(1)} ms` : 'none',
        ...[one, two].map(({ computed, ms }) => `${computed} x, ${ms.toFixed(0)} ms`),
        `${median(away).toFixed(2)} ms`,
      )
    await other.close()
    await cache.close()
  }
  await ctx.db.pool.query('DROP TABLE IF EXISTS bentocache')
  console.log('')
  const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`)
  row(['', ...contestants.map(({ name }) => name)])
  row(['---', ...contestants.map(() => '---')])
  const whats = [
    'a hit in memory, awaited: processor',
    'a hit in PostgreSQL, memory empty',
    '100 ask at once for one key of 50 ms, one process',
    'the same, 50 in each of two processes',
    'an answer past its time while the source fails',
  ]
  for (const [index, what] of whats.entries())
    row([what, ...contestants.map(({ name }) => figures.get(name)?.cells[index] ?? '')])
}
