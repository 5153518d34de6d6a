import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createWorkspace, enqueueActs } from '#server/testing/enqueue-acts.ts'
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '#server/testing/start-worker-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import type { Act } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'

// Workers that live and cannot act, and workers whose clock is wrong.

const HOUR_MS = 3_600_000

const ctx: Context = await createTestContext()
const workspaceId = await createWorkspace(ctx)
const folder = await mkdtemp(path.join(tmpdir(), 'weft-stall-'))
afterAll(() => rm(folder, { recursive: true }))

const workers = new Set<WorkerProcess>()
let startsIn = ''
beforeEach(() => {
  startsIn = path.join(folder, newId())
})
afterEach(async () => {
  await Promise.all([...workers].map((worker) => worker.kill('SIGKILL')))
  workers.clear()
})

async function startWorker(options: WorkerProcessOptions, clockFile?: string): Promise<WorkerProcess> {
  const worker = await startWorkerProcess(ctx, options, { ...(clockFile && { clockFile }) })
  workers.add(worker)
  return worker
}

const rowOf = (id: string) =>
  ctx.db.prisma.task.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { attempt: 'asc' } } },
  })

async function ask(act: Act, maxAttempts = 5): Promise<string> {
  const [id = ''] = await enqueueActs(ctx, [{ ...act, startsIn }], { workspaceId, maxAttempts })
  return id
}

function end(id: string) {
  return until(
    'the end of the task',
    async () => {
      const row = await rowOf(id)
      return row.finishedAt && row
    },
    30_000,
  )
}

const starts = async (): Promise<number[]> =>
  (await readFile(startsIn, 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number)
const begun = () => until('the handler runs', async () => (await starts()).length > 0)

test('T28: an event loop that is blocked for less than the lease loses nothing, and nobody else begins its task', async () => {
  const lease = { concurrency: 1, leaseMs: 20_000, beatMs: 300 }
  const blocked = await startWorker(lease)
  const id = await ask({ act: 'block', ms: 5000 })
  await begun()
  await startWorker(lease)
  expect(await end(id)).toMatchObject({ status: 'COMPLETED', result: { attempt: 1, pid: blocked.pid } })
  expect(await starts()).toEqual([1])
})

test('T28: one that is blocked for longer loses the task to another; what it answers is refused, and it works on', async () => {
  const lease = { concurrency: 1, leaseMs: 1200, beatMs: 300 }
  const blocked = await startWorker(lease)
  const id = await ask({ act: 'block', ms: 6000 })
  await begun()
  // Unblocked long before the first: its own attempt has to be over by then.
  const heir = await startWorker({ ...lease, leaseMs: 20_000 })
  await until('the other begins it', async () => (await starts()).length === 2, 5000)
  const row = await end(id)
  expect(row).toMatchObject({ status: 'COMPLETED', attempt: 2, result: { attempt: 2, pid: heir.pid } })
  expect(row.attempts.map(({ outcome }) => outcome)).toEqual(['worker-lost', 'completed'])
  await heir.end()
  expect(await end(await ask({ act: 'return' }))).toMatchObject({ result: { pid: blocked.pid } })
  expect(await rowOf(id)).toMatchObject({ result: { attempt: 2, pid: heir.pid } })
})

test('T29: workers whose clocks are wrong by days run every task once, wait as long as they should, and find each other out', async () => {
  const clocks = [72, -72].map((hours) => [path.join(folder, `clock ${hours}`), hours * HOUR_MS] as const)
  for (const [file, offset] of clocks) await writeFile(file, String(offset))
  const lease = { concurrency: 4, leaseMs: 4000, beatMs: 300 }
  const [fast, slow] = await Promise.all(clocks.map(([file]) => startWorker(lease, file)))
  const acts = Array.from({ length: 40 }, (): Act => ({ act: 'wait', ms: 300, startsIn }))
  const ids = await enqueueActs(ctx, acts, { workspaceId })
  const rows = await Promise.all(ids.map(end))
  for (const row of rows) expect(row).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  expect(await starts()).toHaveLength(40)
  expect(new Set(rows.map((row) => row.attempts[0]?.workerId)).size).toBe(2)
  // By the clock of the database, which is this machine's.
  for (const row of rows) {
    expect(Math.abs(Number(row.finishedAt) - Date.now())).toBeLessThan(HOUR_MS)
    expect(Number(row.resultExpiresAt) - Number(row.finishedAt)).toBe(30 * 24 * HOUR_MS)
  }
  const again = await end(await ask({ act: 'break' }, 2))
  expect(again.attempts.map(({ outcome }) => outcome)).toEqual(['retry', 'failed'])
  const [first, second] = again.attempts
  expect(Number(second?.startedAt) - Number(first?.endedAt)).toBeLessThan(10_000)
  // A step of the clock while it works.
  await writeFile(clocks[0]?.[0] ?? '', String(-90 * 24 * HOUR_MS))
  const long = await ask({ act: 'wait', ms: 2000 })
  await until('it runs', async () => (await rowOf(long)).status === 'RUNNING')
  await pause(1000)
  expect(await ctx.db.prisma.taskWorker.count()).toBe(2)
  await fast?.kill('SIGKILL')
  expect(await end(long)).toMatchObject({ status: 'COMPLETED', result: { pid: slow?.pid } })
})
