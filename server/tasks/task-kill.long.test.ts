import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { readDocument } from '#server/collaboration/read-document.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { type DatabaseProxy, startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { enqueueActs } from '#server/testing/enqueue-acts.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { startWorkerProcess, type WorkerProcess } from '#server/testing/start-worker-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { enqueueTask } from './enqueue-task.ts'

// A worker is killed with SIGKILL at each step between a claim and a settlement; another takes over. What a step needs is
// arranged on the wire and by locks, so that the kill meets that step and no other.

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const documentId = await createPage(ctx, ada)

type Scene = { id: string; proxy: DatabaseProxy; kill(): Promise<void>; starts(): Promise<number[]> }

/** Plays one step to its kill, then lets another worker finish; gives the row and the attempts whose handlers began. */
async function killAt(
  step: (scene: Scene, ask: () => Promise<void>) => Promise<void>,
  { intoPage = false, maxAttempts = 5, ms = 300 } = {},
) {
  const proxy = await startDatabaseProxy(ctx.config.databaseUrl ?? '')
  const behind = { ...ctx, config: { ...ctx.config, databaseUrl: proxy.url } }
  const [warmUp = ''] = await enqueueActs(ctx, [{ act: 'return' }], { workspaceId: ada.workspaceId })
  // One slot and no looks of its own accord, so that no other statement is taken for the one that is waited for.
  const quiet = { concurrency: 1, pollMs: 60_000, beatMs: 20_000 }
  const victim: WorkerProcess = await startWorkerProcess(behind, quiet)
  await until('its first task is done', async () => (await rowOf(warmUp)).finishedAt)
  const startsIn = path.join(ctx.config.dataDir, newId())
  const scene: Scene = {
    id: '',
    proxy,
    async kill() {
      // The line goes first, so that nothing that was lost can be said again, and it stays open at the end of the database: a
      // reset would throw away what the database has received and not yet read.
      proxy.freeze()
      await victim.kill('SIGKILL')
    },
    starts: async () =>
      (await readFile(startsIn, 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number),
  }
  await step(scene, async () => {
    const payload = { ...actPayload({ act: 'wait-once', ms, startsIn }), insert: intoPage }
    const { id } = await transaction(ctx, (tx, afterCommit) =>
      enqueueTask(ctx, tx, afterCommit, {
        ...{ workspaceId: ada.workspaceId, userId: ada.userId, maxAttempts, payload },
        ...{ kind: intoPage ? 'keywords' : 'summarise', documentId: intoPage ? documentId : null },
      }),
    )
    scene.id = id
  })
  await startWorkerProcess(ctx, { concurrency: 2 }).then(async (heir) => {
    await until('the end of the task', async () => (await rowOf(scene.id)).finishedAt, 40_000)
    await heir.end()
  })
  const row = await rowOf(scene.id)
  return { row, outcomes: row.attempts.map(({ outcome }) => outcome), starts: await scene.starts() }
}

const rowOf = (id: string) =>
  ctx.db.prisma.task.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { attempt: 'asc' } } },
  })

/** While this runs, a statement that writes attempts waits inside the database, uncommitted. */
async function whileAttemptsAreLocked(act: () => Promise<void>): Promise<void> {
  const holder: pg.PoolClient = await ctx.db.pool.connect()
  try {
    await holder.query('BEGIN; LOCK TABLE "TaskAttempt" IN EXCLUSIVE MODE')
    await act()
  } finally {
    await holder.query('ROLLBACK')
    holder.release()
  }
}

