import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Context, closeContext, createContext } from '#server/platform/context.ts'
import { type DatabaseProxy, startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { createWorkspace, enqueueActs } from '#server/testing/enqueue-acts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type Act, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { createTaskWorker, type TaskWorker } from './task-worker.ts'

let ctx: Context
let proxy: DatabaseProxy
let proxied: Context
let worker: TaskWorker
let workspaceId: string

beforeAll(async () => {
  ctx = await createTestContext()
  workspaceId = await createWorkspace(ctx)
  proxy = await startDatabaseProxy(ctx.config.databaseUrl ?? '')
  proxied = createContext({ ...ctx.config, databaseUrl: proxy.url }, 'worker behind a proxy')
  worker = createTaskWorker(proxied, { handlers: testTaskHandlers, concurrency: 5 })
  await worker.start()
})
afterAll(async () => {
  await worker.stop()
  await closeContext(proxied)
})

const times = (count: number, act: Act): Act[] => Array.from({ length: count }, () => act)

function allEnd(ids: readonly string[]) {
  return until('all end', async () => {
    const rows = await ctx.db.prisma.task.findMany({
      where: { id: { in: [...ids] } },
      include: { attempts: true },
    })
    return rows.every((row) => row.finishedAt) && rows
  })
}

test('T9: a claim whose reply is lost is found and run, as the same attempt', async () => {
  const lost = proxy.loseReplyWith('"kind" : "summarise"')
  const ids = await enqueueActs(ctx, times(5, { act: 'return' }), { workspaceId })
  await lost
  for (const row of await allEnd(ids)) expect(row).toMatchObject({ status: 'COMPLETED', attempt: 1 })
})

test('T9: outcomes whose reply is lost are written again, which changes nothing', async () => {
  const ids = await enqueueActs(ctx, times(5, { act: 'wait', ms: 300 }), { workspaceId })
  await until(
    'all run',
    async () => (await ctx.db.prisma.task.count({ where: { id: { in: ids }, status: 'RUNNING' } })) === 5,
  )
  await proxy.loseReplyWith('"status" : "COMPLETED"')
  const rows = await allEnd(ids)
  const before = rows.map((row) => row.finishedAt)
  await pause(500)
  const after = await allEnd(ids)
  for (const row of after)
    expect(row).toMatchObject({ status: 'COMPLETED', attempt: 1, attempts: [{ outcome: 'completed' }] })
  expect(after.map((row) => row.finishedAt)).toEqual(before)
})

test('T18: what runs while the database is away ends when it is back, once, and new work goes on', async () => {
  const ids = await enqueueActs(ctx, times(5, { act: 'wait', ms: 600 }), { workspaceId })
  await until(
    'all run',
    async () => (await ctx.db.prisma.task.count({ where: { id: { in: ids }, status: 'RUNNING' } })) === 5,
  )
  proxy.down()
  const waiting = await enqueueActs(ctx, times(5, { act: 'return' }), { workspaceId })
  await pause(1500)
  expect(await ctx.db.prisma.task.count({ where: { id: { in: waiting }, status: 'PENDING' } })).toBe(5)
  proxy.up()
  for (const row of await allEnd([...ids, ...waiting]))
    expect(row).toMatchObject({ status: 'COMPLETED', attempt: 1 })
})
