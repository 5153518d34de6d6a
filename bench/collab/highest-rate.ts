import { type Kind, startContestant } from './contestants.ts'
import { printTable } from './print-table.ts'
import { median, percentile } from './process-usage.ts'
import { TypingRoom } from './typing-room.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket']
const REPEATS = 3
const STEP_SECONDS = 0.8
const LATE_MS = 100
const FIRST_RATE = 250
const LAST_RATE = 64_000

type Figures = { rate: number; cpuPerMillion: number; loaderShare: number }

/** The highest rate of edits in one document at which 99 of 100 edits reach the others within 100 ms; everybody but five types. */
export async function highestRate(clients: number): Promise<void> {
  const figures = new Map<Kind, Figures[]>(KINDS.map((kind) => [kind, []]))
  for (let repeat = 0; repeat < REPEATS; repeat++)
    for (const kind of KINDS) figures.get(kind)?.push(await climb(kind, clients))
  const of = (kind: Kind, pick: (one: Figures) => number): number =>
    median((figures.get(kind) ?? []).map(pick))
  printTable(
    `highest rate with p99 <= ${LATE_MS} ms: ${clients} clients in one document`,
    ['', 'edits/s', 'CPU s per million there', 'of the load’s core', 'weft is'],
    KINDS.map((kind) => [
      kind,
      of(kind, (one) => one.rate).toFixed(0),
      of(kind, (one) => one.cpuPerMillion).toFixed(2),
      of(kind, (one) => one.loaderShare).toFixed(2),
      `${(of('weft', (one) => one.rate) / of(kind, (one) => one.rate)).toFixed(1)} x`,
    ]),
  )
}

/**
 * Doubles the rate until it is too much, twice in a row, since a disk or a neighbour may hold anybody up for a moment; then tries in
 * between. A process of its own: who was overrun stays so for long.
 */
async function climb(kind: Kind, clients: number): Promise<Figures> {
  const contestant = await startContestant(kind)
  const listeners = 5
  let best: Figures = { rate: 0, cpuPerMillion: Number.NaN, loaderShare: Number.NaN }
  try {
    const writers = clients - listeners
    const plan = {
      clients,
      writers,
      rate: FIRST_RATE,
      listeners,
      editsEach: Math.ceil((LAST_RATE * 5) / writers),
    }
    const room = await TypingRoom.open(contestant, plan)
    await room.type(0.5)
    let [rate, factor] = [FIRST_RATE, 2]
    let isSecond = false
    while (rate <= LAST_RATE) {
      const typed = await room.type(STEP_SECONDS, rate)
      const p99 = percentile(typed.latencies, 0.99)
      const isLate = typed.delivered < 1 || p99 > LATE_MS
      if (isLate && !isSecond) {
        isSecond = true
        continue
      }
      isSecond = false
      if (!isLate)
        best = {
          rate,
          cpuPerMillion: (typed.serverCpu / (typed.sent * (clients - 1))) * 1e6,
          loaderShare: typed.loaderShare,
        }
      else if (factor < 2 || typed.delivered < 1) break
      else {
        factor = Math.SQRT2
        rate /= 2
      }
      rate *= factor
    }
    room.close()
  } finally {
    await contestant.dispose()
  }
  return best
}
