import { pino } from 'pino'
import { expect, test } from 'vitest'
import { repeat } from './repeat.ts'

const log = pino({ level: 'silent' })

test('a chore runs again after its end, also after a failure, and never beside itself', async () => {
  let runs = 0
  let open = 0
  const chore = repeat(log, {
    name: 'count',
    everyMs: 1,
    firstAfterMs: 1,
    async work() {
      runs++
      expect(++open).toBe(1)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      if (runs === 1) throw new Error('the first time')
    },
  })
  await expect.poll(() => runs).toBeGreaterThan(3)
  await chore.stop()
  await chore.stop()
  const then = runs
  await new Promise((resolve) => setImmediate(resolve))
  expect(open).toBe(0)
  expect(runs).toBe(then)
})

test('stopping waits for the run under way, after which none begins', async () => {
  const events: string[] = []
  let release = (): void => {}
  const chore = repeat(log, {
    name: 'wait',
    everyMs: 1,
    firstAfterMs: 1,
    work: () =>
      new Promise<void>((resolve) => {
        events.push('begun')
        release = () => {
          events.push('ended')
          resolve()
        }
      }),
  })
  await expect.poll(() => events).toEqual(['begun'])
  const stopping = chore.stop().then(() => events.push('stopped'))
  release()
  await stopping
  expect(events).toEqual(['begun', 'ended', 'stopped'])
})
