import type { SubsystemHealth } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'

export type Finding = { state: SubsystemHealth['state']; detail: string }

/** One subsystem and how to look at it. What `look` throws makes the subsystem down. */
export type Probe = { name: string; look(ctx: Context, signal: AbortSignal): Promise<Finding> }

export interface Prober {
  /** The newest findings, in the order of the probes; waits for the first look only. */
  findings(): Promise<readonly SubsystemHealth[]>
  /** Looks now and resolves when every probe has answered or run out of time. */
  look(): Promise<void>
  stop(): void
}

// Asked often by load balancers: what they get was found at most this long ago, and costs nothing to give.
const INTERVAL_MS = 5000
const TIMEOUT_MS = 1500

/** Looks at every subsystem in the background, all at once, so that one that hangs does not hide the others. */
export function createProber(ctx: Context, probes: readonly Probe[], intervalMs = INTERVAL_MS): Prober {
  const newest = new Map<string, SubsystemHealth>()

  async function probeOne({ name, look }: Probe): Promise<void> {
    const start = performance.now()
    const finding = await withinTime(look(ctx, AbortSignal.timeout(TIMEOUT_MS))).catch(
      (error: unknown): Finding => {
        // Addresses and paths in messages are for operators: they go to the log, not into the report.
        ctx.log.debug({ error, subsystem: name }, 'a probe failed')
        return { state: 'down', detail: explain(error) }
      },
    )
    const before = newest.get(name)?.state
    if (before !== undefined && before !== finding.state)
      ctx.log.warn({ subsystem: name, before, ...finding }, 'health changed')
    const ms = Math.round((performance.now() - start) * 10) / 10
    newest.set(name, { name, ...finding, checkedAt: new Date(ctx.clock.now()).toISOString(), ms })
  }

  let running: Promise<void> | undefined
  function look(): Promise<void> {
    running ??= Promise.all(probes.map(probeOne)).then(() => {
      running = undefined
    })
    return running
  }

  const first = look()
  const timer = setInterval(look, intervalMs).unref()
  return {
    async findings() {
      await first
      return probes.flatMap(({ name }) => newest.get(name) ?? [])
    },
    look,
    stop: () => clearInterval(timer),
  }
}

function withinTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new DOMException(`no answer within ${TIMEOUT_MS} ms`, 'TimeoutError')),
      TIMEOUT_MS,
    )
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'TimeoutError') return error.message
  return 'code' in error && typeof error.code === 'string' ? `failed with ${error.code}` : 'failed'
}
