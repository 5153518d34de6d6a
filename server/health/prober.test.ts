import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { processFault, processFigures, seeProcesses } from './judge-processes.ts'
import { createProber, type Probe, type Prober } from './prober.ts'

const ctx = await createTestContext()
const open: Prober[] = []
afterEach(() => {
  for (const prober of open.splice(0)) prober.stop()
})
function probing(...probes: Probe[]): Prober {
  const prober = createProber(ctx, probes)
  open.push(prober)
  return prober
}
const HOUR_MS = 3_600_000
const probe = (name: string, look: Probe['look'], more: Partial<Probe> = {}): Probe => ({
  name,
  look,
  everyMs: HOUR_MS,
  ...more,
})
const up = (name: string) => probe(name, async () => ({ state: 'up', detail: 'fine' }))

test('findings come in the order of the probes, each with its moment, advice and figures or none', async () => {
  const found = await probing(
    up('b'),
    probe('a', async () => ({
      state: 'degraded',
      detail: 'slow',
      advice: 'Wait.',
      figures: [{ label: 'ms', value: '9' }],
    })),
  ).findings()
  expect(found).toMatchObject([
    { name: 'b', state: 'up', detail: 'fine', advice: null, figures: [] },
    { name: 'a', state: 'degraded', advice: 'Wait.', figures: [{ label: 'ms', value: '9' }] },
  ])
  for (const { checkedAt, ms } of found) {
    expect(Date.parse(checkedAt)).toBeGreaterThan(Date.now() - 60_000)
    expect(ms).toBeGreaterThanOrEqual(0)
  }
})

test.each([
  [
    Object.assign(new Error('connect to 10.0.0.7 as weft'), { code: 'ECONNREFUSED' }),
    'failed with ECONNREFUSED',
  ],
  [new Error('password=canary'), 'failed'],
  ['canary', 'failed'],
])('what a look throws makes the part down, and no address of it is told', async (thrown, detail) => {
  const [found] = await probing(
    probe('x', () => Promise.reject(thrown), { advice: 'Look there.' }),
  ).findings()
  expect(found).toMatchObject({ state: 'down', detail, advice: 'Look there.' })
})

test('a part that does not answer in time is degraded at first and then down, and one answer makes it well', async () => {
  let hangs = true
  const prober = probing(
    probe('x', () => (hangs ? new Promise(() => {}) : Promise.resolve({ state: 'up', detail: 'fine' })), {
      timeoutMs: 20,
    }),
  )
  const state = async () => (await prober.findings())[0]?.state
  expect(await state()).toBe('degraded')
  await prober.look()
  expect(await state()).toBe('down')
  hangs = false
  await prober.look()
  expect(await state()).toBe('up')
  hangs = true
  await prober.look()
  expect(await state()).toBe('degraded')
})

test('one that hangs hides no other, and a look that takes its time is one look', async () => {
  let looks = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const prober = probing(
    up('quick'),
    probe('slow', async () => {
      looks += 1
      await promise
      return { state: 'up', detail: 'at last' }
    }),
  )
  const asked = [prober.look(), prober.look(), prober.look()]
  resolve()
  await Promise.all(asked)
  expect(looks).toBe(1)
  expect((await prober.findings()).map(({ detail }) => detail)).toEqual(['fine', 'at last'])
})

test('it looks by itself again and again, until it is stopped', async () => {
  const counted = (): { looks: number; prober: Prober } => {
    const count = { looks: 0 }
    const look = async () => {
      count.looks += 1
      return { state: 'up' as const, detail: String(count.looks) }
    }
    return Object.assign(count, { prober: probing(probe('x', look, { everyMs: 5 })) })
  }
  const [stopped, running] = [counted(), counted()]
  await until('some looks', () => stopped.looks >= 3)
  stopped.prober.stop()
  await stopped.prober.look()
  const after = stopped.looks
  const later = running.looks + 5
  await until('the other goes on', () => running.looks >= later)
  expect(stopped.looks).toBe(after)
})

test('the signal of a look ends with its time', async () => {
  let ended = false
  await probing(
    probe(
      'x',
      (_ctx, signal) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            ended = true
            reject(signal.reason)
          }),
        ),
      { timeoutMs: 10 },
    ),
  ).findings()
  await until('the work is told to stop', () => ended)
})

beforeEach(() => ctx.db.prisma.processBeat.deleteMany())

/** A process as it was heard of: so many seconds ago for the last time, and alive since so many. */
async function heard(
  process: string,
  host: string,
  silent: number,
  alive: number,
  detail: object = {},
): Promise<void> {
  await ctx.db.pool.query(
    `INSERT INTO "ProcessBeat" (id, process, host, pid, detail, "startedAt", "seenAt")
     VALUES ($1, $2, $3, 1, $4, now() - $5 * interval '1 s', now() - $6 * interval '1 s')`,
    [newId(), process, host, JSON.stringify(detail), alive, silent],
  )
}

test.each<[string, [host: string, silent: number, alive: number][], number, number]>([
  ['one that lives', [['a', 1, 100]], 1, 0],
  ['one that fell silent', [['a', 60, 100]], 0, 1],
  [
    'one that fell silent and was started again there',
    [
      ['a', 60, 100],
      ['a', 1, 30],
    ],
    1,
    0,
  ],
  [
    'one that fell silent while another began elsewhere',
    [
      ['a', 60, 100],
      ['b', 1, 30],
    ],
    1,
    1,
  ],
  [
    'one that fell silent beside one that lived before',
    [
      ['a', 60, 100],
      ['a', 1, 90],
    ],
    1,
    1,
  ],
  [
    'two that fell silent and one that began',
    [
      ['a', 60, 100],
      ['a', 61, 100],
      ['a', 1, 30],
    ],
    1,
    1,
  ],
  ['one that has been gone for long', [['a', 700, 800]], 0, 0],
  ['none', [], 0, 0],
])('of %s the right ones count as living and as missed', async (_, beats, live, silent) => {
  for (const [host, quiet, alive] of beats) await heard('worker', host, quiet, alive)
  await heard('web', 'a', 1, 1)
  const seen = await seeProcesses(ctx.db, 'worker')
  expect([seen.live.length, seen.silent.length]).toEqual([live, silent])
})

test('a missed process is told with its machine, a late loop with its milliseconds, and nothing where all is well', async () => {
  await heard('worker', 'a', 1, 100, { loopMs: 12, rssBytes: 50 * 1_048_576 })
  expect(processFault(await seeProcesses(ctx.db, 'worker'))).toBeUndefined()
  await heard('worker', 'b', 1, 40, { loopMs: 300.4, rssBytes: 70 * 1_048_576 })
  expect(processFault(await seeProcesses(ctx.db, 'worker'))).toMatchObject({
    state: 'degraded',
    detail: 'answers late on b, by 300 ms',
  })
  await heard('worker', 'c', 60, 100)
  const seen = await seeProcesses(ctx.db, 'worker')
  expect(processFault(seen)).toMatchObject({
    detail: expect.stringMatching(/^2 of 3 heard of; silent on c for/),
  })
  expect(processFigures(seen).map(({ label }) => label)).toEqual(['memory', 'up for', 'machines'])
  expect(processFigures({ live: [], silent: [] })).toEqual([])
})