function statementWaits() {
  return until('the statement of the worker waits in the database', async () => {
    const { rows } = await ctx.db.pool.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database()
       AND application_name = 'weft worker engine' AND wait_event_type = 'Lock'`,
    )
    return rows[0].n > 0
  })
}

const begun = (scene: Scene) => until('the handler runs', async () => (await scene.starts()).length > 0)

test('T27: killed while its claim waits in the database, which then commits: the task is freed, and run once', async () => {
  const { row, outcomes, starts } = await killAt(async (scene, ask) => {
    await whileAttemptsAreLocked(async () => {
      await ask()
      await statementWaits()
      await scene.kill()
    })
  })
  expect(row.status).toBe('COMPLETED')
  expect(outcomes).toEqual(['worker-lost', 'completed'])
  expect(starts).toEqual([2])
})

test('T27: killed when its claim is committed and the reply is on its way: the task is freed, and run once', async () => {
  const { row, outcomes, starts } = await killAt(async (scene, ask) => {
    const lost = scene.proxy.loseReplyWith('"kind" : "summarise"')
    await ask()
    await lost
    await scene.kill()
  })
  expect(row.status).toBe('COMPLETED')
  expect(outcomes).toEqual(['worker-lost', 'completed'])
  expect(starts).toEqual([2])
})

test('T27: killed while the handler runs: it runs again, and one outcome is accepted', async () => {
  const { row, outcomes, starts } = await killAt(
    async (scene, ask) => {
      await ask()
      await begun(scene)
      await scene.kill()
    },
    { ms: 60_000 },
  )
  expect(row).toMatchObject({ status: 'COMPLETED', result: { attempt: 2 } })
  expect(outcomes).toEqual(['worker-lost', 'completed'])
  expect(starts).toEqual([1, 2])
})

test('T27: killed before its outcome arrives: it runs again, and one outcome is accepted', async () => {
  const { row, outcomes, starts } = await killAt(async (scene, ask) => {
    const swallowed = scene.proxy.swallowRequestWith('"COMPLETED"')
    await ask()
    await swallowed
    expect((await rowOf(scene.id)).status).toBe('RUNNING')
    await scene.kill()
  })
  expect(row).toMatchObject({ status: 'COMPLETED', result: { attempt: 2 } })
  expect(outcomes).toEqual(['worker-lost', 'completed'])
  expect(starts).toEqual([1, 2])
})

test('T27: killed while its outcome waits in the database, which then commits: it is accepted, and nothing runs again', async () => {
  const { row, outcomes, starts } = await killAt(
    async (scene, ask) => {
      await ask()
      await begun(scene)
      await whileAttemptsAreLocked(async () => {
        await statementWaits()
        await scene.kill()
      })
    },
    // Long enough that the lock is there before the end, also on a busy machine.
    { ms: 2500 },
  )
  expect(row).toMatchObject({ status: 'COMPLETED', result: { attempt: 1 } })
  expect(outcomes).toEqual(['completed'])
  expect(starts).toEqual([1])
})

test('T27: killed when its outcome is committed and the reply is on its way: nothing runs again', async () => {
  const { row, outcomes, starts } = await killAt(async (scene, ask) => {
    const lost = scene.proxy.loseReplyWith('"status" : "COMPLETED"')
    await ask()
    await lost
    await scene.kill()
  })
  expect(row).toMatchObject({ status: 'COMPLETED', result: { attempt: 1 } })
  expect(outcomes).toEqual(['completed'])
  expect(starts).toEqual([1])
})

test('T27: killed at its last attempt with its result in the page: it ends as completed, and the result stands there once', async () => {
  const { row, outcomes, starts } = await killAt(
    async (scene, ask) => {
      const swallowed = scene.proxy.swallowRequestWith('"COMPLETED"')
      await ask()
      await swallowed
      expect(await rowOf(scene.id)).toMatchObject({ status: 'RUNNING', insertedSeq: expect.any(Number) })
      await scene.kill()
    },
    { intoPage: true, maxAttempts: 1 },
  )
  expect(row).toMatchObject({ status: 'COMPLETED', error: null })
  expect(outcomes).toEqual(['worker-lost', 'completed'])
  expect(starts).toEqual([1])
  const { doc } = await readDocument(ctx, documentId)
  expect(doc.getXmlFragment('body').toString().split(`taskId="${row.id}"`)).toHaveLength(2)
})
