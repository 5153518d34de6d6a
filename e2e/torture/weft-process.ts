import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const VICTIMS = ['collab', 'worker', 'web', 'database', 'supervisor', 'all'] as const
export type Victim = (typeof VICTIMS)[number]

export type WeftOptions = {
  dataDir: string
  port: number
  /** The supervisor's entry; the negative control starts one of its own. */
  entry?: string
  environment?: Record<string, string>
  /** Where it prints; in the data folder unless named. */
  logFile?: string
  /** Its clocks can be set wrong by `stepClock`. */
  stepsClock?: boolean
}

/** A whole Weft, started as `npm start` starts it, that can be killed in parts and started again on the same data. */
export class WeftProcess {
  readonly url: string
  readonly #options: WeftOptions
  #supervisor: ChildProcess | undefined

  constructor(options: WeftOptions) {
    this.#options = options
    this.url = `http://127.0.0.1:${options.port}`
  }

  get logFile(): string {
    return this.#options.logFile ?? path.join(this.#options.dataDir, 'torture.log')
  }

  start(): void {
    const log = openSync(this.logFile, 'a')
    this.#supervisor = spawn(process.execPath, [this.#options.entry ?? 'server/entry/main.ts'], {
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(this.#options.port),
        WEFT_URL: this.url,
        WEFT_DATA_DIR: this.#options.dataDir,
        DATABASE_URL: '',
        RATE_LIMIT_SCALE: '1000',
        LOG_LEVEL: 'info',
        ...(this.#options.stepsClock && this.#clock()),
        ...this.#options.environment,
      },
    })
  }

  /** Sets the clocks of every process wrong by so many milliseconds, from its true time. */
  stepClock(ms: number): void {
    writeFileSync(this.#clockFile, String(ms))
  }

  get #clockFile(): string {
    return path.join(this.#options.dataDir, 'clock')
  }

  #clock(): Record<string, string> {
    this.stepClock(0)
    const preload = new URL('./stepped-clock.ts', import.meta.url).href
    return { NODE_OPTIONS: `--import ${preload}`, WEFT_TEST_CLOCK: this.#clockFile }
  }

  /** Resolves once web, collab and the database answer; rejects with the log's tail after `ms`. */
  async ready(ms = 60_000): Promise<void> {
    const deadline = Date.now() + ms
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/api/health/ready`).catch(() => undefined)
      if (answer?.ok) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`Weft was not ready within ${ms} ms:\n${this.logTail()}`)
  }

  /** The last lines of the log, without the chorus of requests that met no web. */
  logTail(lines = 30): string {
    if (!existsSync(this.logFile)) return ''
    return readFileSync(this.logFile, 'utf8')
      .split('\n')
      .filter((line) => !line.includes('web could not be reached'))
      .slice(-lines)
      .join('\n')
  }

  /** How a child of the supervisor ended, once the supervisor has said so. */
  endOf(pid: number): { code: number | null; signal: string | null } | undefined {
    for (const line of readFileSync(this.logFile, 'utf8').split('\n')) {
      if (!line.includes('child ended') || !line.includes(`"pid":${pid},`)) continue
      const entry: { code?: number; signal?: string } = JSON.parse(line)
      return { code: entry.code ?? null, signal: entry.signal ?? null }
    }
    return undefined
  }

  /** Ends the victim as a power cut would, without a chance to tidy up. */
  kill(victim: Victim): void {
    for (const pid of this.pidsOf(victim)) killHard(pid)
  }

  /** SIGSTOP or SIGCONT to every process of the database: it holds its connections and answers nothing. */
  signalDatabase(signal: 'SIGSTOP' | 'SIGCONT'): void {
    for (const pid of this.pidsOf('database')) process.kill(pid, signal)
  }

  pidsOf(victim: Victim): number[] {
    switch (victim) {
      case 'database':
        return databaseProcesses(this.#options.dataDir)
      case 'supervisor':
        return this.#supervisor?.pid ? [this.#supervisor.pid] : []
      case 'all':
        // The supervisor first: nobody is left to restart what dies next.
        return VICTIMS.filter((one) => one !== 'all')
          .toSorted((one) => (one === 'supervisor' ? -1 : 1))
          .flatMap((one) => this.pidsOf(one))
      default:
        return childrenOf(this.#supervisor?.pid).filter((pid) =>
          new RegExp(`[/-]${victim}\\.ts`).test(commandOf(pid)),
        )
    }
  }

  /** Stops in order, as Ctrl+C would; the exit code of the supervisor. */
  async stop(): Promise<number | null> {
    const supervisor = this.#supervisor
    if (!supervisor || supervisor.exitCode !== null || supervisor.signalCode !== null) return null
    const exit = new Promise<number | null>((resolve) => supervisor.once('exit', (code) => resolve(code)))
    supervisor.kill('SIGTERM')
    return await exit
  }
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Already gone with one of the processes killed before it.
  }
}

function everyProcess(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function parentOf(pid: number): number | undefined {
  try {
    // The second field is the command in brackets and may hold spaces; the parent is the second field after it.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
  } catch {
    return undefined
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined) return []
  const children = everyProcess().filter((one) => parentOf(one) === pid)
  return [...children, ...children.flatMap(childrenOf)]
}

/** The postmaster and all of its children: they work in the data directory. */
function databaseProcesses(dataDir: string): number[] {
  return everyProcess().filter((pid) => {
    try {
      const folder = readlinkSync(`/proc/${pid}/cwd`)
      return (
        (folder.startsWith(dataDir) && commandOf(pid).startsWith('postgres')) || isPostmasterOf(pid, dataDir)
      )
    } catch {
      return false
    }
  })
}

function isPostmasterOf(pid: number, dataDir: string): boolean {
  const command = commandOf(pid)
  return command.includes('/postgres ') && command.includes(dataDir)
}
