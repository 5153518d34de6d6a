import { expect, test } from 'vitest'
import { SavedCount } from './saved-count.ts'

test('frames are counted in the order sent, each when its ticket is committed', () => {
  const count = new SavedCount()
  for (const ticket of [1, 2, 2, 5]) count.add(ticket)
  expect([count.advance(0), count.saved]).toEqual([false, 0])
  expect([count.advance(2), count.saved]).toEqual([true, 3])
  expect([count.advance(4), count.saved]).toEqual([false, 3])
  expect([count.advance(9), count.saved, count.waiting]).toEqual([true, 4, 0])
})

test('a frame that was set aside holds the count until a full sync covers it', () => {
  const count = new SavedCount()
  count.add(1)
  count.addGap()
  count.add(2)
  count.advance(2)
  expect(count.saved).toBe(1)
  count.add(3)
  count.coverGaps(3)
  count.advance(2)
  expect(count.saved).toBe(1)
  count.advance(3)
  expect(count.saved).toBe(4)
})
