import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Context } from '#server/platform/context.ts'
import { anyFreePort } from '#server/platform/lifecycle/await-port.ts'
import { cpuSeconds } from '../collab/process-usage.ts'

// A folder for profiles of the processes, of what is done from their start to their end.
const PROFILES = process.env.CPU_PROFILES

/** The collaboration processes of one run, as they are shipped. */
export class CollabNodes {
  readonly ports: readonly number[]
  readonly #children: readonly ChildProcess[]

  private constructor(children: readonly ChildProcess[], ports: readonly number[]) {
    this.#children = children
    this.ports = ports
  }

  static async start(ctx: Context, count: number): Promise<CollabNodes> {
    const ports: number[] = []
    while (ports.length < count) ports.push(await anyFreePort())
    const children = ports.map((port) =>
      fork('server/entry/collab.ts', {
        execArgv: PROFILES ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : [],
        env: {
          ...process.env,
          ...{ PORT: String(port), WEFT_URL: `http://127.0.0.1:${port}`, WEFT_SECRET: ctx.config.secret },
          ...{ LOG_LEVEL: 'warn', RATE_LIMIT_SCALE: '1000' },
        },
      }),
    )
    await Promise.all(
      children.map(
        (child) =>
          new Promise<void>((resolve, reject) => {
            child.once('message', () => resolve())
            child.once('exit', (code) => reject(new Error(`the collaboration process ended with ${code}`)))
          }),
      ),
    )
    return new CollabNodes(children, ports)
  }

  /** Processor seconds of all of them so far, with their threads. */
  cpuSeconds(): number {
    return this.#children.reduce((sum, { pid }) => sum + (pid === undefined ? 0 : cpuSeconds(pid)), 0)
  }

  async stop(): Promise<void> {
    for (const child of this.#children) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    }
  }
}

/** Processor seconds of a PostgreSQL on this machine so far: of its postmaster, of what that has started, and of what has ended. */
export async function databaseMeter(ctx: Context): Promise<() => number> {
  const { rows } = await ctx.db.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const postmaster = Number(fieldsOf(rows[0]?.pid ?? 0)[1])
  return () => {
    const ended = fieldsOf(postmaster)
    const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ')
    const running = [postmaster, ...children.filter(Boolean).map(Number)]
    return (
      (Number(ended[13]) + Number(ended[14])) / 100 + running.reduce((sum, pid) => sum + secondsOf(pid), 0)
    )
  }
}

/** Nought for one that ends at this moment: the postmaster counts it from then on. */
function secondsOf(pid: number): number {
  try {
    return cpuSeconds(pid)
  } catch {
    return 0
  }
}

/** What stands in /proc about a process, from its state on. */
function fieldsOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
}
