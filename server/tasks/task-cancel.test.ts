import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CreateTask } from '#server/contracts/tasks.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startWorkerProcess } from '#server/testing/start-worker-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type Act, actPayload } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
await startWorkerProcess(ctx, { concurrency: 10, beatMs: 500 })

async function ask(act: Act): Promise<string> {
  const { request } = actPayload(act)
  return (await createTask(ctx, ada.actor, CreateTask.parse({ request }))).id
}

const rowOf = (id: string) =>
  ctx.db.prisma.task.findUniqueOrThrow({ where: { id }, include: { attempts: true } })
const running = (id: string) => until('it runs', async () => (await rowOf(id)).status === 'RUNNING')

test('T21: a running task in another process is told within milliseconds, and ends as CANCELLED', async () => {
  const took: number[] = []
  for (let n = 0; n < 9; n++) {
    const id = await ask({ act: 'wait', ms: 60_000 })
    await running(id)
    expect(await cancelTask(ctx, ada.actor, { id })).toMatchObject({
      status: 'RUNNING',
      cancelRequested: true,
    })
    const row = await until('it ends', async () => {
      const now = await rowOf(id)
      return now.finishedAt && now
    })
    expect(row).toMatchObject({ status: 'CANCELLED', result: null, attempts: [{ outcome: 'cancelled' }] })
    // Both by the clock of the database.
    took.push(Number(row.finishedAt) - Number(row.cancelRequestedAt))
  }
  const p50 = took.sort((a, b) => a - b)[4]
  expect(p50).toBeLessThan(200)
})

test('T21: a handler that does not listen loses its slot, and what it answers later is refused', async () => {
  const id = await ask({ act: 'deaf', ms: 1500 })
  await running(id)
  await cancelTask(ctx, ada.actor, { id })
  const row = await until('it ends', async () => {
    const now = await rowOf(id)
    return now.finishedAt && now
  })
  expect(Number(row.finishedAt) - Number(row.startedAt)).toBeLessThan(1400)
  await pause(Math.max(0, Number(row.startedAt) + 1700 - Date.now()))
  expect(await rowOf(id)).toMatchObject({ status: 'CANCELLED', result: null })
})

test('T21: a cancellation whose signal is lost is found at the next beat', async () => {
  const id = await ask({ act: 'wait', ms: 60_000 })
  await running(id)
  // As the operation does it, without its signal.
  await ctx.db.prisma.$executeRaw`UPDATE "Task" SET "cancelRequestedAt" = now() WHERE id = ${id}::uuid`
  await until('it ends', async () => (await rowOf(id)).status === 'CANCELLED', 3000)
})

test('T22: a cancellation that races with the end wins or loses, and both sides say the same', async () => {
  const seen = { CANCELLED: 0, COMPLETED: 0 }
  for (let round = 0; round < 12; round++) {
    const races = Array.from({ length: 8 }, async (_, n) => {
      const id = await ask({ act: 'wait', ms: 20 })
      await pause(n * 8)
      const told = await cancelTask(ctx, ada.actor, { id })
      const row = await until('it ends', async () => {
        const now = await rowOf(id)
        return now.finishedAt && now
      })
      const status = told.status === 'COMPLETED' ? 'COMPLETED' : 'CANCELLED'
      expect(row.status).toBe(status)
      expect(row.result === null).toBe(status === 'CANCELLED')
      seen[status]++
    })
    await Promise.all(races)
  }
  expect(seen.CANCELLED).toBeGreaterThan(0)
  expect(seen.COMPLETED).toBeGreaterThan(0)
})
