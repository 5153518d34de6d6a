import type { EngineTime } from '#server/collaboration/internal/engine-time.ts'
import type { Host, Scheduler } from './scheduler.ts'

const EPOCH = 1_700_000_000_000

/** The clock of one process. `busy` is how many milliseconds of its processor a step of work seems to take, at most. */
export function simulatedTime(scheduler: Scheduler, host: Host, busy: number): EngineTime {
  let cpu = 0
  const cancel = (timer: NodeJS.Timeout | number | undefined): void => {
    if (typeof timer === 'number') scheduler.cancel(timer)
  }
  const repeats = new Map<number, number>()
  return {
    now: () => scheduler.now,
    epoch: () => EPOCH + scheduler.now,
    cpu() {
      cpu += scheduler.random() * busy
      return cpu
    },
    after: (ms, run) => scheduler.timer(ms, run, host),
    afterIfAlive: (ms, run) => scheduler.timer(ms, run, host),
    every(ms, run) {
      const again = (): number =>
        scheduler.timer(
          ms,
          () => {
            repeats.set(first, again())
            run()
          },
          host,
        )
      const first = again()
      repeats.set(first, first)
      return first
    },
    cancel(timer) {
      cancel(typeof timer === 'number' ? (repeats.get(timer) ?? timer) : timer)
      if (typeof timer === 'number') repeats.delete(timer)
    },
    // Whatever arrives within a fraction of a millisecond goes together, as frames of one turn of a loop do.
    soon: (run) => scheduler.after(scheduler.random() * 0.3, run, host),
  }
}
