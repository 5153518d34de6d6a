import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '#server/platform/context.ts'
import { createWorkspace, enqueueActs } from '#server/testing/enqueue-acts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type Act, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { createTaskWorker, type TaskWorker } from './task-worker.ts'

let ctx: Context
let worker: TaskWorker
let workspaceId: string

beforeAll(async () => {
  ctx = await createTestContext()
  workspaceId = await createWorkspace(ctx)
  worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 3, drainMs: 100 })
  await worker.start()
})
afterAll(() => worker.stop())

const rowsOf = (ids: readonly string[]) =>
  ctx.db.prisma.task.findMany({ where: { id: { in: [...ids] } }, include: { attempts: true } })

function allOf(what: string, ids: readonly string[], status: string) {
  return until(what, async () => {
    const rows = await rowsOf(ids)
    return rows.every((row) => row.status === status) && rows
  })
}

/** Runs `meanwhile` while a transaction of somebody else holds the row of this task. */
async function whileLocked(id: string, meanwhile: () => Promise<void>): Promise<void> {
  const holder = await ctx.db.pool.connect()
  try {
    await holder.query('BEGIN')
    await holder.query('SELECT 1 FROM "Task" WHERE id = $1 FOR UPDATE', [id])
    await meanwhile()
  } finally {
    await holder.query('ROLLBACK')
    holder.release()
  }
}

const ask = (...acts: Act[]) => enqueueActs(ctx, acts, { workspaceId })

test('T26: a task whose row somebody holds ends when it is let go, and holds up no other until then', async () => {
  const [held = '', free = ''] = await ask({ act: 'wait', ms: 250 }, { act: 'wait', ms: 250 })
  await allOf('both run', [held, free], 'RUNNING')
  await whileLocked(held, async () => {
    await allOf('the other ends', [free], 'COMPLETED')
    await allOf(
      'what is asked for now runs and ends',
      await ask({ act: 'return' }, { act: 'return' }),
      'COMPLETED',
    )
    expect(await rowsOf([held])).toMatchObject([{ status: 'RUNNING' }])
  })
  expect(await allOf('it ends', [held], 'COMPLETED')).toMatchObject([
    { attempt: 1, result: { attempt: 1 }, attempts: [{ outcome: 'completed' }] },
  ])
})

test('T26: progress of other tasks is written while somebody holds the row of one, and its own afterwards', async () => {
  const [held = '', free = ''] = await ask({ act: 'progress', ms: 100 }, { act: 'progress', ms: 100 })
  await allOf('both run', [held, free], 'RUNNING')
  const seen = new Set<string>()
  const look = async (id: string): Promise<number> => {
    const [row] = await rowsOf([id])
    if (row?.progress) seen.add(`${id} ${JSON.stringify(row.progress)}`)
    return [...seen].filter((line) => line.startsWith(id)).length
  }
  await whileLocked(held, async () => {
    await until('two reports of the other', async () => (await look(free)) >= 2)
  })
  await until('a report of its own', async () => (await look(held)) >= 1)
})
