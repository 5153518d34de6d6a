import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { printTable } from './print-table.ts'
import { median, percentile } from './process-usage.ts'
import { TypingRoom } from './typing-room.ts'

// As shipped, then those that send at once, then those that wait 33 ms: each is to be compared with its like.
const KINDS: readonly Kind[] = [
  'weft',
  'weft at once',
  'hocuspocus',
  'y-websocket',
  'weft 33 ms',
  'hocuspocus 33 ms',
]
const REPEATS = 3
const SECONDS = 2
const EDITS_PER_WRITER = 8

type Figures = { cpuPerMillion: number; p50: number; p99: number; share: number }

/** Server CPU for each delivered edit: one document, 20 people typing at 8 edits/s (10 of 50), everybody else reading. */
export async function fanOut(clients: number): Promise<void> {
  const writers = clients < 100 ? 10 : 20
  const running: Contestant[] = []
  const figures = new Map<Kind, Figures[]>(KINDS.map((kind) => [kind, []]))
  try {
    for (const kind of KINDS) running.push(await startContestant(kind))
    for (let repeat = 0; repeat < REPEATS; repeat++)
      for (const contestant of running)
        figures.get(contestant.kind)?.push(await measure(contestant, clients, writers))
  } finally {
    for (const contestant of running) await contestant.dispose()
  }
  const of = (kind: Kind, pick: (one: Figures) => number): number =>
    median((figures.get(kind) ?? []).map(pick))
  const ours = of('weft', (one) => one.cpuPerMillion)
  printTable(
    `fan-out: ${clients} clients, ${writers} of them writing at ${EDITS_PER_WRITER} edits/s`,
    ['', 'CPU s per million', 'of a core', 'p50 ms', 'p99 ms', 'x weft'],
    KINDS.map((kind) => [
      kind,
      of(kind, (one) => one.cpuPerMillion).toFixed(1),
      of(kind, (one) => one.share).toFixed(2),
      of(kind, (one) => one.p50).toFixed(1),
      of(kind, (one) => one.p99).toFixed(1),
      (of(kind, (one) => one.cpuPerMillion) / ours).toFixed(2),
    ]),
  )
}

async function measure(contestant: Contestant, clients: number, writers: number): Promise<Figures> {
  const room = await TypingRoom.open(contestant, {
    ...{ clients, writers, rate: writers * EDITS_PER_WRITER },
    editsEach: (SECONDS + 2) * EDITS_PER_WRITER + 2,
  })
  try {
    await room.type(0.7)
    const typed = await room.type(SECONDS)
    if (typed.delivered < 1) throw new Error(`${contestant.kind} delivered ${typed.delivered} of the edits`)
    return {
      cpuPerMillion: (typed.serverCpu / (typed.sent * (clients - 1))) * 1e6,
      share: typed.serverCpu / SECONDS,
      p50: percentile(typed.latencies, 0.5),
      p99: percentile(typed.latencies, 0.99),
    }
  } finally {
    room.close()
  }
}
