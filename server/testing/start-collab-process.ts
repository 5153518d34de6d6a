import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Context } from '#server/platform/context.ts'
import { anyFreePort } from '#server/platform/lifecycle/await-port.ts'
import { atFileEnd } from './at-file-end.ts'

export type CollabProcess = {
  child: ChildProcess
  pid: number
  /** As `RawClient` takes it. */
  url: string
  origin: string
}

/**
 * Starts the real collaboration process on the database of `ctx`; resolves when it serves. Killed when the test file is done.
 * @param execArgv options of Node
 */
export async function startCollabProcess(
  ctx: Context,
  { execArgv = [], env = {} }: { execArgv?: string[]; env?: Record<string, string> } = {},
): Promise<CollabProcess> {
  const port = await anyFreePort()
  const origin = `http://127.0.0.1:${port}`
  const child = fork('server/entry/collab.ts', {
    execArgv,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: ctx.config.databaseUrl,
      WEFT_DATA_DIR: ctx.config.dataDir,
      WEFT_SECRET: ctx.config.secret,
      WEFT_URL: origin,
      PORT: String(port),
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  atFileEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  if (child.pid === undefined) throw new Error('the collaboration process did not start')
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the collaboration process ended with ${code}`)
    }),
  ])
  return { child, pid: child.pid, url: origin.replace('http', 'ws'), origin }
}
