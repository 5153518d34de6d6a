import { guarded } from '../guarded.ts'
import type { Logger } from '../logging/logger.ts'

export type Chore = {
  /** Named in the log, as verb and noun: `sweep attachments`. */
  name: string
  /** Milliseconds from the end of one run to the start of the next. */
  everyMs: number
  /** Milliseconds until the first run. */
  firstAfterMs: number
  work: () => Promise<unknown>
}

/**
 * Runs a chore again and again, never twice at the same time. A failure is logged and the next run comes as if nothing had
 * happened. Times vary by a tenth, so that processes started together do not work in step.
 * `stop` may be called more than once and resolves when a run under way has ended.
 */
export function repeat(log: Logger, { name, everyMs, firstAfterMs, work }: Chore): { stop(): Promise<void> } {
  const chore = guarded(work, { name, log, fallback: () => undefined })
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let timer = schedule(firstAfterMs)

  function schedule(ms: number): NodeJS.Timeout {
    const next = setTimeout(
      () => {
        running = run()
      },
      ms * (0.9 + Math.random() / 5),
    )
    // A chore is no reason for a process to live on.
    return next.unref()
  }

  async function run(): Promise<void> {
    await chore()
    if (!stopped) timer = schedule(everyMs)
  }

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
