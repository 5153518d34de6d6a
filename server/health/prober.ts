import type { SubsystemHealth } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'

export type Finding = {
  state: SubsystemHealth['state']
  detail: string
  /** What to do; none where nothing needs to be done. */
  advice?: string
  figures?: SubsystemHealth['figures']
}

/** One subsystem and how to look at it. What `look` throws makes the subsystem down. */
export type Probe = {
  name: string
  look(ctx: Context, signal: AbortSignal): Promise<Finding>
  /** What to do when it is down because `look` threw. */
  advice?: string
  /** Milliseconds from the end of one look to the start of the next. */
  everyMs?: number
  /** Milliseconds after which a look counts as failed. */
  timeoutMs?: number
  /** Looks in a row without an answer that make it down; before, it is degraded: a busy machine is not a broken one. */
  patience?: number
}

export interface Prober {
  /** The newest findings, in the order of the probes; waits for the first look only. */
  findings(): Promise<readonly SubsystemHealth[]>
  /** Looks now at everything and resolves when every probe has answered or run out of time. */
  look(): Promise<void>
  stop(): void
}

// Asked often by load balancers: what they get was found at most this long ago, and costs nothing to give.
const EVERY_MS = 5000
const TIMEOUT_MS = 1500
const PATIENCE = 2

/** Looks at every subsystem in the background, each at its own pace, so that one that hangs does not hide the others. */
export function createProber(ctx: Context, probes: readonly Probe[]): Prober {
  const newest = new Map<string, SubsystemHealth>()
  const running = new Map<string, Promise<void>>()
  const timers = new Map<string, NodeJS.Timeout>()
  const unanswered = new Map<string, number>()
  let stopped = false

  async function probeOne(probe: Probe): Promise<void> {
    const { name, look, advice, timeoutMs = TIMEOUT_MS, patience = PATIENCE } = probe
    const start = performance.now()
    let late = false
    const finding = await withinTime(look(ctx, AbortSignal.timeout(timeoutMs)), timeoutMs).catch(
      (error: unknown): Finding => {
        // Addresses and paths in messages are for operators: they go to the log, not into the report.
        ctx.log.debug({ error, subsystem: name }, 'a probe failed')
        late = error instanceof Error && error.name === 'TimeoutError'
        const state = late && (unanswered.get(name) ?? 0) + 1 < patience ? 'degraded' : 'down'
        return { state, detail: explain(error), ...(advice && { advice }) }
      },
    )
    unanswered.set(name, late ? (unanswered.get(name) ?? 0) + 1 : 0)
    const before = newest.get(name)?.state
    if (before !== undefined && before !== finding.state)
      ctx.log.warn({ subsystem: name, before, ...finding }, 'health changed')
    ctx.statistics.count('health', name, finding.state)
    const ms = Math.round((performance.now() - start) * 10) / 10
    const { state, detail } = finding
    newest.set(name, {
      ...{ name, state, detail, advice: finding.advice ?? null, figures: finding.figures ?? [] },
      ...{ checkedAt: new Date(ctx.clock.now()).toISOString(), ms },
    })
  }

  /** One look of a probe at a time; whoever asks during it gets its end. */
  function lookAt(probe: Probe): Promise<void> {
    const known = running.get(probe.name)
    if (known !== undefined) return known
    const look = probeOne(probe).finally(() => {
      running.delete(probe.name)
      clearTimeout(timers.get(probe.name))
      if (stopped) return
      timers.set(probe.name, setTimeout(() => void lookAt(probe), probe.everyMs ?? EVERY_MS).unref())
    })
    running.set(probe.name, look)
    return look
  }

  const look = async (): Promise<void> => {
    await Promise.all(probes.map(lookAt))
  }
  const first = look()
  return {
    async findings() {
      await first
      return probes.flatMap(({ name }) => newest.get(name) ?? [])
    },
    look,
    stop() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'TimeoutError') return error.message
  return 'code' in error && typeof error.code === 'string' ? `failed with ${error.code}` : 'failed'
}
