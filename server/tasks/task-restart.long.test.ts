import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { applyMigrations } from '#server/platform/database/apply-migrations.ts'
import { startEmbeddedDatabase } from '#server/platform/embedded-database/embedded-database.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { createWorkspace, enqueueActs } from '#server/testing/enqueue-acts.ts'
import { startWorkerProcess } from '#server/testing/start-worker-process.ts'
import { testBinaries } from '#server/testing/test-binaries.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import type { Act } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'

// A PostgreSQL of its own, since this test ends and starts the server itself.
const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-restart-'))
const start = () =>
  startEmbeddedDatabase({
    ...{ dataDir, log: createLogger('restarted server', 'silent'), scratch: true },
    ...testBinaries(),
  })
let server = await start()
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})
await applyMigrations(server.url, path.resolve('prisma/migrations'))
const ctx = await createTestContext({ DATABASE_URL: server.url })
const workspaceId = await createWorkspace(ctx)

const TASKS = 400

test('T18: PostgreSQL is killed and stopped under two workers: every task is begun once, ends once, and nobody is struck off', async () => {
  await Promise.all([1, 2].map(() => startWorkerProcess(ctx, { concurrency: 5 })))
  const workers = (await ctx.db.prisma.taskWorker.findMany()).map(({ id }) => id).toSorted()
  const startsIn = path.join(dataDir, 'starts')
  const acts = Array.from({ length: TASKS }, (): Act => ({ act: 'wait', ms: 150, startsIn }))
  const ids = await enqueueActs(ctx, acts, { workspaceId })
  const left = () => ctx.db.prisma.task.count({ where: { finishedAt: null } })
  for (const [round, how] of (['kill', 'stop', 'kill'] as const).entries()) {
    await until('some are done', async () => (await left()) < TASKS - 60 * (round + 1), 20_000)
    if (how === 'stop') await server.stop(500)
    else {
      process.kill(server.pid, 'SIGKILL')
      await server.gone
    }
    await pause(700)
    server = await start()
    await until('the server answers again', () =>
      left().then(
        () => true,
        () => false,
      ),
    )
  }
  expect(await left()).toBeGreaterThan(0)
  await until('all are done', async () => (await left()) === 0, 40_000)
  const rows = await ctx.db.prisma.task.findMany({ include: { attempts: true } })
  expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  for (const row of rows)
    expect(row).toMatchObject({ status: 'COMPLETED', attempt: 1, attempts: [{ outcome: 'completed' }] })
  expect((await readFile(startsIn, 'utf8')).trim().split('\n')).toHaveLength(TASKS)
  expect((await ctx.db.prisma.taskWorker.findMany()).map(({ id }) => id).toSorted()).toEqual(workers)
}, 120_000)
