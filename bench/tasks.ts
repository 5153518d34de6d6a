// What the task engine costs: no-op tasks a second, the same beside a backlog that waits for room under a cap of another kind (T35), and
// the time from the commit of a task to the start of its handler (promise S5: p50 <= 5 ms on an idle system). Absolute figures are this machine's; peers in the same run come with bench/peers.
// npm run bench -- tasks
import { setTimeout as pause } from 'node:timers/promises'
import type { TaskHandler, TaskPayload } from '#server/contracts/tasks.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { enqueueTask } from '#server/tasks/enqueue-task.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { mainThreadSeconds, median } from './collab/process-usage.ts'

const PEOPLE = 50
const ROUNDS = 3
const BACKLOG = 5000
const payload: TaskPayload = {
  request: { kind: 'summarise', source: { type: 'text', text: 'nothing' }, words: 80 },
  insert: false,
  fresh: false,
}

const config = { ...processConfig(), logLevel: 'warn' } as const
// The asking process and the working one, as in the installation: the signal goes by way of the database.
const ctx = createContext(config, 'bench')
const workerCtx = createContext(config, 'bench worker')
const workspaceId = newId()
await ctx.db.prisma.workspace.create({ data: { id: workspaceId, name: 'bench' } })
const people = Array.from({ length: PEOPLE }, () => newId())

let onStart: ((id: string) => void) | undefined
const handler: TaskHandler = async (_payload, job) => {
  onStart?.(job.id)
  return null
}

type Cost = { rate: number; databaseUs: number }

async function throughput(concurrency: number, count: number): Promise<Cost> {
  await ctx.db.pool.query(
    `INSERT INTO "Task" (id, "workspaceId", "userId", kind, payload)
     SELECT gen_random_uuid(), $1, ($2::uuid[])[1 + n % $3], 'summarise', $4 FROM generate_series(1, $5) n`,
    [workspaceId, people, PEOPLE, JSON.stringify(payload), count],
  )
  const worker = createTaskWorker(workerCtx, { handlers: { summarise: handler }, concurrency })
  const start = performance.now()
  await worker.start()
  for (;;) {
    const { rows } = await ctx.db.pool.query(
      `SELECT 1 FROM "Task" WHERE "workspaceId" = $1 AND status IN ('PENDING', 'RUNNING') AND NOT queued LIMIT 1`,
      [workspaceId],
    )
    if (rows.length === 0) break
    await pause(5)
  }
  const seconds = (performance.now() - start) / 1000
  const databaseUs = ((await engineSeconds()) / count) * 1e6
  await worker.stop()
  const { rows } = await ctx.db.pool.query(
    `SELECT count(*)::int AS n FROM "Task" WHERE "workspaceId" = $1 AND status = 'COMPLETED' AND attempt = 1`,
    [workspaceId],
  )
  if (rows[0].n !== count)
    throw new Error(`${rows[0].n} of ${count} tasks are done: the figure would be worth nothing`)
  await ctx.db.pool.query('DELETE FROM "Task" WHERE "workspaceId" = $1 AND NOT queued', [workspaceId])
  return { rate: count / seconds, databaseUs }
}

/** Processor time of the connections on which the worker claims and settles; they are as old as the worker. */
async function engineSeconds(): Promise<number> {
  const { rows } = await ctx.db.pool.query(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'weft worker engine' AND datname = current_database()`,
  )
  return rows.reduce((sum: number, { pid }: { pid: number }) => sum + mainThreadSeconds(pid), 0)
}

/** A kind of which none may be under way, and what waits for room. */
async function capAnotherKind(count: number): Promise<void> {
  await ctx.db.pool.query(`INSERT INTO "TaskCap" ("workspaceId", kind, total) VALUES ($1, 'keywords', 0)`, [
    workspaceId,
  ])
  await ctx.db.pool.query(
    `INSERT INTO "Task" (id, "workspaceId", "userId", kind, payload, held, queued)
     SELECT gen_random_uuid(), $1, ($2::uuid[])[1 + n % $3], 'keywords', $4, true, true FROM generate_series(1, $5) n`,
    [workspaceId, people, PEOPLE, JSON.stringify(payload), count],
  )
}

async function liftCap(): Promise<void> {
  for (const table of ['TaskCap', 'Task'])
    await ctx.db.pool.query(`DELETE FROM "${table}" WHERE "workspaceId" = $1`, [workspaceId])
}

async function latencies(count: number): Promise<number[]> {
  const worker = createTaskWorker(workerCtx, { handlers: { summarise: handler }, concurrency: 10 })
  await worker.start()
  const took: number[] = []
  for (let n = 0; n < count; n++) {
    // Apart, so that each finds an idle system; uneven, so that the worker's own rhythm does not help.
    await pause(20 + ((n * 7) % 30))
    const started = Promise.withResolvers<number>()
    onStart = () => started.resolve(performance.now())
    await transaction(ctx, (tx, afterCommit) =>
      enqueueTask(ctx, tx, afterCommit, {
        workspaceId,
        userId: people[n % PEOPLE] ?? null,
        kind: 'summarise',
        payload,
      }),
    )
    const committed = performance.now()
    took.push(Math.max(0, (await started.promise) - committed))
  }
  onStart = undefined
  await worker.stop()
  return took.sort((a, b) => a - b)
}

try {
  for (const concurrency of [1, 10, 50]) {
    const rates: number[] = []
    const count = concurrency === 1 ? 500 : 5000
    for (let round = 0; round < ROUNDS; round++) rates.push((await throughput(concurrency, count)).rate)
    rates.sort((a, b) => a - b)
    const [low = 0, middle = 0, high = 0] = rates.map(Math.round)
    console.log(
      `no-op tasks/s, 1 worker x ${concurrency}, ${PEOPLE} people in turn: median ${middle} (${low} to ${high})`,
    )
  }
  // Turn by turn, so that a busy moment bends both.
  const costs: { free: Cost[]; capped: Cost[] } = { free: [], capped: [] }
  for (let round = 0; round < ROUNDS; round++) {
    costs.free.push(await throughput(10, 5000))
    await capAnotherKind(BACKLOG)
    costs.capped.push(await throughput(10, 5000))
    await liftCap()
  }
  const told = (of: Cost[]): string =>
    `${median(of.map(({ rate }) => rate)).toFixed(0)} a second, ${median(of.map(({ databaseUs }) => databaseUs)).toFixed(0)} us of the database's processor each`
  console.log(`no-op tasks, 1 worker x 10, without caps: ${told(costs.free)}`)
  console.log(`beside ${BACKLOG} that a cap of another kind keeps waiting: ${told(costs.capped)}`)
  const took = await latencies(200)
  const at = (share: number): string => (took[Math.floor(took.length * share)] ?? 0).toFixed(1)
  console.log(
    `commit of a task to the start of its handler, idle, ms: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`,
  )
} finally {
  await ctx.db.prisma.workspace.delete({ where: { id: workspaceId } })
  await closeContext(workerCtx)
  await closeContext(ctx)
}
