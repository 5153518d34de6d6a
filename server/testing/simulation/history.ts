import * as Y from 'yjs'
import { SYNC } from '#server/collaboration/internal/wire.ts'
import { type Cast, makeCast, newTab } from './cast.ts'
import type { Violation } from './checker.ts'
import { editPage } from './edits.ts'
import { checkEnd, isQuiet, waiting } from './end.ts'
import type { Faults } from './faults.ts'
import { OutboxClient } from './outbox-client.ts'
import type { SimulatedClient } from './simulated-client.ts'
import { runJob } from './simulated-job.ts'
import type { SimulatedNode } from './simulated-node.ts'
import { Trace } from './trace.ts'
import { planVisits } from './visits.ts'
import type { World } from './world.ts'

export type Outcome = {
  seed: number
  violation: Violation | undefined
  hash: string
  events: number
  updates: number
  acknowledged: number
  lines: readonly string[]
}

const STORM_MS = { least: 1_000, most: 5_000 }
// Everybody is back within some seconds and says every 15 s that they are there; pings find a dead line within 40 s.
const CALM_MS = 24_000
const CALM_WITH_DEAD_LINES_MS = 46_000
const STUCK_MS = 180_000
// A process that is not heard of any more is found at the next round of the others.
const CALM_AFTER_LOST_WORDS_MS = 14_000

/** One whole history from one seed: a storm, then a calm, then everything is held against the rules. */
export async function runHistory(
  seed: number,
  options: { keep?: boolean; faults?: Faults } = {},
): Promise<Outcome> {
  const trace = new Trace(options.keep ?? false)
  const cast = makeCast(seed, trace, options.faults ?? {})
  const { world } = cast
  const { scheduler, checker } = world
  const isBroken = (): boolean => {
    if (scheduler.crashed !== undefined) checker.fail('nothing throws', shown(scheduler.crashed))
    return checker.violation !== undefined
  }
  const storm = scheduler.between(STORM_MS.least, STORM_MS.most)
  for (const client of cast.clients) act(cast, client, storm)
  disturb(cast, storm)
  const visits = planVisits(cast, storm)
  await scheduler.run(storm, isBroken)
  if (!isBroken()) {
    settle(cast)
    await scheduler.run(storm + visits + calmOf(cast), isBroken)
    await waitUntilQuiet(cast, isBroken)
  }
  if (!isBroken()) checkEnd(cast)
  return {
    seed,
    violation: checker.violation,
    hash: trace.hash,
    events: scheduler.events,
    updates: world.database.all().reduce((sum, { rows }) => sum + rows.length, 0),
    acknowledged: world.promised.length,
    lines: trace.lines,
  }
}

async function waitUntilQuiet(cast: Cast, isBroken: () => boolean): Promise<void> {
  const { scheduler, checker } = cast.world
  const end = scheduler.now + STUCK_MS
  while (!isBroken() && !isQuiet(cast)) {
    if (scheduler.now >= end) {
      checker.fail('everybody is in step in the end', `${waiting(cast)} waits for ever`)
      return
    }
    await scheduler.run(scheduler.now + 1_000, isBroken)
  }
}

/** What one person does while the storm lasts, one act after the other. */
function act(cast: Cast, client: SimulatedClient, end: number): void {
  const { scheduler } = cast.world
  const pause = scheduler.chance(0.2) ? scheduler.between(0, 20) : scheduler.between(20, 700)
  scheduler.after(pause, () => {
    if (scheduler.now >= end || client.isGone) return
    actOnce(cast, client, end)
    act(cast, client, end)
  })
}

function actOnce(cast: Cast, client: SimulatedClient, end: number): void {
  const { world } = cast
  const { scheduler } = world
  const lot = scheduler.random()
  if (lot < 0.68) edit(world, client)
  else if (lot < 0.74) for (let n = scheduler.integer(2, 9); n > 0; n--) edit(world, client)
  else if (lot < 0.82) client.say()
  else if (lot < 0.87) client.socket?.cut()
  else if (lot < 0.89) loseLine(world, client)
  else if (lot < 0.92) stopReading(world, client)
  else if (lot < 0.94) client.askForAll()
  else if (lot < 0.96) sendAgain(world, client)
  else if (lot < 0.97) replace(cast, client, end)
  else if (client instanceof OutboxClient) {
    if (scheduler.chance(0.5)) client.keepCopy()
    else client.crash()
  }
}

