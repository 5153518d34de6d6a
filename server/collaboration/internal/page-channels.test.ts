import { expect, test } from 'vitest'
import { documentChannel } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { PageChannels } from './page-channels.ts'

const ctx = await createTestContext()

/** Two pages that share a channel, and one of another. */
function pages(): [string, string, string] {
  const [one, other] = [newId(), newId()]
  const tail = one.slice(-3)
  const apart = tail === '000' ? '001' : '000'
  return [one, `${other.slice(0, -3)}${tail}`, `${other.slice(0, -3)}${apart}`]
}

test('pages of a group are heard once each while any of them is open, those of other groups not at all', async () => {
  const heard: string[] = []
  const marks: string[] = []
  const channels = new PageChannels(ctx.bus, (payload) => heard.push(payload))
  const [one, same, apart] = pages()
  await ctx.bus.listen('mark', (payload) => marks.push(payload))
  const say = async (mark: string): Promise<string[]> => {
    heard.length = 0
    for (const page of [one, same, apart]) ctx.bus.notify(documentChannel(page), `${page} ${mark}`)
    ctx.bus.notify('mark', mark)
    await until(mark, () => marks.includes(mark))
    return [...heard]
  }
  await Promise.all([channels.enter(one), channels.enter(same)])
  expect(await say('both')).toEqual([`${one} both`, `${same} both`])
  channels.leave(one)
  expect(await say('one left')).toEqual([`${one} one left`, `${same} one left`])
  channels.leave(same)
  await channels.enter(apart)
  expect(await say('moved')).toEqual([`${apart} moved`])
  await channels.enter(one)
  channels.close()
  channels.leave(apart)
  await until('both ended', async () => (await say(newId())).length === 0)
})
