import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { inheritedEnvironment } from '#server/platform/config/process-config.ts'
import { cpuSeconds } from '../collab/process-usage.ts'
import { PEERS } from '../install-peers.ts'
import { openRedis } from './own-redis.ts'

export type Engine = {
  file: string
  store: Store
}
/** Where an engine keeps its jobs. */
export type Store =
  | {
      in: 'PostgreSQL'
      /** How many jobs have not ended. */
      left: string
      /** Forgets all jobs, and brings the tables back to their first size. */
      clear: string
    }
  /** Lists of jobs that have not ended; everything is forgotten by emptying the database. */
  | { in: 'Redis'; left: readonly string[] }

/** BullMQ, on a Redis that `bench/queue/own-redis.ts` has started. */
export const BULLMQ: Engine = {
  file: path.join(PEERS, 'bullmq.mjs'),
  store: { in: 'Redis', left: ['bull:nothing:wait', 'bull:nothing:active'] },
}

export const ENGINES = {
  Weft: {
    file: path.join(import.meta.dirname, 'weft.ts'),
    store: {
      in: 'PostgreSQL',
      left: `SELECT count(*)::int AS n FROM "Task" WHERE status IN ('PENDING', 'RUNNING')`,
      clear: 'TRUNCATE "Task" CASCADE',
    },
  },
  'graphile-worker, local queue': {
    file: path.join(PEERS, 'graphile-worker.mjs'),
    store: {
      in: 'PostgreSQL',
      left: 'SELECT count(*)::int AS n FROM graphile_worker._private_jobs',
      clear: 'TRUNCATE graphile_worker._private_jobs',
    },
  },
  'pg-boss, batches': {
    file: path.join(PEERS, 'pg-boss.mjs'),
    store: {
      in: 'PostgreSQL',
      left: `SELECT count(*)::int AS n FROM pgboss.job WHERE state < 'completed'`,
      clear: 'TRUNCATE pgboss.job',
    },
  },
} as const satisfies Record<string, Engine>

export type Load = { jobsASecond: number; databaseUs: number; workersUs: number }

const SLOTS = 10
const LOOK_MS = 20

/**
 * Between a tenth and nine tenths of a backlog: how fast it shrinks, and the processor time that each job costs meanwhile. Workers have
 * started by then and are stopped while the backlog grows: what a start costs is no part of a job.
 */
export async function measureLoad(
  engine: Engine,
  { url, workers, jobs }: { url: string; workers: number; jobs: number },
): Promise<Load> {
  const fill = (count: number) =>
    execFileSync(process.execPath, [engine.file, 'fill', url, String(count)], { stdio: 'inherit' })
  // Makes the tables of engines that make their own.
  fill(0)
  const { left, settle, clear, close, seconds } = await open(engine.store, url)
  const working = Array.from({ length: workers }, () => startWorker(engine, url, { slots: SLOTS }))
  const pids = working.flatMap(({ pid }) => pid ?? [])
  const usage = () => ({ database: seconds(), workers: sum(pids.map(cpuSeconds)) })
  try {
    await Promise.all(working.map(ready))
    for (const worker of working) worker.kill('SIGSTOP')
    fill(jobs)
    if ((await left()) !== jobs) throw new Error(`not ${jobs} jobs wait`)
    await settle()
    for (const worker of working) worker.kill('SIGCONT')
    const first = await until(left, jobs * 0.9, usage)
    const last = await until(left, jobs * 0.1, usage)
    const done = first.n - last.n
    await until(left, 0, usage)
    return {
      jobsASecond: done / ((last.at - first.at) / 1000),
      databaseUs: ((last.database - first.database) / done) * 1e6,
      workersUs: ((last.workers - first.workers) / done) * 1e6,
    }
  } finally {
    // One that is still stopped would not hear that it is to end.
    for (const worker of working) worker.kill('SIGCONT')
    await Promise.all(working.map(endWorker))
    await clear()
    await close()
  }
}

