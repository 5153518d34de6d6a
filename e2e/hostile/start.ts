import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../torture/free-port.ts'

export type Ending = { code: number | null; stdout: string; stderr: string; seconds: number }

/** One start of Weft as `npm start` does it, with everything that it prints. */
export class Start {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  readonly #begun = performance.now()
  #stdout = ''
  #stderr = ''

  constructor(environment: Record<string, string>, { uid }: { uid?: number } = {}) {
    this.#child = spawn(process.execPath, [path.resolve('server/entry/main.ts')], {
      env: {
        PATH: process.env.PATH ?? '',
        NODE_ENV: 'production',
        WEFT_WORKERS: '0',
        ...environment,
      },
      ...(uid === undefined ? {} : { uid, gid: uid }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.on('data', (chunk) => {
      this.#stdout += chunk
    })
    this.#child.stderr?.on('data', (chunk) => {
      this.#stderr += chunk
    })
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get printed(): string {
    return this.#stdout + this.#stderr
  }

  /** What it came to; a start that neither serves nor ends within `ms` is killed and counts as hung. */
  async ending(ms = 60_000): Promise<Ending> {
    const timer = setTimeout(() => this.kill(), ms)
    const code = await this.#ended
    clearTimeout(timer)
    const seconds = (performance.now() - this.#begun) / 1000
    return { code, stdout: this.#stdout, stderr: this.#stderr, seconds }
  }

  /** Resolves once it says that it serves; rejects with what it printed when it ends before. */
  async ready(ms = 60_000): Promise<void> {
    const deadline = performance.now() + ms
    while (!/^Weft is ready at /m.test(this.#stdout)) {
      if (this.#child.exitCode !== null || performance.now() > deadline)
        throw new Error(`it did not start:\n${this.printed.slice(-4000)}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Stops it in order and resolves when it has ended. */
  async stop(): Promise<Ending> {
    this.#child.kill('SIGTERM')
    return this.ending(30_000)
  }
}

/** Where one scenario happens: a folder and a port of its own, and what has to be undone at the end. */
export class Place {
  readonly folder: string
  readonly port: number
  readonly #undo: (() => unknown)[] = []

  private constructor(folder: string, port: number) {
    this.folder = folder
    this.port = port
  }

  static async make(): Promise<Place> {
    return new Place(await mkdtemp(path.join(tmpdir(), 'weft-hostile-')), await freePort())
  }

  get dataDir(): string {
    return path.join(this.folder, 'data')
  }

  /** A start on this place's folder and port, as far as the environment does not say otherwise. */
  start(environment: Record<string, string> = {}, options: { uid?: number } = {}): Start {
    const start = new Start({ PORT: String(this.port), WEFT_DATA_DIR: this.dataDir, ...environment }, options)
    this.onLeave(async () => {
      const { code } = await start.stop()
      // A start that was killed leaves its database to the next one; here nobody comes.
      if (code === null) await new Start({ ...environment }).ending(1).catch(() => {})
    })
    return start
  }

  onLeave(undo: () => unknown): void {
    this.#undo.unshift(undo)
  }

  async leave(): Promise<void> {
    for (const undo of this.#undo) await undo()
    await rm(this.folder, { recursive: true, force: true })
  }
}
