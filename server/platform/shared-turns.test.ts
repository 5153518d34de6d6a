import { expect, test } from 'vitest'
import { SharedTurns } from './shared-turns.ts'

/** Work that ends when it is told to, and knows how many of its kind run at once. */
function gated() {
  const ends: ((error?: Error) => void)[] = []
  let running = 0
  let most = 0
  const work = async (): Promise<number> => {
    most = Math.max(most, ++running)
    const count = ends.length + 1
    try {
      await new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())))
      return count
    } finally {
      running--
    }
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { work, ends, settled, most: () => most }
}

test('one is at work at a time, and a failure stops nobody behind it', async () => {
  const turns = new SharedTurns<number>(3)
  const { work, ends, settled, most } = gated()
  const [first, second] = [turns.take('a', work), turns.take('b', work)]
  const failed = expect(first).rejects.toThrow('broken')
  await settled()
  expect(ends).toHaveLength(1)
  ends[0]?.(new Error('broken'))
  await failed
  await settled()
  ends[1]?.()
  expect(await second).toBe(2)
  expect(most()).toBe(1)
})

test('the same question is worked on once while it is open, and anew afterwards', async () => {
  const turns = new SharedTurns<number>(1)
  const { work, ends, settled } = gated()
  const asked = [turns.take('a', work), turns.take('a', work), turns.take('a', work)]
  await settled()
  ends[0]?.()
  expect(await Promise.all(asked)).toEqual([1, 1, 1])
  const again = turns.take('a', work)
  await settled()
  ends[1]?.()
  expect(await again).toBe(2)
})

test('beyond the most that may wait a question is refused, and taken once one has been answered', async () => {
  const turns = new SharedTurns<number>(2)
  const { work, ends, settled } = gated()
  const first = turns.take('a', work)
  const second = turns.take('b', work)
  await expect(turns.take('c', work)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
  await settled()
  ends[0]?.()
  await first
  const third = turns.take('c', work)
  await settled()
  ends[1]?.()
  await second
  await settled()
  ends[2]?.()
  expect(await third).toBe(3)
})
