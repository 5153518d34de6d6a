import type { Context } from '#server/platform/context.ts'
import { oneAtATime } from './internal/one-at-a-time.ts'
import { runDueSchedules } from './run-schedules.ts'

const LOOK_MS = 1000

/** Looks each second for schedules that are due. Any number of processes may; `stop` resolves when no look is under way. */
export function startScheduleClock(ctx: Context, lookMs = LOOK_MS): { stop(): Promise<void> } {
  let looking: Promise<void> = Promise.resolve()
  const look = oneAtATime(
    async () => {
      await runDueSchedules(ctx)
    },
    (error) => ctx.log.warn({ error }, 'schedules are looked at again'),
  )
  const timer = setInterval(() => {
    looking = look()
  }, lookMs)
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
