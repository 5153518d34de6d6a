import { expect, test } from 'vitest'
import { eachAtOnce } from './each-at-once.ts'

const { signal } = new AbortController()
const aborted = (ending: AbortSignal) =>
  new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve()))

test('all is begun in its order, and no more at a time than may be', async () => {
  const begun: number[] = []
  let running = 0
  let most = 0
  await eachAtOnce({ count: 7, atOnce: 3, signal }, async (index) => {
    begun.push(index)
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    running -= 1
  })
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4, 5, 6], 3])
})

test('when one fails the others have ended before that is told, and none is begun any more', async () => {
  const events: string[] = []
  const work = eachAtOnce({ count: 9, atOnce: 2, signal }, async (index, ending) => {
    events.push(`begin ${index}`)
    if (index === 1) throw new Error('the second one')
    await aborted(ending)
    await Promise.resolve()
    events.push(`end ${index}`)
    throw ending.reason
  })
  await expect(work).rejects.toThrow('the second one')
  expect(events).toEqual(['begin 0', 'begin 1', 'end 0'])
})

test('what gives all of it up is passed on', async () => {
  const controller = new AbortController()
  const work = eachAtOnce({ count: 2, atOnce: 2, signal: controller.signal }, async (_, ending) => {
    await aborted(ending)
    throw ending.reason
  })
  controller.abort(new Error('cancelled'))
  await expect(work).rejects.toThrow('cancelled')
})
