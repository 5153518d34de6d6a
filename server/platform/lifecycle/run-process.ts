import { ConfigError } from '../config/config.ts'
import { processConfig } from '../config/process-config.ts'
import { type Context, closeContext, createContext } from '../context.ts'
import { type ProcessFigures, startBeat } from '../process-beat.ts'

export type Running = {
  /** Lets go of everything. Called once, whatever happens. */
  stop(): Promise<void>
  /** What the process does at this moment, for the report of health. */
  figures?(): ProcessFigures
}

// Below the 10 s that a supervisor or a container engine gives before it kills.
const STOP_TIMEOUT_MS = 8000

/**
 * Runs one of Weft's processes; every file of `server/entry` but the supervisor's is one call of it:
 *
 *     runProcess('collab', async (ctx) => {
 *       const server = await listen(ctx)
 *       return { stop: () => server.close() }
 *     })
 *
 * - reads the configuration, prints all of its faults and exits 1 if it has any; builds the context and closes it last;
 * - `start` resolves when the process serves: then the supervisor is told `{ type: 'ready' }`;
 * - SIGTERM, SIGINT (when nobody supervises) or the end of the supervisor (IPC 'disconnect', which also follows its
 *   SIGKILL) call `stop` once; a second signal exits at once, and so does a stop that takes longer than 8 s;
 * - an error that nobody caught is logged and ends the process with 1, because its state is unknown from there on:
 *   the supervisor starts another.
 */
export function runProcess(name: string, start: (ctx: Context) => Promise<Running>): void {
  const ctx = contextOrExit(name)
  const starting = start(ctx)
  const supervised = process.send !== undefined
  let stopping = false
  let beat: { stop(): Promise<void> } | undefined

  const fail = (error: unknown, message: string): void => {
    ctx.log.fatal({ error }, message)
    process.exit(1)
  }
  // Whoever starts Weft reads this one; the stack is for who looks closer.
  const failToStart = (error: unknown): void => {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    ctx.log.fatal({ reason }, 'could not start')
    ctx.log.debug({ error }, 'could not start')
    if (!process.connected) process.exit(1)
    process.send?.({ type: 'failed', reason }, undefined, undefined, () => process.exit(1))
  }
  process.on('uncaughtException', (error) => fail(error, 'an error that nobody caught'))
  process.on('unhandledRejection', (error) => fail(error, 'a rejection that nobody caught'))

  const stop = (reason: string): void => {
    if (stopping) {
      // The lost supervisor is no second wish: only a person or an engine asks twice.
      if (reason !== 'disconnect') process.exit(1)
      return
    }
    stopping = true
    ctx.log.info({ reason }, 'stopping')
    setTimeout(() => fail(undefined, 'stopping took too long'), STOP_TIMEOUT_MS).unref()
    starting
      .then(async (running) => {
        await beat?.stop()
        await running.stop()
      })
      .then(() => closeContext(ctx))
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error, 'stopping failed'),
      )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  // Ctrl-C in a terminal reaches the whole process group; a supervised process waits for its turn in the ordered stop.
  process.on('SIGINT', () => {
    if (!process.connected) stop('SIGINT')
  })
  if (supervised) process.on('disconnect', () => stop('disconnect'))

  starting.then(
    (running) => {
      ctx.log.info('ready')
      if (!stopping) beat = startBeat(ctx, name, () => running.figures?.() ?? {})
      // The supervisor may be killed at this moment; 'disconnect' follows and says what to do.
      if (process.connected) process.send?.({ type: 'ready' }, undefined, undefined, () => {})
    },
    (error: unknown) => failToStart(error),
  )
}

function contextOrExit(name: string): Context {
  try {
    return createContext(processConfig(), name)
  } catch (error) {
    const text = error instanceof ConfigError ? error.message : String(error)
    process.stderr.write(`${text}\n`)
    process.exit(1)
  }
}
