// Several collaboration processes on one PostgreSQL: how long an edit on one takes to a reader on another, commit included, and what
// an edit costs all of them together, with one, two and four. People, pages and rate are the same; only the processes
// differ. Clients and servers share this machine's cores.
// npm run bench -- nodes
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

const PAGES = 5
const PEOPLE_A_PAGE = 8
const EDITS_PER_SECOND = 4
const SECONDS = 8
const WARM_UP_SECONDS = 2
const REPEATS = 3

const secret = newSecret()
const ctx = createContext({ ...processConfig(), secret, logLevel: 'warn' }, 'bench')

type Node = { child: ChildProcess; port: number }
/** When an edit left its writer, by the text that it typed. */
const sentAt = new Map<string, number>()

/** Types words that nobody else types, and listens for those of others. */
class Client {
  readonly socket: WebSocket
  readonly node: number
  readonly ready: Promise<void>
  readonly near: number[] = []
  readonly far: number[] = []
  readonly #doc = new Y.Doc()
  readonly #page: number
  edits = 0

  constructor(
    documentId: string,
    page: number,
    { cookie }: TestPerson,
    nodes: readonly Node[],
    node: number,
  ) {
    const port = nodes[node]?.port
    this.node = node
    this.#page = page
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/collab/${documentId}`, {
      headers: { cookie, origin: `http://127.0.0.1:${port}` },
    })
    this.ready = new Promise((resolve, reject) => {
      this.socket.on('error', reject)
      this.socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
      this.socket.on('message', (data: Buffer) => {
        if (data[0] === MESSAGE.sync && data[1] === 1) resolve()
        if (data[0] === MESSAGE.sync && data[1] === 2) this.#hear(data)
      })
      this.socket.on('open', () => {
        this.socket.send(message(MESSAGE.hello, (to) => encoding.writeVarString(to, '{"schemaVersion":1}')))
        this.#sync(0, new Uint8Array([0]))
      })
    })
    this.ready.catch(() => {})
    this.#doc.on('update', (update: Uint8Array) => this.#sync(2, update))
  }

  type(): void {
    const word = `<${this.#page}.${this.node}.${Math.random().toString(36).slice(2, 8)}>`
    sentAt.set(word, performance.now())
    this.edits++
    this.#doc.getText('title').insert(0, word)
  }

  forget(): void {
    this.near.length = 0
    this.far.length = 0
    this.edits = 0
  }

  #hear(data: Buffer): void {
    const now = performance.now()
    for (const [word, node] of data.toString('latin1').matchAll(/<\d+\.(\d+)\.\w+>/g)) {
      const sent = sentAt.get(word)
      if (sent !== undefined) (Number(node) === this.node ? this.near : this.far).push(now - sent)
    }
  }

  #sync(type: number, bytes: Uint8Array): void {
    const frame = message(MESSAGE.sync, (to) => {
      encoding.writeVarUint(to, type)
      encoding.writeVarUint8Array(to, bytes)
    })
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame)
  }
}

function message(type: number, write: (to: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

async function startNode(): Promise<Node> {
  const port = await anyFreePort()
  const child = spawn(process.execPath, ['server/entry/collab.ts'], {
    env: {
      ...process.env,
      PORT: String(port),
      WEFT_URL: `http://127.0.0.1:${port}`,
      WEFT_SECRET: secret,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`the collaboration process ended with ${code}`)))
  })
  return { child, port }
}

/** Processor seconds that processes have used (Linux). */
function cpuSeconds(pids: readonly (number | undefined)[]): number {
  return pids.reduce<number>((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return sum + (Number(fields[11]) + Number(fields[12])) / 100
  }, 0)
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Everybody types at the same rate, each at a time of their own. */
async function typeFor(seconds: number, writers: readonly Client[]): Promise<void> {
  const typed = writers.map(() => 0)
  const began = performance.now()
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
    for (const [n, writer] of writers.entries()) {
      const due = Math.floor(elapsed * EDITS_PER_SECOND + (n * 7) / writers.length)
      for (; (typed[n] ?? 0) < due; typed[n] = (typed[n] ?? 0) + 1) writer.type()
    }
    await pause(2)
  }
  await pause(500)
}

type Outcome = { cpuPerEdit: number; near: number[]; far: number[] }

async function measure(people: readonly TestPerson[], count: number): Promise<Outcome> {
  const nodes = await Promise.all(Array.from({ length: count }, startNode))
  const clients: Client[] = []
  try {
    for (let page = 0; page < PAGES; page++) {
      const [first] = people
      if (!first) throw new Error('nobody to type')
      const id = await createPage(ctx, first)
      for (let n = 0; n < PEOPLE_A_PAGE; n++)
        clients.push(new Client(id, page, people[n] ?? first, nodes, n % count))
    }
    await Promise.all(clients.map(({ ready }) => ready))
    await typeFor(WARM_UP_SECONDS, clients)
    for (const client of clients) client.forget()
    const pids = nodes.map(({ child }) => child.pid)
    const before = cpuSeconds(pids)
    await typeFor(SECONDS, clients)
    const edits = clients.reduce((sum, client) => sum + client.edits, 0)
    return {
      cpuPerEdit: ((cpuSeconds(pids) - before) / edits) * 1000,
      near: clients.flatMap(({ near }) => near),
      far: clients.flatMap(({ far }) => far),
    }
  } finally {
    for (const { socket } of clients) socket.terminate()
    for (const { child } of nodes) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    }
  }
}

const owner = await createPerson(ctx, { name: 'bench' })
const { workspaceId } = owner
const people = [owner]
while (people.length < PEOPLE_A_PAGE)
  people.push(await createPerson(ctx, { workspaceId, name: `bench ${people.length}` }))
const outcomes = new Map<number, Outcome[]>([1, 2, 4].map((count) => [count, []]))
for (let repeat = 0; repeat < REPEATS; repeat++)
  for (const [count, found] of outcomes) found.push(await measure(people, count))
const rate = PAGES * PEOPLE_A_PAGE * EDITS_PER_SECOND
console.log(
  `${PAGES} pages, ${PEOPLE_A_PAGE} people each, ${rate} edits/s in all; medians of ${REPEATS} runs`,
)
const cpuOf = (found: readonly Outcome[] = []) =>
  percentile(
    found.map(({ cpuPerEdit }) => cpuPerEdit),
    0.5,
  )
for (const [count, found] of outcomes) {
  const [near, far] = [found.flatMap((one) => one.near), found.flatMap((one) => one.far)]
  const told = (times: readonly number[]) =>
    times.length === 0
      ? 'none'
      : `p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`
  console.log(
    `${count} processes: ${cpuOf(found).toFixed(2)} ms of CPU an edit (${(cpuOf(found) / cpuOf(outcomes.get(1))).toFixed(2)} x one); ` +
      `same process ${told(near)}; another process ${told(far)}`,
  )
}
await closeContext(ctx)
