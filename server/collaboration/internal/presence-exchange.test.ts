import { afterAll, expect, test } from 'vitest'
import { documentChannel } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { ManualTime } from '#server/testing/manual-time.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { joinAsJob } from '../join-as-job.ts'
import { systemTime } from './engine-time.ts'
import { JOB_GONE_MS, PresenceExchange, type PresenceParty } from './presence-exchange.ts'
import { type DistantEntry, presenceSignals } from './presence-signals.ts'

const ctx = await createTestContext()
const STATE = 4_000

const entry = (clientId: number, clock: number): DistantEntry => ({
  ...{ clientId, clock, account: `person:${newId()}` },
  state: JSON.stringify('x'.repeat(STATE)),
})

/** A document of one process that keeps what it hears of the others. */
class Listening implements PresenceParty {
  readonly documentId: string
  readonly clocks = new Map<number, number>()
  own: DistantEntry[] = []
  meetings = 0

  constructor(documentId: string) {
    this.documentId = documentId
  }

  present(): DistantEntry[] {
    return this.own
  }

  heard(_node: string, entries: readonly DistantEntry[]): void {
    for (const { clientId, clock } of entries) this.clocks.set(clientId, clock)
  }

  readonly lostNodes: string[] = []
  lost(node: string): void {
    this.lostNodes.push(node)
  }

  met(): void {
    this.meetings++
  }
}

/** That of a process that listens to the channel of this document. */
async function exchange(documentId: string): Promise<PresenceExchange> {
  const made = new PresenceExchange(newId(), ctx.bus, systemTime)
  made.start()
  const stop = await ctx.bus.listen(documentChannel(documentId), (signal) => made.hear(signal))
  afterAll(() => {
    made.stop()
    stop()
  })
  return made
}

test('large states that change without end are told together at a bounded pace, and the last of each arrives', async () => {
  const documentId = newId()
  const [here, there] = [await exchange(documentId), await exchange(documentId)]
  const [speaking, listening] = [new Listening(documentId), new Listening(documentId)]
  const clients = Array.from({ length: 10 }, (_, n) => n)
  speaking.own = clients.map((client) => entry(client, 0))
  here.join(speaking)
  there.join(listening)
  await until('everybody who is there', () => listening.clocks.size === clients.length)
  let signals = 0
  await ctx.bus.listen(documentChannel(documentId), () => signals++)
  const [start, before] = [performance.now(), signals]
  const last = 200
  for (let clock = 1; clock <= last; clock++) {
    here.changed(
      speaking,
      clients.map((client) => entry(client, clock)),
    )
    // A turn of the bus, which sends what waits every 10 ms.
    if (clock % 20 === 0) await until('a signal', () => performance.now() > start + clock)
  }
  await until('the last of each', () => clients.every((client) => listening.clocks.get(client) === last))
  const characters = clients.length * STATE
  const words = 1 + Math.ceil((performance.now() - start) / (characters / 256))
  expect(signals - before).toBeLessThanOrEqual((words + 1) * Math.ceil((characters * 1.5) / 7_800))
})

test('who comes to a page of many with large states is told of everybody', async () => {
  const documentId = newId()
  const [here, there] = [await exchange(documentId), await exchange(documentId)]
  const [full, newcomer] = [new Listening(documentId), new Listening(documentId)]
  full.own = Array.from({ length: 120 }, (_, n) => entry(n, 1))
  here.join(full)
  there.join(newcomer)
  await until('everybody', () => newcomer.clocks.size === full.own.length)
})

test('a page that was given up and read again is told of others, though somebody still leaves the old one', async () => {
  const documentId = newId()
  const [here, there] = [await exchange(documentId), await exchange(documentId)]
  const [old, anew, other] = [new Listening(documentId), new Listening(documentId), new Listening(documentId)]
  other.own = [entry(1, 1)]
  here.join(old)
  there.join(other)
  await until('the old one hears', () => old.clocks.has(1))
  here.join(anew)
  here.leave(old)
  await until('the new one hears', () => anew.clocks.has(1))
  there.changed(other, [entry(1, 2)])
  await until('what moves', () => anew.clocks.get(1) === 2)
  expect(old.clocks.get(1)).toBe(1)
})

test('a process is alone with a page until it hears of another, which it meets at once, and again when that has left', async () => {
  const documentId = newId()
  const [here, there] = [await exchange(documentId), await exchange(documentId)]
  const [mine, other] = [new Listening(documentId), new Listening(documentId)]
  expect(here.isAlone(documentId)).toBe(false)
  here.join(mine)
  // Somebody may be about to answer.
  expect(here.isAlone(documentId)).toBe(false)
  await until('nobody has answered', () => here.isAlone(documentId))
  there.join(other)
  await until('they have met', () => !here.isAlone(documentId) && other.meetings > 0)
  expect(mine.meetings).toBe(1)
  expect(there.isAlone(documentId)).toBe(false)
  there.leave(other)
  await until('alone again', () => here.isAlone(documentId))
  // The bus was silent for a while: nobody knows who came.
  here.resumed()
  expect(here.isAlone(documentId)).toBe(false)
})

