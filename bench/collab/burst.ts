import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'
import { prepareWriters } from './prepared-writers.ts'
import { printTable } from './print-table.ts'
import { median } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket']
const BURST = 20_000
const WATCH_MS = 12_000
const REPEATS = 3

/** One client sends 20,000 small updates at once: the longest that somebody in another document waits meanwhile. */
export async function burst(): Promise<void> {
  const waits = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
  for (const kind of KINDS) {
    // Who stands still for ten seconds does so every time.
    const repeats = kind === 'weft' ? REPEATS : 1
    for (let n = 0; n < repeats; n++) {
      const contestant = await startContestant(kind)
      try {
        waits.get(kind)?.push(await measure(contestant))
      } finally {
        await contestant.dispose()
      }
    }
  }
  const ours = median(waits.get('weft') ?? [])
  printTable(
    `${BURST.toLocaleString('en')} small updates from one client`,
    ['', 'longest wait in another document, ms', 'x weft'],
    KINDS.map((kind) => {
      const wait = median(waits.get(kind) ?? [])
      return [kind, wait.toFixed(0), (wait / ours).toFixed(1)]
    }),
  )
}

async function measure(contestant: Contestant): Promise<number> {
  const [typist] = prepareWriters(1, 200)
  if (!typist) throw new Error('no writer')
  const [busy, calm] = [await contestant.newDocument(), await contestant.newDocument()]
  let arrived: () => void = () => {}
  const { port } = contestant
  const flood = new LoadClient(port, contestant.dialect(busy, 0), {})
  const writer = new LoadClient(port, contestant.dialect(calm, 1), {})
  const reader = new LoadClient(port, contestant.dialect(calm, 2), { update: () => arrived() })
  const clients = [flood, writer, reader]
  await Promise.all(clients.map((client) => client.synced))
  writer.socket.write(writer.frameOf(typist.opening))
  const frames = smallUpdates().map((update) => flood.frameOf(update))
  await pause(300)
  flood.socket.write(Buffer.concat(frames))
  let longest = 0
  const began = performance.now()
  for (let n = 0; n < 100 && performance.now() - began < WATCH_MS; n++) {
    const sent = performance.now()
    const heard = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const edit = typist.edits[n]
    if (edit) writer.socket.write(writer.frameOf(edit))
    await Promise.race([heard, pause(WATCH_MS)])
    longest = Math.max(longest, performance.now() - sent)
    await pause(10)
  }
  for (const client of clients) client.socket.end()
  return longest
}

function smallUpdates(): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => void updates.push(update))
  for (let n = 0; n < BURST; n++) doc.getText('title').insert(0, 'x')
  return updates
}
