import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { type Contestant, type Kind, startContestant } from './contestants.ts'
import { LoadClient } from './load-client.ts'
import { printTable } from './print-table.ts'
import { cpuSeconds, residentBytes } from './process-usage.ts'

const KINDS: readonly Kind[] = ['weft', 'hocuspocus', 'y-websocket']
const DOCUMENTS = 1000
const LETTERS = 20_000
const SETTLE_MS = 4000

type Figures = { empty: number; seeded: number; living: number; cpu: number; seconds: number }

/**
 * Memory of a process with 1,000 open documents of two clients each: empty, and with 20 kB that one of the two brought. What
 * the system counts, garbage and all, and what is in use on the main thread.
 */
export async function manyDocuments(): Promise<void> {
  const figures = new Map<Kind, Figures>()
  for (const kind of KINDS) {
    const contestant = await startContestant(kind)
    try {
      figures.set(kind, await measure(contestant))
    } finally {
      await contestant.dispose()
    }
  }
  const ours = figures.get('weft')
  printTable(
    `${DOCUMENTS} documents of two clients`,
    [
      '',
      'kB a document, empty',
      `kB with ${LETTERS / 1000} kB of text`,
      'living kB',
      'CPU s to connect',
      's to connect',
      'x weft (seeded)',
    ],
    [...figures].map(([kind, one]) => [
      kind,
      (one.empty / 1000).toFixed(0),
      (one.seeded / 1000).toFixed(0),
      (one.living / 1000).toFixed(0),
      one.cpu.toFixed(2),
      one.seconds.toFixed(1),
      (one.seeded / (ours?.seeded ?? Number.NaN)).toFixed(2),
    ]),
  )
}

async function measure(contestant: Contestant): Promise<Figures> {
  const documents: string[] = []
  for (let n = 0; n < DOCUMENTS; n++) documents.push(await contestant.newDocument())
  // What a process needs for its first client and its first edit is no document's memory.
  const first = new LoadClient(contestant.port, contestant.dialect(await contestant.newDocument(), 0), {})
  await first.synced
  first.socket.write(first.frameOf(seedOf(DOCUMENTS)))
  await pause(SETTLE_MS)
  const livedBefore = await contestant.livingBytes()
  const before = residentBytes(contestant.pid)
  const cpu = cpuSeconds(contestant.pid)
  const began = performance.now()
  const clients: LoadClient[] = []
  for (const [n, documentId] of documents.entries()) {
    // Each person is on at most 50 sockets; at most 50 connections are made at once.
    clients.push(new LoadClient(contestant.port, contestant.dialect(documentId, seatOf(n, 0)), {}))
    clients.push(new LoadClient(contestant.port, contestant.dialect(documentId, seatOf(n, 1)), {}))
    if (clients.length % 50 === 0) await Promise.all(clients.slice(-50).map((client) => client.synced))
  }
  const seconds = (performance.now() - began) / 1000
  const used = cpuSeconds(contestant.pid) - cpu
  await pause(SETTLE_MS / 4)
  const empty = (residentBytes(contestant.pid) - before) / DOCUMENTS
  for (let n = 0; n < DOCUMENTS; n++) {
    const client = clients[2 * n]
    client?.socket.write(client.frameOf(seedOf(n)))
    if (n % 20 === 19) await pause(10)
  }
  await pause(SETTLE_MS)
  const seeded = (residentBytes(contestant.pid) - before) / DOCUMENTS
  const living = ((await contestant.livingBytes()) - livedBefore) / DOCUMENTS
  for (const client of [first, ...clients]) client.socket.end()
  return { empty, seeded, living, cpu: used, seconds }
}

function seatOf(document: number, which: number): number {
  return document * 2 + which
}

/** Text as it comes to be: 40 paragraphs, typed in runs, each run an item of its own. */
function seedOf(n: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 5000 + n
  const body = doc.getXmlFragment('body')
  const perParagraph = LETTERS / 40
  for (let at = 0; at < 40; at++) {
    const paragraph = new Y.XmlElement('paragraph')
    const text = new Y.XmlText()
    paragraph.insert(0, [text])
    body.insert(at, [paragraph])
    for (let typed = 0; typed < perParagraph; typed += 50)
      text.insert(
        (typed * 7) % (text.length + 1),
        'a run of letters that somebody typed without pause'.slice(0, 50),
      )
  }
  return Y.encodeStateAsUpdate(doc)
}