test('two that do not know of each other, since one did not hear, meet when that one finds an edit that it was not told of', async () => {
  const documentId = newId()
  const [deaf, there] = [new PresenceExchange(newId(), ctx.bus, systemTime), await exchange(documentId)]
  const [mine, other] = [new Listening(documentId), new Listening(documentId)]
  afterAll(() => deaf.stop())
  there.join(other)
  deaf.join(mine)
  await until('it was asked', () => other.meetings === 1)
  there.leave(other)
  there.join(other)
  await until('each believes to be alone', () => deaf.isAlone(documentId) && there.isAlone(documentId))
  afterAll(await ctx.bus.listen(documentChannel(documentId), (signal) => deaf.hear(signal)))
  deaf.missed(documentId)
  await until('they have met', () => mine.meetings === 1 && other.meetings === 2)
})

test('what waits when a page is left is told to nobody', async () => {
  const documentId = newId()
  const [here, there] = [await exchange(documentId), await exchange(documentId)]
  const [leaving, listening] = [new Listening(documentId), new Listening(documentId)]
  here.join(leaving)
  there.join(listening)
  await until('that they know each other', () => {
    here.changed(leaving, [entry(1, 1)])
    return listening.clocks.get(1) === 1
  })
  here.changed(leaving, [entry(2, 1), entry(3, 1)])
  here.changed(leaving, [entry(4, 1)])
  here.leave(leaving)
  leaving.own = [entry(5, 1)]
  here.join(leaving)
  await until('that they met again', () => listening.clocks.has(5))
  expect(listening.clocks.has(4)).toBe(false)
})

test('of the processes that have a page open exactly one is first, and another when that leaves', async () => {
  const documentId = newId()
  const seats = await Promise.all(
    [1, 2, 3].map(async () => ({ at: await exchange(documentId), party: new Listening(documentId) })),
  )
  const first = () => seats.filter(({ at, party }) => at.isFirst(party))
  for (const { at, party } of seats) at.join(party)
  await until('one of them to be first', () => first().length === 1)
  const [leaving] = first()
  if (!leaving) throw new Error('nobody is first')
  leaving.at.leave(leaving.party)
  await until('another to be first', () => first().some((one) => one !== leaving))
  expect(first().filter((one) => one !== leaving)).toHaveLength(1)
  expect(leaving.at.isFirst(new Listening(newId()))).toBe(true)
})

test('a worker that writes into a page is heard wherever it is open, also where it is opened later, until it leaves; it is no peer', async () => {
  const documentId = newId()
  const here = await exchange(documentId)
  const [early, late] = [new Listening(documentId), new Listening(documentId)]
  here.join(early)
  const job = { taskId: newId(), kind: 'improve', askedBy: 'Ada' }
  const seat = joinAsJob(ctx, documentId, job)
  await until('it is seen', () => early.clocks.size === 1)
  expect([early.meetings, here.isFirst(early)]).toEqual([0, true])
  await until('alone all the same', () => here.isAlone(documentId))
  const there = await exchange(documentId)
  there.join(late)
  await until('it is seen by whoever comes', () => late.clocks.size === 1)
  seat.leave()
  await until('it has gone', () => [early, late].every(({ lostNodes }) => lostNodes.length === 1))
  expect(early.lostNodes).toEqual([`job:${job.taskId}`])
})

test('a worker that is heard of no more is gone after five seconds, and with the page that was left', () => {
  const [documentId, time] = [newId(), new ManualTime()]
  const here = new PresenceExchange(newId(), { notify: () => {} }, time)
  const party = new Listening(documentId)
  here.join(party)
  const says = (node: string, clock: number): void => {
    const word = { node, documentId, kind: 'job', entries: [entry(9, clock)] } as const
    for (const signal of presenceSignals(word, clock)) here.hear(signal)
  }
  says('job:one', 1)
  time.pass(JOB_GONE_MS - 1)
  says('job:one', 2)
  time.pass(JOB_GONE_MS - 1)
  expect(party.lostNodes).toEqual([])
  time.pass(1)
  expect(party.lostNodes).toEqual(['job:one'])
  says('job:two', 1)
  here.leave(party)
  time.pass(2 * JOB_GONE_MS)
  expect(party.lostNodes).toEqual(['job:one', 'job:two'])
})
