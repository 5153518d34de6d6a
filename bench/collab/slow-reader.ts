import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'
import { printTable } from './print-table.ts'
import { percentile } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket']
const BYTES_PER_SECOND = 3_000_000
const PASTE = 60_000
const SECONDS = 40
// To collect garbage takes its time, which is nobody's who reads.
const LOOK_EVERY_S = 8

type Run = { held: number; p95: number; cutAfter: number | undefined }

/**
 * Somebody pastes and deletes, 3 MB/s, for 40 s; one client reads nothing. What that client costs: the most that is held with it,
 * garbage collected first, less the most without it; what the other readers wait; and when it is cut.
 */
export async function slowReader(): Promise<void> {
  const rows: string[][] = []
  for (const kind of KINDS) {
    const [without, beside] = [await measure(kind, false), await measure(kind, true)]
    rows.push([
      kind,
      ...[without.held, beside.held, beside.held - without.held].map((bytes) => (bytes / 1e6).toFixed(1)),
      ...[without.p95, beside.p95].map((ms) => ms.toFixed(0)),
      beside.cutAfter === undefined ? 'never' : beside.cutAfter.toFixed(0),
    ])
  }
  printTable(
    `a client that reads nothing during ${(BYTES_PER_SECOND * SECONDS) / 1e6} MB of edits`,
    [
      '',
      'MB held without it',
      'with it',
      'MB that it costs',
      'p95 of the others without it, ms',
      'with it',
      'cut after s',
    ],
    rows,
  )
}

async function measure(kind: Kind, slow: boolean): Promise<Run> {
  const contestant = await startContestant(kind)
  try {
    return await run(contestant, slow)
  } finally {
    await contestant.dispose()
  }
}

async function run(contestant: Contestant, slow: boolean): Promise<Run> {
  const documentId = await contestant.newDocument()
  const doc = new Y.Doc()
  const waits: number[] = []
  const sentAt = new Map<number, number>()
  const heard = (data: Buffer, start: number, end: number): void => {
    const [, number] = /<(\d+)>/.exec(data.toString('latin1', start, Math.min(end, start + 200))) ?? []
    const sent = sentAt.get(Number(number))
    if (sent !== undefined) waits.push(performance.now() - sent)
  }
  const [writer, reader, third] = [{}, { update: heard }, {}].map(
    (ears, seat) => new LoadClient(contestant.port, contestant.dialect(documentId, seat), ears),
  )
  if (!writer || !reader || !third) throw new Error('three clients')
  await Promise.all([writer, reader, third].map(({ synced }) => synced))
  if (slow) third.socket.stopReading()
  doc.on('update', (update: Uint8Array) => writer.socket.write(writer.frameOf(update)))
  const title = doc.getText('title')
  const began = performance.now()
  let [pastes, held, cutAfter, looked] = [0, 0, undefined as number | undefined, 0]
  for (let elapsed = 0; elapsed < SECONDS; elapsed = (performance.now() - began) / 1000) {
    for (; pastes * PASTE < elapsed * BYTES_PER_SECOND; pastes++) {
      sentAt.set(pastes, performance.now())
      doc.transact(() => {
        title.delete(0, title.length)
        title.insert(0, `<${pastes}>${'x'.repeat(PASTE)}`)
      })
    }
    await pause(5)
    if (elapsed < looked) continue
    looked += 1
    if (slow) third.socket.probe()
    if (third.socket.isClosed) cutAfter ??= elapsed
    if (looked % LOOK_EVERY_S === 0) held = Math.max(held, await contestant.livingBytes())
  }
  for (const { socket } of [writer, reader, third]) socket.end()
  return { held, p95: percentile(waits, 0.95), cutAfter }
}
