// Several collaboration processes on one PostgreSQL: how long an edit on one takes to a reader on another, commit included, and what
// an edit costs all of them together, with one, two and four. The same 40 people write the same number of edits to the same
// number of readers in every run; only the processes among which they are dealt out differ. Clients and servers share
// this machine's cores.
//
// Two costs: `an edit` is everything that the processes used while people typed; `net` is that without what the same
// processes with the same sockets use while nobody types, which a process costs whether or not anybody edits.
// PostgreSQL's own processor time stands beside both.
// npm run bench -- nodes [shape ...] [--repeats N] [--rate EDITS A SECOND OF EACH]
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { newSecret } from '#server/platform/ids.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { printTable } from './collab/print-table.ts'
import { median, percentile } from './collab/process-usage.ts'
import { CollabNodes, databaseMeter } from './nodes/collab-nodes.ts'
import { TypingClient } from './nodes/typing-client.ts'

type Shape = {
  title: string
  pages: number
  peopleOnPage: number
  nodeOf: (page: number, seat: number, nodes: number) => number
}

const SHAPES: Record<string, Shape> = {
  small: {
    ...{ title: '5 pages of 8 people, each page on all processes', pages: 5, peopleOnPage: 8 },
    nodeOf: (_page, seat, nodes) => seat % nodes,
  },
  large: {
    ...{ title: '1 page of 40 people on all processes', pages: 1, peopleOnPage: 40 },
    nodeOf: (_page, seat, nodes) => seat % nodes,
  },
  apart: {
    ...{ title: '8 pages of 5 people, each page on one process', pages: 8, peopleOnPage: 5 },
    nodeOf: (page, _seat, nodes) => page % nodes,
  },
}
const COUNTS = [1, 2, 4]
// Long enough for the code to be compiled that edits run through, and for pages to have a snapshot.
const WARM_UP = { seconds: 6, editsPerSecond: 16 }
const QUIET_SECONDS = 4
const SECONDS = 8

type Outcome = { edit: number; net: number; database: number; idle: number; near: number[]; far: number[] }

const { values, positionals } = parseArgs({
  options: { repeats: { type: 'string', default: '3' }, rate: { type: 'string', default: '4' } },
  allowPositionals: true,
})
const rate = Number(values.rate)
const chosen = Object.entries(SHAPES).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
)
if (chosen.length === 0) throw new Error(`shapes: ${Object.keys(SHAPES).join(', ')}`)
const ctx = createContext({ ...processConfig(), secret: newSecret(), logLevel: 'warn' }, 'bench')
const databaseSeconds = await databaseMeter(ctx)
const owner = await createPerson(ctx, { name: 'bench' })
const people = [owner]
while (people.length < 40)
  people.push(
    await createPerson(ctx, { workspaceId: owner.workspaceId, name: `bench ${String(people.length)}` }),
  )
for (const [, shape] of chosen) {
  const outcomes = new Map<number, Outcome[]>(COUNTS.map((count) => [count, []]))
  for (let repeat = 0; repeat < Number(values.repeats); repeat++)
    for (const [count, found] of outcomes) found.push(await measure(shape, count))
  report(shape, outcomes)
}
await closeContext(ctx)

async function measure(shape: Shape, count: number): Promise<Outcome> {
  const nodes = await CollabNodes.start(ctx, count)
  const clients = await seat(shape, nodes)
  try {
    await Promise.all(clients.map(({ ready }) => ready))
    await typeFor(WARM_UP.seconds, WARM_UP.editsPerSecond, clients)
    // What follows the last edits, titles and snapshots, is done by then.
    await pause(3000)
    const quiet = nodes.cpuSeconds()
    await pause(QUIET_SECONDS * 1000)
    const idle = (nodes.cpuSeconds() - quiet) / QUIET_SECONDS
    for (const client of clients) client.forget()
    const [before, databaseBefore, began] = [nodes.cpuSeconds(), databaseSeconds(), performance.now()]
    await typeFor(SECONDS, rate, clients)
    const seconds = (performance.now() - began) / 1000
    const used = nodes.cpuSeconds() - before
    const edits = clients.reduce((sum, client) => sum + client.edits, 0)
    return {
      edit: (used / edits) * 1000,
      net: ((used - idle * seconds) / edits) * 1000,
      database: ((databaseSeconds() - databaseBefore) / edits) * 1000,
      idle: (idle / count) * 1000,
      near: clients.flatMap(({ near }) => near),
      far: clients.flatMap(({ far }) => far),
    }
  } finally {
    for (const client of clients) client.close()
    await nodes.stop()
  }
}

async function seat(shape: Shape, { ports }: CollabNodes): Promise<TypingClient[]> {
  const clients: TypingClient[] = []
  for (let page = 0; page < shape.pages; page++) {
    const documentId = await createPage(ctx, owner)
    for (let n = 0; n < shape.peopleOnPage; n++) {
      const node = shape.nodeOf(page, n, ports.length)
      clients.push(new TypingClient({ documentId, node, port: ports[node] ?? 0 }, personAt(n).cookie))
    }
  }
  return clients
}

function personAt(place: number): TestPerson {
  const person = people[place % people.length]
  if (!person) throw new Error('nobody to type')
  return person
}

/** Everybody types at the same rate, each at a time of their own. */
async function typeFor(
  seconds: number,
  editsPerSecond: number,
  writers: readonly TypingClient[],
): Promise<void> {
  const typed = writers.map(() => 0)
  const began = performance.now()
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
    for (const [n, writer] of writers.entries()) {
      const due = Math.floor(elapsed * editsPerSecond + ((n * 7) % writers.length) / writers.length)
      for (; (typed[n] ?? 0) < due; typed[n] = (typed[n] ?? 0) + 1) writer.type()
    }
    await new Promise(setImmediate)
  }
  await pause(500)
}

function report({ title, pages, peopleOnPage }: Shape, outcomes: ReadonlyMap<number, Outcome[]>): void {
  const of = (count: number, what: 'edit' | 'net' | 'database' | 'idle'): number =>
    median((outcomes.get(count) ?? []).map((one) => one[what]))
  const against = (count: number, what: 'edit' | 'net' | 'database'): string =>
    `${of(count, what).toFixed(2)} (${(of(count, what) / of(COUNTS[0] ?? 1, what)).toFixed(2)} x)`
  const told = (times: readonly number[]): string =>
    times.length === 0 ? '-' : `${percentile(times, 0.5).toFixed(1)} / ${percentile(times, 0.99).toFixed(1)}`
  printTable(
    `${title}; ${String(pages * peopleOnPage * rate)} edits/s in all; medians of ${values.repeats} runs`,
    [
      'processes',
      'CPU ms an edit',
      'net',
      'PostgreSQL',
      'idle ms/s each',
      'same process p50/p99 ms',
      'another',
    ],
    [...outcomes].map(([count, found]) => [
      String(count),
      against(count, 'edit'),
      against(count, 'net'),
      against(count, 'database'),
      of(count, 'idle').toFixed(0),
      told(found.flatMap(({ near }) => near)),
      told(found.flatMap(({ far }) => far)),
    ]),
  )
}
