// The task engine beside graphile-worker (with its local queue), pg-boss and, where this machine has a Redis, BullMQ, in one run: no-op
// jobs a second with one and four worker processes of ten slots, the processor time that a job costs database and workers, and the time
// from the commit of a job to the start of its handler in another, idle process. Turn by turn, each engine alone; medians of the rounds.
// Then what the engine promises: a cancelled task, a killed worker, one person's backlog. Prints the tables of docs/tasks.md.
// npm run bench -- queue [jobs] [rounds]

import { loadavg } from 'node:os'
import { processConfig } from '#server/platform/config/process-config.ts'
import { median, percentile } from './collab/process-usage.ts'
import { installPeers } from './install-peers.ts'
import { BULLMQ, ENGINES, type Engine, type Load, latencies, measureLoad } from './queue/measure-engine.ts'
import { createAsking, measureCancel, measureShare, measureTakeover } from './queue/measure-promises.ts'
import { redisVersion, startOwnRedis } from './queue/own-redis.ts'

const [jobs = 10_000, rounds = 3] = process.argv.slice(2).map(Number)
const url = processConfig().databaseUrl
if (!url) throw new Error('npm run bench -- queue')

installPeers('graphile-worker', 'pg-boss', 'bullmq')
const shown = (value: number, digits = 0) => value.toFixed(digits)
const row = (...cells: string[]) => console.log(`| ${cells.join(' | ')} |`)
const load = () => `load ${shown(loadavg()[0] ?? 0, 1)}`
const COUNTS = [1, 4]

type Contestant = { name: string; engine: Engine; url: string }
const contestants: Contestant[] = Object.entries(ENGINES).map(([name, engine]) => ({ name, engine, url }))
const redis =
  redisVersion() === undefined ? [] : await Promise.all((['always', 'everysec'] as const).map(withSync))
if (redis.length === 0)
  console.log('BullMQ is left out: this machine has no Redis (apt-get install redis-server)')
contestants.push(...redis.map(({ name, url }) => ({ name, engine: BULLMQ, url })))

async function withSync(sync: 'always' | 'everysec') {
  const server = await startOwnRedis(sync)
  return { ...server, name: `BullMQ, Redis ${server.version}, appendfsync ${sync}` }
}

const loads = new Map<string, Load[]>()
console.log(`${jobs} jobs, ${rounds} rounds; ${load()}`)
for (const workers of COUNTS)
  for (let round = 0; round < rounds; round++)
    for (const { name, engine, url } of contestants) {
      const key = `${workers} ${name}`
      loads.set(key, [...(loads.get(key) ?? []), await measureLoad(engine, { url, workers, jobs })])
    }
const idle = new Map<string, number[]>()
// Of 100 the one at the 99th per cent would be the longest.
for (const { name, engine, url } of contestants) idle.set(name, await latencies(engine, { url, count: 300 }))
for (const server of redis) await server.stop()

row(
  ...['no-op jobs, slots of 10', '1 worker, jobs/s', '4 workers, jobs/s', 'a job costs the database'],
  ...['and the workers', 'commit to start, idle, p50', 'p99'],
)
row(...Array<string>(7).fill('---'))
for (const { name } of contestants) {
  const of = (workers: number, pick: (load: Load) => number) =>
    median((loads.get(`${workers} ${name}`) ?? []).map(pick))
  const waits = idle.get(name) ?? []
  row(
    ...[name, ...COUNTS.map((workers) => shown(of(workers, (load) => load.jobsASecond)))],
    ...[`${shown(of(1, (load) => load.databaseUs))} us`, `${shown(of(1, (load) => load.workersUs))} us`],
    ...[`${shown(percentile(waits, 0.5), 1)} ms`, `${shown(percentile(waits, 0.99), 1)} ms`],
  )
}

console.log(`\n${load()}\n`)
const asking = await createAsking(url)
row('what is promised', 'figure', 'goal', 'met')
row(...Array<string>(4).fill('---'))
const promise = (what: string, figure: string, value: number, goal: number) =>
  row(what, figure, `${goal} ms`, value <= goal ? 'yes' : 'no')
const spread = (took: readonly number[]) =>
  `p50 ${shown(median(took))}, longest of ${took.length} ${shown(Math.max(...took))} ms`

const cancelled = await measureCancel(asking, url, 200)
const late = percentile(cancelled, 0.99)
promise(
  'a running task is cancelled from another process',
  `p50 ${shown(median(cancelled), 1)}, p99 ${shown(late, 1)} ms`,
  late,
  100,
)
const here = await measureTakeover(asking, url, { rounds: 10, elsewhere: false })
promise(
  'a worker is killed; its ten tasks run in another of its machine',
  spread(here),
  Math.max(...here),
  1000,
)
const there = await measureTakeover(asking, url, { rounds: 5, elsewhere: true })
promise('the same, in a worker of another machine', spread(there), Math.max(...there), 5000)
const [alone, beside] = [await measureShare(asking, url, 0), await measureShare(asking, url, 20_000)]
const delay = median(beside) - median(alone)
promise(
  'ten tasks of one person beside 20,000 of another wait longer by',
  `${shown(delay)} ms (the last of them begins after ${shown(median(beside))} instead of ${shown(median(alone))} ms)`,
  delay,
  50,
)
console.log(`\n${load()}`)
await asking.close()
