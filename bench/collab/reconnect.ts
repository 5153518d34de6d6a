import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { type History, realisticHistory } from '#server/testing/realistic-history.ts'
import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'
import { printTable } from './print-table.ts'
import { cpuSeconds, median } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket']
const CLIENTS = 300
const REPEATS = 3

type Figures = { bytes: number; seconds: number; cpu: number }

/** 300 clients that have the whole page come back at once, as after a restart: what each is sent, and how long it takes. */
export async function reconnect(): Promise<void> {
  const history = realisticHistory()
  const figures = new Map<Kind, Figures[]>()
  for (const kind of KINDS) {
    const contestant = await startContestant(kind)
    try {
      const documentId = await contestant.newDocument()
      const first = new LoadClient(contestant.port, contestant.dialect(documentId, 0), {})
      await first.synced
      first.socket.write(first.frameOf(history.state))
      await pause(1000)
      const repeats: Figures[] = []
      for (let n = 0; n < REPEATS; n++) repeats.push(await storm(contestant, documentId, history))
      figures.set(kind, repeats)
      first.socket.end()
    } finally {
      await contestant.dispose()
    }
  }
  const of = (kind: Kind, pick: (one: Figures) => number): number =>
    median((figures.get(kind) ?? []).map(pick))
  printTable(
    `${CLIENTS} clients with the whole page reconnect`,
    ['', 'kB a client', 's until all are in step', 'CPU s', 'bytes x weft', 'CPU x weft'],
    KINDS.map((kind) => [
      kind,
      (of(kind, (one) => one.bytes) / 1000).toFixed(1),
      of(kind, (one) => one.seconds).toFixed(2),
      of(kind, (one) => one.cpu).toFixed(2),
      (of(kind, (one) => one.bytes) / of('weft', (one) => one.bytes)).toFixed(1),
      (of(kind, (one) => one.cpu) / of('weft', (one) => one.cpu)).toFixed(1),
    ]),
  )
}

async function storm(
  contestant: Contestant,
  documentId: string,
  { vector, state }: History,
): Promise<Figures> {
  const cpu = cpuSeconds(contestant.pid)
  const began = performance.now()
  const clients = Array.from(
    { length: CLIENTS },
    (_, seat) => new LoadClient(contestant.port, contestant.dialect(documentId, seat), {}, vector),
  )
  await Promise.all(clients.map((client) => client.synced))
  const seconds = (performance.now() - began) / 1000
  // As every Yjs client does: the answer to the server's step 1 carries the whole delete set, although nothing in it is new.
  const answer = clients[0]?.frameOfStep2(Y.diffUpdate(state, vector))
  for (const client of clients) if (answer) client.socket.write(answer)
  await pause(1000)
  const bytes = clients.reduce((sum, client) => sum + client.socket.bytesRead, 0) / CLIENTS
  for (const client of clients) client.socket.end()
  await pause(300)
  return { bytes, seconds, cpu: cpuSeconds(contestant.pid) - cpu }
}
