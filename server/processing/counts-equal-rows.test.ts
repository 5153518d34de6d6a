import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readCacheStatistics } from '#server/cache/read-cache-statistics.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { createPerson } from '#server/testing/factories.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)

async function runProcess(seed: number): Promise<void> {
  const random = seededRandom(seed)
  const texts = Array.from({ length: 25 }, () => ({
    // Few texts, so that processes ask the same at the same time; some for a fresh answer.
    text: `${NEWS} ${'Looms. '.repeat(Math.floor(random() * 6))}`,
    fresh: random() < 0.15,
  }))
  const entry = fileURLToPath(new URL('../testing/processor-process.ts', import.meta.url))
  const child = fork(entry, [JSON.stringify({ workspaceId: owner.workspaceId, texts, atOnce: 4 })], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: ctx.config.databaseUrl,
      WEFT_DATA_DIR: ctx.config.dataDir,
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  expect(await once(child, 'exit')).toEqual([0, null])
}

test('what several processes counted before they stopped is what their rows say, read from a new process', async () => {
  await Promise.all([1, 2, 3].map(runProcess))
  const rows = await ctx.db.prisma.interaction.findMany({ select: { cache: true, error: true } })
  expect(rows).toHaveLength(75)
  const recorded = (cache: string): number =>
    rows.filter((row) => row.cache === cache && row.error === null).length

  const later = createContext(ctx.config, 'a later start', { log: ctx.log })
  const { total, byKind, series } = await readCacheStatistics(later, owner.actor, '24h')
  await closeContext(later)
  expect({
    hit: total.memory + total.database + total.joined,
    miss: total.miss,
    bypass: total.bypass,
    // A machine that is busy may let the database answer too late.
    failed: total.failed,
  }).toEqual({
    hit: recorded('hit'),
    miss: recorded('miss'),
    bypass: recorded('bypass'),
    failed: rows.filter(({ error }) => error !== null).length,
  })
  expect(total.stale).toBe(0)
  expect(byKind.map(({ kind }) => kind)).toEqual(['keywords'])
  expect(series.lines.reduce((sum, line) => sum + line.counts.reduce((a, b) => a + b), 0)).toBe(75)
  const month = await readCacheStatistics(ctx, owner.actor, '30d')
  expect(month.total).toEqual(total)
})
