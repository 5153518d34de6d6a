import { setTimeout as pause } from 'node:timers/promises'
import type { Person } from '#server/contracts/actors.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { type Context, closeContext, createContext } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { cancelTask } from '#server/tasks/cancel-task.ts'
import { enqueueTask } from '#server/tasks/enqueue-task.ts'
import { enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import { ENGINES, eachLine, endWorker, startWorker } from './measure-engine.ts'

// What the task engine promises of a task that is cancelled, of a worker that is killed and of people who share a line; measured over
// processes of its own: this one asks, others work. Milliseconds, by the clock that all processes of a machine share.

const SLOTS = 10
/** From here on a task of bench/queue/weft.ts waits until it is told to stop. */
const ENDLESS = 100_000
/** A lock that is missing counts once the database has been up for longer, and the looking worker for two beats (judge-worker.ts). */
const STEADY_MS = 36_000
const now = (): number => performance.timeOrigin + performance.now()

type Asked = { id: string; n: number; at: number }

/** A workspace with an owner, and this process as the one that asks. */
export async function createAsking(url: string) {
  const ctx = createContext({ ...processConfig(), databaseUrl: url, logLevel: 'warn' }, 'bench asking')
  const workspaceId = newId()
  const userId = newId()
  await ctx.db.prisma.workspace.create({ data: { id: workspaceId, name: 'bench' } })
  const actor: Person = {
    ...{ kind: 'person', userId, name: 'bench', via: { type: 'session', sessionId: newId() } },
    memberships: [{ workspaceId, role: 'owner' }],
  }
  let last = 0

  /** Asks for so many tasks of one person in one transaction; `at` is its commit. */
  async function ask(count: number, { endless = false, by = userId } = {}): Promise<Asked[]> {
    const numbers = Array.from({ length: count }, () => ++last + (endless ? ENDLESS : 0))
    const ids = await transaction(ctx, async (tx, afterCommit) => {
      const made: string[] = []
      for (const n of numbers) {
        const source = { type: 'text', text: String(n) } as const
        const request = { kind: 'summarise', source, words: 80 } as const
        const payload = { request, insert: false, fresh: false }
        const task = { workspaceId, userId: by, kind: 'summarise', payload } as const
        made.push((await enqueueTask(ctx, tx, afterCommit, task)).id)
      }
      return made
    })
    const at = now()
    return numbers.map((n, index) => ({ id: ids[index] ?? '', n, at }))
  }

  return {
    ctx,
    ask,
    /** So many no-op tasks of one person. */
    backlog: (count: number, person: string) => enqueueBacklog(ctx, count, { workspaceId, userId: person }),
    cancel: (id: string) => cancelTask(ctx, actor, { id }),
    forget: () => ctx.db.pool.query(CLEAR),
    close: () => closeContext(ctx),
  }
}
export type Asking = Awaited<ReturnType<typeof createAsking>>

const { clear: CLEAR } = ENGINES.Weft.store

/** A worker process, with what it told and when. */
async function startTold(url: string, { machine, boot }: { machine?: string; boot?: string } = {}) {
  const worker = startWorker(ENGINES.Weft, url, {
    ...(machine !== undefined && { machine }),
    ...(boot !== undefined && { environment: { WEFT_BOOT_ID: boot } }),
    slots: SLOTS,
  })
  const told = new Map<string, number>()
  eachLine(worker, ([word = '', n = '', at]) => told.set(`${word} ${n}`, Number(at)))
  const hears = async (word: 'ready' | 'started' | 'stopped', n: number): Promise<number> => {
    for (;;) {
      const at = told.get(`${word} ${n}`)
      if (at !== undefined) return at
      await pause(2)
    }
  }
  await hears('ready', 0)
  return { worker, hears, kill: () => worker.kill('SIGKILL'), end: () => endWorker(worker) }
}

/** From the call of the cancellation to the moment at which the handler hears of it, in another process. */
export async function measureCancel(asking: Asking, url: string, rounds: number): Promise<number[]> {
  const working = await startTold(url)
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [task] = await asking.ask(1, { endless: true })
    if (!task) continue
    await working.hears('started', task.n)
    await pause(20 + ((round * 7) % 30))
    const begun = now()
    await asking.cancel(task.id)
    took.push((await working.hears('stopped', task.n)) - begun)
  }
  await working.end()
  await asking.forget()
  return took
}

/** From `kill -9` of a worker to the start of its last task in another one: on this machine, or on one that only shares the database. */
export async function measureTakeover(
  asking: Asking,
  url: string,
  { rounds, elsewhere }: { rounds: number; elsewhere: boolean },
): Promise<number[]> {
  const boot = newId()
  const place = (machine: string) => (elsewhere ? { machine, boot: newId() } : { boot })
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const victim = await startTold(url, place('one'))
    const tasks = await asking.ask(SLOTS, { endless: true })
    for (const { n } of tasks) await victim.hears('started', n)
    const heir = await startTold(url, place('two'))
    if (elsewhere) await untilSteady(asking.ctx)
    await pause(300 + ((round * 137) % 400))
    const killed = now()
    victim.kill()
    const again = await Promise.all(tasks.map(({ n }) => heir.hears('started', n)))
    took.push(Math.max(...again) - killed)
    heir.kill()
    await asking.forget()
  }
  return took
}

/** A worker elsewhere is judged by its lock only by who has been there for two beats, in a database that has been up for a while. */
async function untilSteady({ db }: Context): Promise<void> {
  const { rows } = await db.pool.query(
    'SELECT extract(epoch FROM now() - pg_postmaster_start_time())::float8 * 1000 AS up',
  )
  await pause(Math.max(6000, STEADY_MS - Number(rows[0]?.up)))
}

const SAMPLES = 8

/** For how long the last of ten tasks waits after its commit, again and again, while one other person has so many waiting; no-op jobs. */
export async function measureShare(asking: Asking, url: string, backlog: number): Promise<number[]> {
  const working = await startTold(url)
  // The first statements of a process are slower than all that follow.
  const warm = await asking.ask(100)
  for (const { n } of warm) await working.hears('started', n)
  await asking.backlog(backlog, newId())
  await asking.ctx.db.pool.query('VACUUM ANALYZE')
  const took: number[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    if (backlog > 0 && (await left(asking.ctx)) === 0) break
    const ten = await asking.ask(10, { by: newId() })
    const begun = await Promise.all(ten.map(({ n }) => working.hears('started', n)))
    took.push(Math.max(...begun) - (ten[0]?.at ?? Number.NaN))
    await pause(50 + ((sample * 37) % 100))
  }
  await working.end()
  await asking.forget()
  return took
}

async function left({ db }: Context): Promise<number> {
  const { rows } = await db.pool.query(ENGINES.Weft.store.left)
  return Number(rows[0]?.n)
}
