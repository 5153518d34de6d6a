import { afterAll, expect, test } from 'vitest'
import type { Bus } from '#server/platform/bus.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { ManualTime } from '#server/testing/manual-time.ts'
import { silentMeter } from '#server/testing/silent-meter.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { editDocument } from '../edit-document.ts'
import { createUpdateLog } from '../update-log.ts'
import { createDocumentStore } from './document-store.ts'
import { type EngineTime, systemTime } from './engine-time.ts'
import { PresenceExchange } from './presence-exchange.ts'
import { Rooms } from './rooms.ts'
import { Upkeep } from './upkeep.ts'

const ctx = await createTestContext()
const updateLog = createUpdateLog(ctx.config.databaseUrl ?? '', () => {})
const rooms = makeRooms()
afterAll(() => updateLog.close())

/** The open pages of a process; one by a manual clock lets go of a page only when a test says so. */
function makeRooms(time: EngineTime = systemTime, bus: Pick<Bus, 'notify' | 'listen'> = ctx.bus): Rooms {
  const made = new Rooms({
    log: ctx.log,
    bus,
    store: createDocumentStore(ctx),
    updateLog,
    upkeep: new Upkeep(ctx, systemTime),
    exchange: new PresenceExchange(newId(), bus, time),
    time,
    meter: silentMeter,
  })
  afterAll(() => made.close())
  return made
}

async function isAnythingHeldUp(): Promise<boolean> {
  const { rows } = await ctx.db.pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  )
  return rows.length > 0
}

test('a page that is asked for while it is being let go of stays open', async () => {
  const page = await createPage(ctx, await createPerson(ctx))
  // A projection is due, so that letting go takes a statement, and the lock holds that statement up.
  await ctx.db.prisma.document.update({ where: { id: page }, data: { projectedSeq: 0 } })
  const room = await rooms.open(page)
  const holder = await ctx.db.pool.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT 1 FROM "Document" WHERE id = $1 FOR UPDATE', [page])
  await until('the page being let go of', isAnythingHeldUp, 10_000)
  expect(await rooms.open(page)).toBe(room)
  await holder.query('ROLLBACK')
  holder.release()
  await rooms.finish()
  expect(room?.writer.isClosed).toBe(false)
  expect(await rooms.open(page)).toBe(room)
})

test('a page that somebody asked for and never joined is let go of', async () => {
  const page = await createPage(ctx, await createPerson(ctx))
  const before = rooms.size
  await rooms.open(page)
  await rooms.open(page)
  expect(rooms.size).toBe(before + 1)
  await until('the page let go of', () => rooms.size <= before, 10_000)
})

test('of several processes one projects a page; the others look after it when that does not', async () => {
  const page = await createPage(ctx, await createPerson(ctx))
  const room = await makeRooms(new ManualTime()).open(page)
  if (!room) throw new Error('there is no such page')
  const where = { where: { id: page } }
  const projected = async () => (await ctx.db.prisma.document.findUniqueOrThrow(where)).projectedSeq
  await ctx.db.prisma.document.update({ ...where, data: { projectedSeq: 0 } })
  const time = new ManualTime()
  const upkeep = new Upkeep(ctx, time)
  afterAll(() => upkeep.close())
  // The first has done it, as a comparison with the database tells.
  upkeep.grown(room, false)
  upkeep.isProjected(room, 1)
  time.pass(60_000)
  await upkeep.finish(room)
  expect(await projected()).toBe(0)

  const unaided = new Upkeep(ctx, time)
  afterAll(() => unaided.close())
  unaided.grown(room, false)
  time.pass(6_000)
  expect(await projected()).toBe(0)
  time.pass(1_000)
  await until('the projection by another', async () => (await projected()) === 1)
  // Whoever becomes the first does it in a second, however long it meant to wait.
  await ctx.db.prisma.document.update({ ...where, data: { projectedSeq: 0 } })
  const promoted = new Upkeep(ctx, time)
  afterAll(() => promoted.close())
  promoted.grown(room, false)
  promoted.grown(room, true)
  time.pass(1_000)
  await until('the projection by the first', async () => (await projected()) === 1)
})

test('a page opens although the bus does not answer, and has what was committed before it was listened to', async () => {
  const ada = await createPerson(ctx)
  const page = await createPage(ctx, ada)
  const answer = Promise.withResolvers<void>()
  const time = new ManualTime()
  const slow = makeRooms(time, {
    notify: (channel, payload) => ctx.bus.notify(channel, payload),
    listen: (channel, listener) => answer.promise.then(() => ctx.bus.listen(channel, listener)),
  })
  const opening = slow.open(page)
  time.pass(100)
  const room = await opening
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) =>
    doc.getText('title').insert(0, 'new '),
  )
  expect(room?.state.headSeq).toBe(1)
  answer.resolve()
  await until('the edit', () => room?.state.headSeq === 2)
})
