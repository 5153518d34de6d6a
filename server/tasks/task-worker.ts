import { TaskPayload } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { announceTasks, TaskAnnouncer } from './announce-tasks.ts'
import {
  TASK_CANCEL_CHANNEL,
  TASK_CAP_CHANNEL,
  TASK_CHANNEL,
  TASK_FOLLOWED_CHANNEL,
  TASK_PAUSE_CHANNEL,
} from './channels.ts'
import { endLeftDrafts } from './end-draft.ts'
import { createEnginePool } from './internal/engine-pool.ts'
import type { TaskHandlers } from './internal/execution.ts'
import { oneAtATime } from './internal/one-at-a-time.ts'
import { ProgressWriter } from './internal/progress-writer.ts'
import { RESULT_TTL_MS } from './internal/settlement.ts'
import { sweepTasks } from './internal/sweep-tasks.ts'
import { TaskPump } from './internal/task-pump.ts'
import { createErrands } from './internal/worker-errands.ts'
import { WorkerLease } from './internal/worker-lease.ts'

export type TaskWorkerOptions = {
  handlers: TaskHandlers
  /** Attempts that run at the same time. */
  concurrency: number
  /** How long a worker that nobody hears of keeps its tasks; longer than any pause of a healthy process. */
  leaseMs?: number
  beatMs?: number
  /** How often it looks for dead workers. */
  lookMs?: number
  /** How often it looks for work without being told: what a lost signal costs at most. */
  pollMs?: number
  /** For how long a result is kept. */
  resultTtlMs?: number
  /** For how many days the row of a task stays after its end; 0 for good. */
  keepDays?: number
  /** How often results and rows are removed whose time is over. */
  sweepMs?: number
  /** How long `stop` waits for running attempts before it cuts them short; they run again elsewhere. */
  drainMs?: number
}

export interface TaskWorker {
  /** Begins to work; without a database it begins when there is one. */
  start(): Promise<void>
  /** Claims nothing more, lets run what ends in time, gives the rest back. Resolves within `drainMs` and 2.5 s. Idempotent. */
  stop(): Promise<void>
}

// After the drain: time to abort, to write the outcomes and to sign off.
const FAREWELL_MS = 1500
const ANY_PAYLOAD: TaskPayload = {
  request: { kind: 'language', source: { type: 'text', text: 'Any text.' } },
  ...{ insert: false, fresh: false },
}

/**
 * A worker of the task engine: executes tasks at least once and accepts at most one result for each. It survives the
 * database going away; what runs goes on, outcomes wait, and are written when it is back.
 */
export function createTaskWorker(ctx: Context, options: TaskWorkerOptions): TaskWorker {
  const {
    leaseMs = 30_000,
    beatMs = 2500,
    lookMs = 400,
    pollMs = 1000,
    drainMs = 4000,
    sweepMs = 600_000,
    keepDays = ctx.config.taskKeepDays,
  } = options
  const url = ctx.config.databaseUrl
  if (!url) throw new Error('a task worker needs config.databaseUrl')
  const log = ctx.log
  const pool = createEnginePool(url, 'weft worker engine')
  // One connection of its own, on which the statement is planned once: with the errands of each look on the same ones, some of the
  // first starts waited for a connection to be opened and for a plan, 30 to 60 ms.
  const claims = createEnginePool(url, 'weft worker engine', 1)
  const announcer = new TaskAnnouncer(ctx.bus)
  const progress = new ProgressWriter(pool, log, announcer)
  const lease = new WorkerLease({
    ...{ url, log, leaseMs, beatMs, lookMs, concurrency: options.concurrency },
    bootId: ctx.config.bootId ?? newId(),
    onHeld: () => pump.takeStock(),
    onBeat: () => pump.takeStock(),
    onLost: () => pump.cutAll('disowned'),
    onFreed: (ids) => {
      announceTasks(ctx.bus, ids)
      pump.wake()
      ctx.bus.notify(TASK_CHANNEL)
      void errands.tellFollowers()
      void errands.makeRoom()
    },
  })
  const pump = new TaskPump({
    ...{ pool: claims, log, progress, handlers: options.handlers, concurrency: options.concurrency },
    resultTtlMs: options.resultTtlMs ?? RESULT_TTL_MS,
    statistics: ctx.statistics,
    announcer,
    workerId: () => lease.id,
    onFollowed: () => void errands.tellFollowers(),
    onRoom: () => void errands.makeRoom(),
  })
  const errands = createErrands({ pool, log, bus: ctx.bus }, () => pump.wake())
  const timers: NodeJS.Timeout[] = []
  const unlisten: (() => void)[] = []
  let stopping: Promise<void> | undefined

  const endDrafts = oneAtATime(
    () => endLeftDrafts(ctx),
    (error) => log.debug({ error }, 'drafts of ended tasks are looked at again'),
  )

  async function stop(): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    for (const off of unlisten) off()
    const drained = pump.drain()
    if (!(await within(drained, drainMs))) {
      log.info({ tasks: pump.running }, 'tasks that still run are given back')
      pump.cutAll('stopping')
      if (!(await within(drained, FAREWELL_MS))) pump.halt()
    }
    progress.stop()
    announcer.flush()
    await within(Promise.all([lease.stop(), pool.end(), claims.end()]), 1000)
  }

  return {
    async start() {
      // What reads payloads is compiled as it reads the first: 10 ms, which the first job would wait for.
      TaskPayload.safeParse(ANY_PAYLOAD)
      const signals = [
        [TASK_CHANNEL, () => pump.wake()],
        [TASK_PAUSE_CHANNEL, () => void errands.obeyPauses()],
        [TASK_FOLLOWED_CHANNEL, () => void errands.tellFollowers()],
        [TASK_CAP_CHANNEL, () => void errands.makeRoom()],
      ] as const
      for (const [channel, look] of signals) unlisten.push(await ctx.bus.listen(channel, look, look))
      unlisten.push(
        await ctx.bus.listen(
          TASK_CANCEL_CHANNEL,
          (id) => pump.cancel(id),
          () => pump.takeStock(),
        ),
      )
      await lease.start()
      timers.push(
        setInterval(() => pump.wake(), pollMs),
        setInterval(() => {
          void errands.obeyPauses()
          void errands.tellFollowers()
          void errands.makeRoom()
          void endDrafts()
        }, pollMs),
        setInterval(() => void sweepTasks(pool, log, keepDays), sweepMs),
      )
      log.info({ workerId: lease.id, concurrency: options.concurrency }, 'worker started')
    },
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

/** Whether the work was done in time. */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), ms)
  try {
    return await Promise.race([work.then(() => true), promise])
  } finally {
    clearTimeout(timer)
  }
}
