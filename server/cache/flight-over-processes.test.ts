import { expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { readSeries } from '#server/platform/read-series.ts'
import { startCacheProcess } from '#server/testing/start-cache-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { LEASE_MS } from './internal/flight-claims.ts'

const ctx = await createTestContext()
const workspaceId = newId()
await ctx.db.prisma.workspace.create({ data: { id: workspaceId, name: 'w' } })
const [one, two, three] = await Promise.all([1, 2, 3].map(() => startCacheProcess(ctx)))
if (!one || !two || !three) throw new Error('no processes')
const processes = [one, two, three]

const computations = (key?: string): number =>
  processes
    .flatMap(({ told }) => told)
    .filter((what) => what.type === 'computing' && (!key || what.key === key)).length

const stored = (key: string) =>
  ctx.db.prisma.cacheEntry.findUnique({ where: { key }, select: { value: true } })

test('of 1,002 equal questions in three processes one computes', async () => {
  for (const [index, process] of processes.entries())
    process.ask({ workspaceId, key: 'equal', value: `by ${index}`, ms: 300, times: 334 })
  const answers = (await Promise.all(processes.map((process) => process.answers('equal')))).flat()
  expect(answers).toHaveLength(1002)
  expect(new Set(answers).size).toBe(1)
  expect(computations('equal')).toBe(1)
})

test('when the process that computes is killed, another begins anew within seconds', async () => {
  const victim = await startCacheProcess(ctx)
  victim.ask({ workspaceId, key: 'killed', value: 'never', ms: 60_000, times: 1 })
  await until('it computes', () => victim.told.some(({ type }) => type === 'computing'))
  one.ask({ workspaceId, key: 'killed', value: 'by the other', ms: 10, times: 100 })
  two.ask({ workspaceId, key: 'killed', value: 'by the other', ms: 10, times: 100 })
  const since = performance.now()
  await victim.end('SIGKILL')
  const answers = [...(await one.answers('killed')), ...(await two.answers('killed'))]
  expect(new Set(answers)).toEqual(new Set(['by the other']))
  // Whoever is starved for as long as a lease loses it too, and is begun for once more.
  expect(computations('killed')).toBeGreaterThanOrEqual(1)
  expect(performance.now() - since).toBeLessThan(LEASE_MS + 4000)
})

test('a process that is paused while it computes cannot overwrite what is newer', async () => {
  three.ask({ workspaceId, key: 'paused', value: 'older', ms: 500, times: 1 })
  await until('it computes', () =>
    three.told.some(({ type, key }) => type === 'computing' && key === 'paused'),
  )
  three.child.kill('SIGSTOP')
  one.ask({ workspaceId, key: 'paused', value: 'newer', ms: 10, times: 1 })
  expect(await one.answers('paused')).toEqual(['newer'])
  three.child.kill('SIGCONT')
  expect(await three.answers('paused')).toEqual(['older'])
  expect(await stored('paused')).toEqual({ value: 'newer' })
  // Nor does it remember its own: who asks it again gets the newer one.
  three.ask({ workspaceId, key: 'paused', value: 'again', ms: 10, times: 1 })
  expect(await three.answers('paused', 2)).toEqual(['newer'])
})

test('a process that stops in order gives its claims back at once, and its counts are kept', async () => {
  two.ask({ workspaceId, key: 'stopped', value: 'never', ms: 60_000, times: 1 })
  await until('it computes', () =>
    two.told.some(({ type, key }) => type === 'computing' && key === 'stopped'),
  )
  one.ask({ workspaceId, key: 'stopped', value: 'by the other', ms: 10, times: 1 })
  const since = performance.now()
  await two.end('SIGTERM')
  expect(await one.answers('stopped')).toEqual(['by the other'])
  expect(performance.now() - since).toBeLessThan(LEASE_MS)
  await Promise.all([one.end('SIGTERM'), three.end('SIGTERM')])

  const { lines } = await readSeries(ctx, { subsystem: 'cache', metrics: ['answer', 'refused'], range: '1h' })
  const count = (label: string) => lines.find((line) => line.label === label)?.count ?? 0
  // A miss is what was computed to the end, by all but the one that was stopped; the rest waited for it or came after.
  expect(count('summarise:miss')).toBe(computations() - 1)
  const answered = lines
    .filter(({ metric }) => metric === 'answer')
    .reduce((sum, line) => sum + line.count, 0)
  expect(answered).toBe(1002 + 200 + 1 + 1 + 1 + 1)
  expect(count('summarise:overtaken')).toBe(1)
})
