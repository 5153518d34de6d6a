import { expect, test } from 'vitest'
import type { Statistics } from '#server/platform/statistics.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { createCacheCounters } from './cache-counters.ts'
import type { Entry } from './entry.ts'
import { createFirstLevel } from './first-level.ts'

const WORKSPACE = 'w1'

function countingStatistics(counted: Map<string, number>): Statistics {
  return {
    count: (_subsystem, metric, label = '', _amount = 0, times = 1) =>
      counted.set(`${metric} ${label}`, (counted.get(`${metric} ${label}`) ?? 0) + times),
    flush: async () => {},
    unwrittenMs: () => 0,
    close: async () => {},
  }
}

function entry(key: string, bytes: number, expiresAt: number): Entry<string> {
  const times = { madeAt: 0, expiresAt, revalidateUntil: expiresAt, staleUntil: expiresAt }
  return {
    key,
    workspaceId: WORKSPACE,
    kind: 'k',
    tags: [],
    value: `${key} ${bytes}`,
    bytes,
    costMs: 1,
    ...times,
  }
}

test('6,000 random acts: never above the limit, least recently used first, as a plain model says', () => {
  const random = seededRandom(21)
  const upTo = (most: number) => Math.floor(random() * most)
  const counted = new Map<string, number>()
  let now = 1_000_000
  const limit = 1000
  const memory = createFirstLevel<string>(
    limit,
    { now: () => now },
    createCacheCounters(countingStatistics(counted)),
  )
  // Oldest first, as a Map keeps what is put in again at its end.
  let model = new Map<string, Entry<string>>()
  const hits = new Map<string, number>()
  let evicted = 0
  const size = () => [...model.values()].reduce((sum, { bytes }) => sum + bytes, 0)

  for (let step = 0; step < 6000; step += 1) {
    now += 2
    const key = `k${upTo(30)}`
    const act = random()
    if (act < 0.5) {
      const known = model.get(key)
      const fresh = known !== undefined && known.expiresAt > now
      expect(memory.get(key, now)?.value).toBe(fresh ? known.value : undefined)
      // The library looks at the time once a millisecond, which never passes here: an expired entry counts as used too.
      if (known) {
        model.delete(key)
        model.set(key, known)
      }
      if (fresh) hits.set(key, (hits.get(key) ?? 0) + 1)
    } else if (act < 0.9) {
      const made = entry(key, 20 + upTo(180), now + 50 + upTo(400))
      memory.set(made, made.staleUntil)
      model.delete(key)
      while (size() + made.bytes > limit) {
        const [oldest] = model.keys()
        if (oldest === undefined) break
        model.delete(oldest)
        evicted += 1
      }
      model.set(key, made)
    } else if (act < 0.97) {
      const gone = `k${upTo(30)}`
      memory.remove(WORKSPACE, (held) => held.key === gone)
      memory.remove('another workspace', () => true)
      model.delete(gone)
    } else {
      memory.sweep(now)
      model = new Map([...model].filter(([, { staleUntil }]) => staleUntil > now))
    }
    expect(size()).toBeLessThanOrEqual(limit)
    for (let one = 0; one < 30; one += 1)
      expect(memory.held(`k${one}`)?.value).toBe(model.get(`k${one}`)?.value)
  }
  expect(evicted).toBeGreaterThan(100)
  expect(counted.get('evicted memory:size')).toBe(evicted)
  const taken = memory.takeHits()
  expect(new Map(taken.map((one) => [one.key, one.hits]))).toEqual(hits)
  memory.giveBack(taken)
  expect(memory.takeHits()).toEqual(taken)
  expect(memory.takeHits()).toEqual([])
})