/** Milliseconds from the commit of a job to the start of its handler in another process; one job at a time, apart. */
export async function latencies(
  engine: Engine,
  { url, count }: { url: string; count: number },
): Promise<number[]> {
  const worker = startWorker(engine, url, { slots: SLOTS })
  const started = new Map<string, number>()
  eachLine(worker, ([word, n = '', at]) => {
    if (word === 'started') started.set(n, Number(at))
  })
  await ready(worker)
  const asking = spawn(process.execPath, [engine.file, 'ask', url, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const asked: [string, number][] = []
  eachLine(asking, ([word, n = '', at]) => {
    if (word === 'asked') asked.push([n, Number(at)])
  })
  await once(asking, 'close')
  // What was asked for last may only be told now.
  while (started.size < count) await pause(LOOK_MS)
  await endWorker(worker)
  return asked.map(([n, at]) => Math.max(0, (started.get(n) ?? Number.NaN) - at))
}

type Placed = {
  slots: number
  /** The machine that it takes itself to be on, where that is another than this one. */
  machine?: string
  environment?: Record<string, string>
}

export function startWorker(
  engine: Engine,
  url: string,
  { slots, machine, environment }: Placed,
): ChildProcess {
  const elsewhere = ['--import', path.join(import.meta.dirname, 'as-another-machine.mjs')]
  const options = machine === undefined ? [] : elsewhere
  return spawn(process.execPath, [...options, engine.file, 'work', url, String(slots)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: inheritedEnvironment({ ...environment, ...(machine !== undefined && { BENCH_HOST: machine }) }),
  })
}

/** Resolves when the worker says that it works. */
function ready(worker: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    eachLine(worker, ([word]) => {
      if (word === 'ready') resolve()
    })
  })
}

export function eachLine(child: ChildProcess, tell: (words: string[]) => void): void {
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => tell(line.split(' ')))
}

export async function endWorker(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function until<T>(
  left: () => Promise<number>,
  most: number,
  usage: () => T,
): Promise<T & { n: number; at: number }> {
  for (;;) {
    const n = await left()
    if (n <= most) return { n, at: performance.now(), ...usage() }
    await pause(LOOK_MS)
  }
}

type Opened = {
  left: () => Promise<number>
  /** Lets the server look at what was written, so that it does not do so meanwhile. */
  settle: () => Promise<unknown>
  clear: () => Promise<unknown>
  close: () => Promise<unknown>
  /** Processor seconds of the server so far. */
  seconds: () => number
}

async function open(store: Store, url: string): Promise<Opened> {
  if (store.in === 'Redis') {
    const redis = await openRedis(url)
    const pid = Number(/process_id:(\d+)/.exec(String(await redis.ask('INFO server')))?.[1])
    return {
      left: async () =>
        sum(await Promise.all(store.left.map(async (list) => Number(await redis.ask(`LLEN ${list}`))))),
      settle: async () => undefined,
      clear: () => redis.ask('FLUSHALL'),
      close: async () => redis.close(),
      seconds: () => cpuSeconds(pid),
    }
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const database = await serverOf(client)
  return {
    left: async () => (await client.query(store.left)).rows[0].n,
    settle: () => client.query('VACUUM ANALYZE'),
    clear: () => client.query(store.clear),
    close: () => client.end(),
    seconds: () => serverSeconds(database),
  }
}

/** The server's own process, whose children serve the connections. */
async function serverOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  return Number(fieldsOf(rows[0].pid)[1])
}

/** Processor seconds of the database: its processes that live, and those that have ended. */
function serverSeconds(server: number): number {
  const ended = fieldsOf(server)
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === server)
  return (Number(ended[13]) + Number(ended[14])) / 100 + sum(living.map((pid) => cpuSeconds(Number(pid))))
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(fieldsOf(pid)[1])
  } catch {
    // It ended since the list was read; its time is in that of the ended ones.
    return undefined
  }
}

/** What follows the name of a process: its state, its parent, ... */
function fieldsOf(pid: number | string): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0)
}
