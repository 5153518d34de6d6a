// node bench/queue/weft.ts fill|ask|work URL COUNT: what bench/queue.ts asks of every engine. Settings as shipped, but for the slots.
import { setTimeout as pause } from 'node:timers/promises'
import type { TaskHandler, TaskPayload } from '#server/contracts/tasks.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { TASK_CHANNEL } from '#server/tasks/channels.ts'
import { enqueueTask } from '#server/tasks/enqueue-task.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'

const PEOPLE = 50
const [, , act, databaseUrl = '', given] = process.argv
const count = Number(given)
const ctx = createContext({ ...processConfig(), databaseUrl, logLevel: 'warn' }, 'bench queue')
const tell = (word: string, n: number) =>
  process.stdout.write(`${word} ${n} ${performance.timeOrigin + performance.now()}\n`)
const payloadOf = (n: number): TaskPayload => ({
  request: { kind: 'summarise', source: { type: 'text', text: `${n}` }, words: 80 },
  insert: false,
  fresh: false,
})

const handler: TaskHandler = async ({ request }, job) => {
  if (request.kind !== 'summarise' || request.source.type !== 'text') return null
  const n = Number(request.source.text)
  if (n >= 0) tell('started', n)
  // A task that waits to be cancelled, or to be taken over from a killed worker.
  if (n >= 100_000)
    await pause(600_000, undefined, { signal: job.signal }).catch(() => {
      tell('stopped', n)
    })
  return null
}

async function workspace(): Promise<string> {
  const { id } = await ctx.db.prisma.workspace.create({ data: { id: newId(), name: 'bench' } })
  return id
}

async function ask(workspaceId: string, n: number): Promise<string> {
  const made = await transaction(ctx, (tx, afterCommit) =>
    enqueueTask(ctx, tx, afterCommit, {
      workspaceId,
      userId: newId(),
      kind: 'summarise',
      payload: payloadOf(n),
    }),
  )
  return made.id
}

switch (act) {
  case 'work': {
    const worker = createTaskWorker(ctx, { handlers: { summarise: handler }, concurrency: count })
    await worker.start()
    process.once('SIGTERM', () => void worker.stop().then(() => process.exit(0)))
    tell('ready', 0)
    break
  }
  case 'fill':
    await ctx.db.pool.query(
      `INSERT INTO "Task" (id, "workspaceId", "userId", kind, payload)
       SELECT gen_random_uuid(), $1, ('00000000-0000-4000-8000-' || lpad((n % $2)::text, 12, '0'))::uuid, 'summarise', $3
       FROM generate_series(1, $4::int) n`,
      [await workspace(), PEOPLE, JSON.stringify(payloadOf(-1)), count],
    )
    await closeContext(ctx)
    break
  case 'ask': {
    const workspaceId = await workspace()
    // As web and collab processes do before they are ready. The first signal of a process that has no line for signals yet waits
    // until it has: 50 ms, which would be taken for the time of a start.
    await ctx.bus.listen(TASK_CHANNEL, () => {})
    for (let n = 0; n < count; n++) {
      await pause(20 + ((n * 7) % 30))
      await ask(workspaceId, n)
      tell('asked', n)
    }
    await closeContext(ctx)
    break
  }
  default:
    throw new Error('fill, ask or work')
}
