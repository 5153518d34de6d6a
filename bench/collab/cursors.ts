import { setTimeout as pause } from 'node:timers/promises'
import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'
import { printTable } from './print-table.ts'
import { cpuSeconds, median, percentile } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'hocuspocus 33 ms', 'y-websocket']
const PEOPLE = 200
const MOVES_PER_SECOND = 10
const SECONDS = 2.5
const REPEATS = 3
const LISTENERS = 4

type Figures = { share: number; p50: number; p99: number; heard: number }

/** 200 people move their cursors ten times a second: the part of a core that it takes, and when the others see it. */
export async function cursors(): Promise<void> {
  const running: Contestant[] = []
  const figures = new Map<Kind, Figures[]>(KINDS.map((kind) => [kind, []]))
  try {
    for (const kind of KINDS) running.push(await startContestant(kind))
    for (let repeat = 0; repeat < REPEATS; repeat++)
      for (const contestant of running) figures.get(contestant.kind)?.push(await measure(contestant))
  } finally {
    for (const contestant of running) await contestant.dispose()
  }
  const of = (kind: Kind, pick: (one: Figures) => number): number =>
    median((figures.get(kind) ?? []).map(pick))
  printTable(
    `${PEOPLE} cursors at ${MOVES_PER_SECOND} Hz`,
    ['', 'of a core', 'p50 ms', 'p99 ms', 'messages/s a client', 'x weft'],
    KINDS.map((kind) => [
      kind,
      of(kind, (one) => one.share).toFixed(2),
      of(kind, (one) => one.p50).toFixed(0),
      of(kind, (one) => one.p99).toFixed(0),
      of(kind, (one) => one.heard).toFixed(0),
      (of(kind, (one) => one.share) / of('weft', (one) => one.share)).toFixed(1),
    ]),
  )
}

async function measure(contestant: Contestant): Promise<Figures> {
  const documentId = await contestant.newDocument()
  const latencies: number[] = []
  let heard = 0
  // The time stands in the state itself, so that a listener knows how old what it hears is.
  const listen = (data: Buffer, start: number, end: number): void => {
    heard++
    const now = performance.now()
    for (const [, at] of data.toString('latin1', start, end).matchAll(/"at":([\d.]+)/g))
      latencies.push(now - Number(at))
  }
  const clients = Array.from(
    { length: PEOPLE },
    (_, n) =>
      new LoadClient(
        contestant.port,
        contestant.dialect(documentId, n),
        n < LISTENERS ? { awareness: listen } : {},
      ),
  )
  await Promise.all(clients.map((client) => client.synced))
  const clocks = clients.map(() => 0)
  const move = async (seconds: number): Promise<void> => {
    const start = [...clocks]
    const began = performance.now()
    for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
      for (const [n, client] of clients.entries()) {
        const due = (start[n] ?? 0) + Math.floor(elapsed * MOVES_PER_SECOND + n / PEOPLE)
        if ((clocks[n] ?? 0) >= due) continue
        clocks[n] = due
        const cursor = { anchor: { type: null, tname: 'body', item: { client: 4242, clock: due }, assoc: 0 } }
        client.socket.write(
          client.frameOfAwareness(1000 + n, due, JSON.stringify({ at: performance.now(), cursor })),
        )
      }
      await pause(1)
    }
  }
  await move(1)
  latencies.length = 0
  heard = 0
  const cpu = cpuSeconds(contestant.pid)
  await move(SECONDS)
  const share = (cpuSeconds(contestant.pid) - cpu) / SECONDS
  for (const client of clients) client.socket.end()
  await pause(200)
  return {
    share,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    heard: heard / LISTENERS / SECONDS,
  }
}
