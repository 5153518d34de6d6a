import { expect, test } from 'vitest'
import { until } from '#server/testing/until.ts'
import { createDeadline } from './deadline.ts'

test('what is left falls to nothing at the end, which aborts with a word about the time', async () => {
  using deadline = createDeadline(60, new AbortController().signal)
  expect(deadline.remaining()).toBeGreaterThan(0)
  expect(deadline.remaining()).toBeLessThanOrEqual(60)
  await until('it is over', () => deadline.signal.aborted)
  expect(deadline.remaining()).toBe(0)
  expect(deadline.signal.reason).toMatchObject({
    ...{ name: 'TimeoutError', message: 'nothing answered within 60 ms' },
  })
})

test('a caller that gives up ends it at once, with the caller’s own reason', () => {
  const controller = new AbortController()
  using deadline = createDeadline(60_000, controller.signal)
  controller.abort(new Error('cancelled'))
  expect(deadline.signal.aborted).toBe(true)
  expect(deadline.signal.reason).toMatchObject({ message: 'cancelled' })
})

test('one that was disposed of never ends by itself', async () => {
  const deadline = createDeadline(20, new AbortController().signal)
  deadline[Symbol.dispose]()
  const other = createDeadline(60, new AbortController().signal)
  await until('a later one is over', () => other.signal.aborted)
  expect(deadline.signal.aborted).toBe(false)
})
