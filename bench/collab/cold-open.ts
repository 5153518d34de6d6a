import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { HISTORY_OPERATIONS, type History, realisticHistory } from '#server/testing/realistic-history.ts'
import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'
import { printTable } from './print-table.ts'
import { mainThreadSeconds, median, percentile } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket + leveldb']
const OPENINGS = 5
const STREAM_SECONDS_MAX = 90
/** Frames of the stream that are not acknowledged yet, where a server acknowledges at all; the others are held by their socket. */
const STREAM_WINDOW = 2_000

type Opened = { ms: number; cpuMs: number; bytes: number; letters: number }

/** From the socket to the whole document, in a process that has just started and on a document that nobody has open. */
export async function coldOpen(from: 'state' | 'stream'): Promise<void> {
  const history = realisticHistory()
  const rows: { kind: Kind; opened: Opened[]; wrote: number }[] = []
  for (const kind of KINDS) {
    const contestant = await startContestant(kind)
    try {
      const documentId = await contestant.newDocument()
      const began = performance.now()
      if (from === 'state') await bring(contestant, documentId, history)
      else await stream(contestant, documentId, history)
      const wrote = (performance.now() - began) / 1000
      // Hocuspocus stores two seconds after the last edit, LevelDB's queue lags.
      await pause(3500)
      const opened: Opened[] = []
      for (let n = 0; n < OPENINGS; n++) {
        await contestant.stop()
        await contestant.start()
        opened.push(await open(contestant, documentId))
      }
      rows.push({ kind, opened, wrote })
    } finally {
      await contestant.dispose()
    }
  }
  const of = (row: (typeof rows)[number] | undefined): number =>
    median((row?.opened ?? []).map(({ ms }) => ms))
  printTable(
    `cold open of ${HISTORY_OPERATIONS.toLocaleString('en')} operations, ${from === 'state' ? 'brought as one state' : 'streamed as single updates'}`,
    [
      '',
      'ms to the whole page',
      'from',
      'to',
      'CPU ms of its thread',
      'kB received',
      'letters',
      `of ${history.letters}`,
      's to write',
      'x weft',
    ],
    rows.map((row) => [
      row.kind,
      of(row).toFixed(0),
      ...[0, 1].map((share) =>
        percentile(
          row.opened.map(({ ms }) => ms),
          share,
        ).toFixed(0),
      ),
      median(row.opened.map(({ cpuMs }) => cpuMs)).toFixed(0),
      ((row.opened[0]?.bytes ?? 0) / 1000).toFixed(0),
      String(row.opened[0]?.letters),
      row.opened.every(({ letters }) => letters === history.letters) ? 'whole' : 'NOT WHOLE',
      row.wrote.toFixed(1),
      (of(row) / of(rows[0])).toFixed(2),
    ]),
  )
}

async function bring(contestant: Contestant, documentId: string, { state }: History): Promise<void> {
  const client = new LoadClient(contestant.port, contestant.dialect(documentId, 0), {})
  await client.synced
  client.socket.write(client.frameOf(state))
  await pause(1000)
  client.socket.end()
}

async function stream(contestant: Contestant, documentId: string, { updates }: History): Promise<void> {
  const client = new LoadClient(contestant.port, contestant.dialect(documentId, 0), {})
  await client.synced
  const until = performance.now() + STREAM_SECONDS_MAX * 1000
  const acknowledges = contestant.dialect(documentId, 0).savedType !== undefined
  for (let at = 0; at < updates.length && performance.now() < until; ) {
    const room = acknowledges ? STREAM_WINDOW - (at - client.saved) : STREAM_WINDOW
    if (room < STREAM_WINDOW / 2 || client.socket.unsentBytes > 65_536) {
      await pause(1)
      continue
    }
    const frames = updates.slice(at, at + room).map((update) => client.frameOf(update))
    client.socket.write(Buffer.concat(frames))
    at += frames.length
  }
  while (acknowledges && client.saved < updates.length && performance.now() < until) await pause(5)
  client.socket.end()
}

async function open(contestant: Contestant, documentId: string): Promise<Opened> {
  const parts: Uint8Array[] = []
  const cpu = mainThreadSeconds(contestant.pid)
  const began = performance.now()
  const client = new LoadClient(contestant.port, contestant.dialect(documentId, 0), {
    update: (data, start, end) => void parts.push(new Uint8Array(data.subarray(start, end))),
  })
  await client.synced
  let ms = performance.now() - began
  let cpuMs = (mainThreadSeconds(contestant.pid) - cpu) * 1000
  let heard = parts.length
  // y-websocket says synced before it has loaded: what comes within a second more belongs to the opening.
  for (let quiet = 0; quiet < 20; quiet++) {
    await pause(50)
    if (parts.length > heard) {
      heard = parts.length
      ms = performance.now() - began - 25
      cpuMs = (mainThreadSeconds(contestant.pid) - cpu) * 1000
      quiet = 0
    }
  }
  client.socket.end()
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const part of parts) Y.applyUpdate(doc, part)
  })
  const letters = doc
    .getXmlFragment('body')
    .toString()
    .replace(/<[^>]+>/g, '').length
  return { ms, cpuMs, bytes: client.socket.bytesRead, letters }
}
