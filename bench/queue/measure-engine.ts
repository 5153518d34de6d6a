import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { cpuSeconds } from '../collab/process-usage.ts'
import { PEERS } from '../install-peers.ts'

export type Engine = {
  file: string
  /** How many jobs have not ended. */
  left: string
  /** Forgets all jobs, and brings the tables back to their first size. */
  clear: string
}

export const ENGINES: Readonly<Record<string, Engine>> = {
  Weft: {
    file: path.join(import.meta.dirname, 'weft.ts'),
    left: `SELECT count(*)::int AS n FROM "Task" WHERE status IN ('PENDING', 'RUNNING')`,
    clear: 'TRUNCATE "Task" CASCADE',
  },
  'graphile-worker, local queue': {
    file: path.join(PEERS, 'graphile-worker.mjs'),
    left: 'SELECT count(*)::int AS n FROM graphile_worker._private_jobs',
    clear: 'TRUNCATE graphile_worker._private_jobs',
  },
  'pg-boss, batches': {
    file: path.join(PEERS, 'pg-boss.mjs'),
    left: `SELECT count(*)::int AS n FROM pgboss.job WHERE state < 'completed'`,
    clear: 'TRUNCATE pgboss.job',
  },
}

export type Load = { jobsASecond: number; databaseUs: number; workersUs: number }

const SLOTS = 10
const LOOK_MS = 20

/** Between a tenth and nine tenths of a backlog: how fast it shrinks, and the processor time that each job costs meanwhile. */
export async function measureLoad(
  engine: Engine,
  { url, workers, jobs }: { url: string; workers: number; jobs: number },
): Promise<Load> {
  execFileSync(process.execPath, [engine.file, 'fill', url, String(jobs)], { stdio: 'inherit' })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const left = async (): Promise<number> => (await client.query(engine.left)).rows[0].n
  if ((await left()) !== jobs) throw new Error(`not ${jobs} jobs wait`)
  await client.query('VACUUM ANALYZE')
  const database = await serverOf(client)
  const working = Array.from({ length: workers }, () => startWorker(engine, url))
  const pids = working.flatMap(({ pid }) => pid ?? [])
  const usage = () => ({ database: serverSeconds(database), workers: sum(pids.map(cpuSeconds)) })
  try {
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
    await Promise.all(working.map(end))
    await client.query(engine.clear)
    await client.end()
  }
}

/** Milliseconds from the commit of a job to the start of its handler in another process; one job at a time, apart. */
export async function latencies(
  engine: Engine,
  { url, count }: { url: string; count: number },
): Promise<number[]> {
  const worker = startWorker(engine, url)
  const started = new Map<string, number>()
  await new Promise<void>((ready) => {
    eachLine(worker, ([word, n = '', at]) => {
      if (word === 'ready') ready()
      else if (word === 'started') started.set(n, Number(at))
    })
  })
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
  await end(worker)
  return asked.map(([n, at]) => Math.max(0, (started.get(n) ?? Number.NaN) - at))
}

function startWorker(engine: Engine, url: string): ChildProcess {
  return spawn(process.execPath, [engine.file, 'work', url, String(SLOTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function eachLine(child: ChildProcess, tell: (words: string[]) => void): void {
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => tell(line.split(' ')))
}

async function end(child: ChildProcess): Promise<void> {
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
