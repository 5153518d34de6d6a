import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Context } from '#server/platform/context.ts'
import type { TaskWorkerOptions } from '#server/tasks/task-worker.ts'
import { atFileEnd } from './at-file-end.ts'

export type WorkerProcess = {
  child: ChildProcess
  pid: number
  exited: Promise<unknown>
  /** Sends the signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Stops it in order, if it still runs. */
  end(): Promise<void>
}

export type WorkerProcessOptions = Omit<TaskWorkerOptions, 'handlers'>

const STEPPED_CLOCK = fileURLToPath(new URL('../../e2e/torture/stepped-clock.ts', import.meta.url))

/**
 * Starts a worker with the handlers of tests in a process of its own; resolves when it is ready. Ends with the test file.
 * `clockFile` holds by how many milliseconds its clock is wrong.
 */
export async function startWorkerProcess(
  ctx: Context,
  options: WorkerProcessOptions,
  { bootId = 'test boot', clockFile }: { bootId?: string; clockFile?: string } = {},
): Promise<WorkerProcess> {
  const entry = fileURLToPath(new URL('./task-worker-process.ts', import.meta.url))
  const child = fork(entry, [JSON.stringify(options)], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: ctx.config.databaseUrl,
      WEFT_DATA_DIR: ctx.config.dataDir,
      WEFT_BOOT_ID: bootId,
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      ...(clockFile !== undefined && { WEFT_TEST_CLOCK: clockFile }),
    },
    execArgv: clockFile === undefined ? [] : ['--import', STEPPED_CLOCK],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  atFileEnd(() => {
    child.kill('SIGKILL')
  })
  const pid = child.pid
  if (pid === undefined) throw new Error('the worker process did not start')
  const exited = once(child, 'exit')
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }
  // A worker may be ended by its first task before it could say that it is ready.
  await Promise.race([once(child, 'message'), exited])
  return { child, pid, exited, kill, end: () => kill('SIGTERM') }
}
