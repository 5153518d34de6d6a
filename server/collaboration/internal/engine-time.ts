export type Timer = NodeJS.Timeout | number

/** Time as the engine knows it. The simulation puts a clock of its own here, which only its scheduler moves. */
export interface EngineTime {
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /** Milliseconds since the epoch. */
  epoch(): number
  /** Milliseconds of processor time that this thread has used. */
  cpu(): number
  after(ms: number, run: () => void): Timer
  /** As `after`, for what need not keep a process from ending. */
  afterIfAlive(ms: number, run: () => void): Timer
  every(ms: number, run: () => void): Timer
  cancel(timer: Timer | undefined): void
  /** After the frames that have arrived by now. */
  soon(run: () => void): void
}

export const systemTime: EngineTime = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  cpu() {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  },
  after: (ms, run) => setTimeout(run, ms),
  afterIfAlive: (ms, run) => setTimeout(run, ms).unref(),
  every: (ms, run) => setInterval(run, ms),
  cancel: (timer) => clearTimeout(timer),
  soon: (run) => void setImmediate(run),
}