function edit(world: World, client: SimulatedClient): void {
  // Our own page is read-only for readers; others may send whatever they like.
  if (!client.mayWrite && (client instanceof OutboxClient || !world.isStubborn)) return
  if (!client.doc.share.has('body') || client.doc.getXmlFragment('body').length === 0) return
  const { scheduler } = world
  if (scheduler.chance(0.4)) writeMark(world, client.doc)
  else editPage(client.doc, scheduler)
}

/** A letter that occurs nowhere else, so that a second one would show. */
function writeMark(world: World, doc: Y.Doc): void {
  const title = doc.getText('title')
  title.insert(world.scheduler.integer(0, title.length + 1), world.newMark())
}

/** Says everything once more, as a client does that is told nothing of what arrived. Ours counts its frames, and does not. */
function sendAgain({ isStubborn }: World, client: SimulatedClient): void {
  if (!(client instanceof OutboxClient) && (client.mayWrite || isStubborn))
    client.sendSync(SYNC.step2, Y.encodeStateAsUpdate(client.doc))
}

function loseLine(world: World, { socket }: SimulatedClient): void {
  world.hasDeadLines = true
  socket?.vanish(world.scheduler.between(500, 5_000))
}

function stopReading({ scheduler }: World, { socket }: SimulatedClient): void {
  if (!socket) return
  socket.clientReads = false
  scheduler.after(scheduler.between(100, 4_000), () => {
    socket.clientReads = true
  })
}

/** Somebody goes and somebody else comes. */
function replace(cast: Cast, client: SimulatedClient, end: number): void {
  if (client instanceof OutboxClient && !client.isSaved) return
  client.leave()
  const next = newTab(cast, client)
  act(cast, next, end)
}

/** What happens to processes, the database and the lines between them. */
function disturb(cast: Cast, end: number): void {
  const { world, nodes, clients } = cast
  const { scheduler } = world
  scheduler.after(scheduler.between(50, 2_500), () => {
    if (scheduler.now >= end) return
    const node = scheduler.pick(nodes)
    // What a process that dies or the database has not told is lost, and somebody has to compare.
    const lot = world.reliesOnSignals ? scheduler.pick([0.3, 0.4, 0.6, 0.7, 1]) : scheduler.random()
    if (lot === undefined) return
    if (lot < 0.2) {
      node?.crash()
      scheduler.after(scheduler.between(20, 1_500), () => node?.start())
    } else if (lot < 0.35) {
      node?.freeze()
      scheduler.after(scheduler.between(20, 4_000), () => node?.thaw())
    } else if (lot < 0.45) void node?.restart()
    else if (lot < 0.57) loseDatabase(world)
    else if (lot < 0.62) loseBus(world, node)
    else if (lot < 0.9) job(world)
    else for (const client of clients) if (scheduler.chance(0.5)) client.socket?.cut()
    disturb(cast, end)
  })
}

function loseBus({ scheduler, bus }: World, node: SimulatedNode | undefined): void {
  if (!node) return
  scheduler.trace.note(scheduler.now, node.name, 'loses the line of its signals')
  bus.breakLines(node.host)
}

function loseDatabase({ scheduler, database, bus }: World): void {
  scheduler.trace.note(scheduler.now, 'database', 'dies')
  database.crash()
  bus.breakLines()
  scheduler.after(scheduler.between(10, 2_000), () => {
    database.isAway = false
    scheduler.trace.note(scheduler.now, 'database', 'is back')
  })
}

function job(world: World): void {
  const document = world.scheduler.pick(world.database.all())
  if (document) runJob(world, document.id, (doc) => writeMark(world, doc))
}

/** How long it takes until everybody knows who is there. */
function calmOf({ world: { hasDeadLines, hasLostWords, bus }, nodes }: Cast): number {
  const calm = hasDeadLines ? CALM_WITH_DEAD_LINES_MS : CALM_MS
  return nodes.length > 1 && (hasLostWords || bus.hasLost) ? calm + CALM_AFTER_LOST_WORDS_MS : calm
}

/** The storm is over: everything runs, everybody is there and reads. */
function settle(cast: Cast): void {
  const { nodes, clients } = cast
  const { scheduler, weather, database } = cast.world
  scheduler.trace.note(scheduler.now, 'weather', 'is calm')
  weather.calm()
  database.isAway = false
  for (const node of nodes) {
    node.thaw()
    node.start()
  }
  for (const client of clients) {
    if (client.socket) client.socket.clientReads = true
    else client.connect()
  }
  // Whoever comes only now sees what all the others see.
  const first = clients[0]
  if (first) newTab(cast, first)
}

function shown(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
