// What shared editing costs: from an edit's frame to its acknowledgement with 50 writers in one document (promise P1: p95 <= 150 ms),
// processor time of the collaboration process per delivered edit with 200 clients, and how long another document waits while one
// client sends 20,000 updates at once. Absolute figures are this machine's; clients and server share its cores.
// npm run bench -- collab
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { MESSAGE } from '#server/contracts/collaboration.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { newSecret } from '#server/platform/ids.ts'
import { anyFreePort } from '#server/platform/lifecycle/await-port.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'

const EDITS_PER_SECOND = 8
const SECONDS = 10
const WARM_UP_SECONDS = 2
const PEOPLE = 8

const port = await anyFreePort()
const secret = newSecret()
const config = {
  ...processConfig(),
  secret,
  logLevel: 'warn',
  publicUrl: `http://127.0.0.1:${port}`,
} as const
const ctx = createContext(config, 'bench')

/** A client that keeps no document but its own writing, so that what is measured is the server. */
class Client {
  readonly socket: WebSocket
  readonly doc = new Y.Doc()
  readonly latencies: number[] = []
  delivered = 0
  saved = 0
  onDelivered: (() => void) | undefined
  readonly #sentAt: number[] = []
  readonly ready: Promise<void>

  constructor(documentId: string, { cookie }: TestPerson) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/collab/${documentId}`, {
      headers: { cookie, origin: config.publicUrl },
    })
    this.socket.on('open', () => {
      this.socket.send(message(MESSAGE.hello, (e) => encoding.writeVarString(e, '{"schemaVersion":1}')))
      this.#sync(0, new Uint8Array([0]))
    })
    this.ready = new Promise((resolve, reject) => {
      this.socket.on('error', reject)
      this.socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
      this.socket.on('message', (data: Buffer) => {
        if (data[0] === MESSAGE.sync && data[1] === 1) resolve()
        if (data[0] === MESSAGE.sync && data[1] === 2) {
          this.delivered++
          this.onDelivered?.()
        }
        if (data[0] === MESSAGE.saved) this.#onSaved(varUint(data, 1))
      })
    })
    this.ready.catch(() => {})
    this.doc.on('update', (update: Uint8Array) => this.send(update))
  }

  send(update: Uint8Array): void {
    this.#sentAt.push(performance.now())
    this.#sync(2, update)
  }

  /** Begins to count anew. */
  forget(): void {
    this.delivered = 0
    this.latencies.length = 0
  }

  type(): void {
    const body = this.doc.getXmlFragment('body')
    if (body.length === 0) {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText('begun')])
      body.insert(0, [paragraph])
      return
    }
    const text = (body.get(0) as Y.XmlElement).get(0) as Y.XmlText
    text.insert(text.length, 'w')
  }

  #sync(type: number, bytes: Uint8Array): void {
    const frame = message(MESSAGE.sync, (encoder) => {
      encoding.writeVarUint(encoder, type)
      encoding.writeVarUint8Array(encoder, bytes)
    })
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame)
  }

  #onSaved(count: number): void {
    const now = performance.now()
    for (const at of this.#sentAt.slice(this.saved, count)) this.latencies.push(now - at)
    this.saved = count
  }
}

function message(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

function varUint(data: Buffer, at: number): number {
  let value = 0
  for (let shift = 1, i = at; i < data.length; i++, shift *= 128) {
    value += ((data[i] ?? 0) & 127) * shift
    if ((data[i] ?? 0) < 128) break
  }
  return value
}

async function startServer(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['server/entry/collab.ts'], {
    env: {
      ...process.env,
      PORT: String(port),
      WEFT_URL: config.publicUrl,
      WEFT_SECRET: secret,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`the collaboration process ended with ${code}`)))
  })
  return child
}

/** Processor seconds that a process has used (Linux). */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Everybody types at the same rate, each at a time of their own; who was held up makes up for it. */
async function typeFor(seconds: number, writers: readonly Client[]): Promise<void> {
  const typed = writers.map(() => 0)
  const began = performance.now()
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
    for (const [n, writer] of writers.entries()) {
      const due = Math.floor(elapsed * EDITS_PER_SECOND + n / writers.length)
      for (; (typed[n] ?? 0) < due; typed[n] = (typed[n] ?? 0) + 1) writer.type()
    }
    await pause(2)
  }
  await pause(500)
}

async function typeTogether(
  people: TestPerson[],
  clients: number,
  writers: number,
  child: ChildProcess,
): Promise<void> {
  const [first] = people
  if (!first) throw new Error('nobody to type')
  const page = await createPage(ctx, first)
  const all = Array.from({ length: clients }, (_, n) => new Client(page, people[n % people.length] ?? first))
  await Promise.all(all.map((client) => client.ready))
  await typeFor(WARM_UP_SECONDS, all.slice(0, writers))
  for (const client of all) client.forget()
  const cpu = cpuSeconds(child.pid)
  await typeFor(SECONDS, all.slice(0, writers))
  const used = cpuSeconds(child.pid) - cpu
  const edits = all.reduce((sum, client) => sum + client.latencies.length, 0)
  const delivered = all.reduce((sum, client) => sum + client.delivered, 0)
  const latencies = all.flatMap((client) => client.latencies)
  const { rows } = await ctx.db.pool.query('SELECT "headSeq" FROM "Document" WHERE id = $1', [page])
  const counted = all.reduce((sum, client) => sum + client.saved, 0)
  if (rows[0].headSeq !== counted + 1)
    throw new Error(`${counted} acknowledged, ${rows[0].headSeq - 1} in the log`)
  console.log(
    `${clients} clients, ${writers} writers at ${EDITS_PER_SECOND}/s: ${edits} edits acknowledged, p50 ${percentile(latencies, 0.5).toFixed(1)} ms, ` +
      `p95 ${percentile(latencies, 0.95).toFixed(1)} ms; ${delivered} deliveries, ${((used / delivered) * 1e6).toFixed(1)} CPU s per million`,
  )
  for (const client of all) client.socket.terminate()
}

async function flood(people: TestPerson[]): Promise<void> {
  const [first, second] = people
  if (!first || !second) throw new Error('two people are needed')
  const [busy, calm] = [await createPage(ctx, first), await createPage(ctx, first)]
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 0; n < 20_000; n++) source.getText('title').insert(0, 'x')
  const [flooder, writer, reader] = [
    new Client(busy, first),
    new Client(calm, first),
    new Client(calm, second),
  ]
  await Promise.all([flooder.ready, writer.ready, reader.ready])
  for (const update of updates) flooder.send(update)
  await pause(0)
  const waits: number[] = []
  for (let n = 0; n < 100; n++) {
    const began = performance.now()
    const arrived = new Promise<void>((resolve) => {
      reader.onDelivered = resolve
    })
    writer.type()
    await arrived
    waits.push(performance.now() - began)
    await pause(20)
  }
  console.log(
    `20,000 updates at once in one document: another waits at most ${Math.max(...waits).toFixed(0)} ms (p50 ${percentile(waits, 0.5).toFixed(1)} ms)`,
  )
  for (const client of [flooder, writer, reader]) client.socket.terminate()
}

const child = await startServer()
try {
  const owner = await createPerson(ctx, { name: 'bench' })
  const { workspaceId } = owner
  const others = Array.from({ length: PEOPLE - 1 }, (_, n) =>
    createPerson(ctx, { workspaceId, name: `bench ${n}` }),
  )
  const people = [owner, ...(await Promise.all(others))]
  await typeTogether(people, 50, 50, child)
  await typeTogether(people, 200, 20, child)
  await flood(people)
} finally {
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))
  await closeContext(ctx)
}
