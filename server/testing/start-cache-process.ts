import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { atFileEnd } from './at-file-end.ts'
import { until } from './until.ts'

const Told = z.object({
  type: z.enum(['ready', 'computing', 'answered', 'failed']),
  key: z.string().optional(),
  values: z.array(z.string()).optional(),
  message: z.string().optional(),
})
export type Told = z.infer<typeof Told>

export type CacheProcess = {
  child: ChildProcess
  /** What it has told so far. */
  told: Told[]
  ask(order: { workspaceId: string; key: string; value: string; ms: number; times: number }): void
  /** The answers to a question, once they are all there; to the `nth` time that it was asked. */
  answers(key: string, nth?: number): Promise<string[]>
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>
}

/** Starts a process that asks a cache of its own on the context's database; ends with the test file. */
export async function startCacheProcess(ctx: Context): Promise<CacheProcess> {
  const entry = fileURLToPath(new URL('./cache-process.ts', import.meta.url))
  const child = fork(entry, {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: ctx.config.databaseUrl,
      WEFT_DATA_DIR: ctx.config.dataDir,
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  atFileEnd(() => {
    child.kill('SIGKILL')
  })
  const told: Told[] = []
  child.on('message', (message) => told.push(Told.parse(message)))
  await until('the process is ready', () => told.length > 0)
  return {
    child,
    told,
    ask: (order) => void child.send(order),
    async answers(key, nth = 1) {
      const found = await until(
        `answers to ${key}`,
        () => told.filter((one) => one.key === key && one.type !== 'computing')[nth - 1],
      )
      if (!found.values) throw new Error(found.message)
      return found.values
    },
    async end(signal) {
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    },
  }
}
