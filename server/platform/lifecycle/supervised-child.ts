import { type ChildProcess, fork } from 'node:child_process'
import { z } from 'zod'
import type { Logger } from '../logging/logger.ts'

const Message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Said before it ends without ever having served. */
  z.object({ type: z.literal('failed'), reason: z.string() }),
])

export type ChildPlan = {
  name: string
  /** Path of the module that calls `runProcess`. */
  module: string
  cwd?: string
  /** Options of Node for it, besides those of this process. */
  nodeOptions?: readonly string[]
  environment: () => NodeJS.ProcessEnv
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Called when the process died so often before it was ever ready that it will not get better. */
  onHopeless?: (reason: string | undefined) => void
}

// The first restart is immediate. The cap keeps every restart within the 5 s that the promises give, start included.
const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 3000
const STEADY_MS = 30_000
const HOPELESS_STARTS = 4

/** A process that is started again whenever it ends by itself. Start once; stop may be called twice. */
export class SupervisedChild {
  readonly #plan: ChildPlan
  readonly #ready = Promise.withResolvers<void>()
  #child: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #wasReady = false
  #failures = 0
  #reason: string | undefined

  constructor(plan: ChildPlan) {
    this.#plan = plan
  }

  /** Resolves when the process has served for the first time. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): void {
    const { name, module, cwd, nodeOptions = [], environment, log } = this.#plan
    const begun = Date.now()
    const child = fork(module, {
      cwd,
      env: environment(),
      execArgv: [...process.execArgv, ...nodeOptions],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    child.on('message', (message) => {
      const said = Message.safeParse(message).data
      if (said?.type === 'failed') this.#reason = said.reason
      if (said?.type !== 'ready') return
      this.#wasReady = true
      this.#ready.resolve()
      log.info({ child: name, pid: child.pid, ms: Date.now() - begun }, 'child is ready')
    })
    child.on('error', (error) => log.error({ error, child: name }, 'child could not be reached'))
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return
      this.#child = undefined
      if (this.#stopped) return
      log.warn({ child: name, pid: child.pid, code, signal }, 'child ended; starting another')
      this.#startLater(Date.now() - begun)
    })
  }

  /** It does not come back when it ends: a signal may have reached it before its turn in the ordered stop. */
  retire(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /** Ends the process, lets it finish for `graceMs`, then kills it; it does not come back. */
  async stop(graceMs: number): Promise<void> {
    this.retire()
    await endChild(this.#child, graceMs)
  }

  /** Ends the process with grace and starts it anew: its code, or the address of the database, has changed. */
  async restart(graceMs: number): Promise<void> {
    if (this.#stopped) return
    clearTimeout(this.#timer)
    const child = this.#child
    this.#child = undefined
    await endChild(child, graceMs)
    if (!this.#stopped && !this.#child) this.start()
  }

  /** Ends the process at once. */
  kill(): void {
    this.#stopped = true
    this.#child?.kill('SIGKILL')
  }

  #startLater(livedMs: number): void {
    if (livedMs > STEADY_MS) this.#failures = 0
    this.#failures++
    if (!this.#wasReady && this.#failures >= HOPELESS_STARTS) {
      this.#plan.onHopeless?.(this.#reason)
      return
    }
    const backoff =
      this.#failures === 1 ? 0 : Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (this.#failures - 2))
    this.#timer = setTimeout(() => this.start(), backoff)
  }
}

const ending = new WeakMap<ChildProcess, Promise<void>>()

/** However often it is asked for, one signal is sent: a second one would tell the process not to finish. */
function endChild(child: ChildProcess | undefined, graceMs: number): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  const ended = ending.get(child) ?? signalAndWait(child, graceMs)
  ending.set(child, ended)
  return ended
}

async function signalAndWait(child: ChildProcess, graceMs: number): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await ended
  clearTimeout(timer)
}
