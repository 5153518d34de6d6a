import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'
import { printTable } from './print-table.ts'
import { residentBytes } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket']
const BYTES_PER_SECOND = 3_000_000
const PASTE = 60_000
const SECONDS = 12

/** Somebody pastes and deletes, 3 MB/s; one client reads nothing. What that client costs: the same run without it is taken off. */
export async function slowReader(): Promise<void> {
  const rows: string[][] = []
  for (const kind of KINDS) {
    const [without, beside] = [await measure(kind, false), await measure(kind, true)]
    rows.push([kind, ...[without, beside, beside - without].map((bytes) => (bytes / 1e6).toFixed(0))])
  }
  printTable(
    `a client that reads nothing during ${(BYTES_PER_SECOND * SECONDS) / 1e6} MB of edits`,
    ['', 'MB without it', 'MB with it', 'MB that it costs'],
    rows,
  )
}

async function measure(kind: Kind, slow: boolean): Promise<number> {
  const contestant = await startContestant(kind)
  try {
    return await growth(contestant, slow)
  } finally {
    await contestant.dispose()
  }
}

async function growth(contestant: Contestant, slow: boolean): Promise<number> {
  const documentId = await contestant.newDocument()
  const clients = [0, 1, 2].map(
    (seat) => new LoadClient(contestant.port, contestant.dialect(documentId, seat), {}),
  )
  await Promise.all(clients.map((client) => client.synced))
  const [writer, , third] = clients
  if (slow) third?.socket.stopReading()
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => writer?.socket.write(writer.frameOf(update)))
  const before = residentBytes(contestant.pid)
  let most = before
  const began = performance.now()
  let written = 0
  for (let elapsed = 0; elapsed < SECONDS; elapsed = (performance.now() - began) / 1000) {
    for (; written < elapsed * BYTES_PER_SECOND; written += PASTE) {
      doc.getText('title').insert(0, 'x'.repeat(PASTE))
      doc.getText('title').delete(0, PASTE)
    }
    await pause(5)
    most = Math.max(most, residentBytes(contestant.pid))
  }
  for (const client of clients) client.socket.end()
  return most - before
}
