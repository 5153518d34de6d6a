import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { type Bus, createBus } from './bus.ts'
import type { Context } from './context.ts'

let ctx: Context
let one: Bus
let other: Bus

beforeAll(async () => {
  ctx = await createTestContext()
  const url = ctx.config.databaseUrl ?? ''
  one = createBus(url, ctx.log, 'bus one')
  other = createBus(url, ctx.log, 'bus other')
})
afterAll(() => Promise.all([one.close(), other.close()]))

test('a signal reaches every process that listens, the sender included, with its payload', async () => {
  const heard: string[] = []
  await one.listen('a', (payload) => heard.push(`one ${payload}`))
  await other.listen('a', (payload) => heard.push(`other ${payload}`))
  one.notify('a', 'x')
  await until('both heard', () => heard.length === 2)
  expect(heard.sort()).toEqual(['one x', 'other x'])
})

test('signals of a burst with the same channel and payload become few', async () => {
  const heard: string[] = []
  await other.listen('b', (payload) => heard.push(payload))
  for (let n = 0; n < 500; n++) one.notify('b', n % 2 === 0 ? 'even' : 'odd')
  one.notify('b', 'last')
  await until('the last', () => heard.includes('last'))
  expect(heard.sort()).toEqual(['even', 'last', 'odd'])
})

test('listening to many channels at once asks one thing at a time', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const heard: string[] = []
  const channels = ['c1', 'c2', 'c3', 'c4']
  await Promise.all(channels.map((channel) => other.listen(channel, () => heard.push(channel))))
  for (const channel of channels) other.notify(channel)
  await until('all heard', () => heard.length === channels.length)
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('after a lost connection it listens again, and says so to whoever has to look for what was missed', async () => {
  let resumed = 0
  const heard: string[] = []
  await other.listen(
    'd',
    (payload) => heard.push(payload),
    () => resumed++,
  )
  await ctx.db.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'bus other'`,
  )
  await until('it is back', () => resumed)
  one.notify('d', 'again')
  await until('the signal', () => heard.length)
  expect(heard).toEqual(['again'])
})

test('a channel that nobody listens to any more is given back, and one that is listened to again at once is not', async () => {
  const heard: string[] = []
  const note = (payload: string) => heard.push(payload)
  const lastSaid = async (): Promise<string> => {
    const { rows } = await ctx.db.pool.query<{ query: string }>(
      `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bus other'`,
    )
    return rows[0]?.query ?? ''
  }
  const [stop, stopBrief] = [await other.listen('f', note), await other.listen('f', note)]
  stopBrief()
  one.notify('f', 'still')
  await until('the one that stays', () => heard.length)
  stop()
  await until('it is given back', async () => (await lastSaid()) === 'UNLISTEN "f"')
  const stopAgain = await other.listen('f', note)
  stopAgain()
  stopAgain()
  await other.listen('f', note)
  one.notify('f', 'again')
  await until('the second', () => heard.includes('again'))
  expect(heard).toEqual(['still', 'again'])
})

test('what is signalled before closing still leaves; afterwards nothing does', async () => {
  const heard: string[] = []
  await other.listen('e', (payload) => heard.push(payload))
  const brief = createBus(ctx.config.databaseUrl ?? '', ctx.log, 'bus brief')
  brief.notify('e', 'before')
  await brief.close()
  brief.notify('e', 'after')
  one.notify('e', 'end')
  await until('the end', () => heard.includes('end'))
  expect(heard.sort()).toEqual(['before', 'end'])
})
