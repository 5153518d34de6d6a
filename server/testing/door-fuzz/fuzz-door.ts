import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { DocumentState } from '#server/collaboration/internal/document-state.ts'
import { SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { fillPage } from '#server/document-model/page-content.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { DoorRoom, type SocketEnd } from './door-room.ts'
import { HostileFrames, helloFrame } from './hostile-frames.ts'
import { below, type Random } from './hostile-parts.ts'
import { hasForgedNeighbours, pageContent, pageFaults } from './page-faults.ts'

export type FuzzReport = {
  frames: number
  /** Updates that were let in and committed. */
  accepted: number
  /** Sockets that ended, by close code. */
  closed: Map<number, number>
  documents: number
  /** Documents in which an accepted update named neighbours in the wrong order: the one thing that the door cannot see. */
  forged: number
  /** Milliseconds of processor time of the frame that took longest. */
  slowest: number
  /** Bytes of heap that the run has left behind. */
  heapGrowth: number
}

const FRAMES_PER_DOCUMENT = 1_500
const FRAMES_PER_AUTHOR = 4
const LOG_MOST = 400
// An id of its own for each document would cost more than the document.
const PLAIN = { guid: 'fuzz' }
/** Of processor time: what others do on a busy machine is no stall of ours. */
const STALL_MS = 100

/**
 * Sends mutated frames into rooms as they run, through real connections, and looks after each whether it did harm. Throws,
 * with the frame in hex, at the first that: threw; took longer than 100 ms; changed anything although refused; was let in and
 * left a reader's Yjs with something pending or with what no page may hold. Each document is at last built anew from its log,
 * from what a reader was sent, and from a snapshot: all have to look the same, but for the documents counted as `forged`.
 */
export async function fuzzDoor(seed: number, frames: number): Promise<FuzzReport> {
  const random = seededRandom(seed)
  const report: FuzzReport = {
    frames: 0,
    accepted: 0,
    closed: new Map(),
    documents: 0,
    forged: 0,
    slowest: 0,
    heapGrowth: 0,
  }
  const hostile = new HostileFrames(random)
  const before = process.memoryUsage().heapUsed
  while (report.frames < frames) {
    const most = Math.min(FRAMES_PER_DOCUMENT, frames - report.frames)
    await new FuzzedPage(random, hostile, report).run(most)
    report.documents++
  }
  report.heapGrowth = process.memoryUsage().heapUsed - before
  return report
}

type Sender = { userId: string; role: 'editor' | 'viewer'; end: SocketEnd | undefined }

class FuzzedPage {
  readonly #random: Random
  readonly #hostile: HostileFrames
  readonly #report: FuzzReport
  readonly #door: DoorRoom
  readonly #watcher: SocketEnd
  readonly #reader = new Y.Doc(PLAIN)
  readonly #senders: Sender[] = [
    { userId: 'mallory', role: 'editor', end: undefined },
    { userId: 'trudy', role: 'editor', end: undefined },
    { userId: 'victor', role: 'viewer', end: undefined },
  ]
  #read = 0
  #isForged = false
  readonly #forges: boolean

  constructor(random: Random, hostile: HostileFrames, report: FuzzReport) {
    this.#random = random
    this.#hostile = hostile
    this.#report = report
    this.#forges = report.documents % 2 === 1
    const page = new Y.Doc(PLAIN)
    page.clientID = 1
    fillPage(page, 'A page', [
      { type: 'heading', text: 'Weft', level: 2 },
      { type: 'table', rows: [['warp', 'weft']] },
      { type: 'taskList', items: [{ text: 'weave', checked: false }] },
    ])
    this.#door = new DoorRoom(Y.encodeStateAsUpdate(page))
    this.#watcher = this.#door.join('ada', 'editor')
    this.#watcher.say(Uint8Array.of(0, 0, 1, 0))
    this.#takeIn('the page')
  }

  async run(frames: number): Promise<void> {
    for (let n = 0; n < frames && this.#door.log.length < LOG_MOST; n++) {
      if (n % FRAMES_PER_AUTHOR === 0) this.#hostile.from(this.#reader)
      await this.#try()
      this.#report.frames++
    }
    this.#compare()
  }

  async #try(): Promise<void> {
    const random = this.#random
    const sender = this.#senders[random() < 0.8 ? 0 : 1 + below(random, 2)]
    if (!sender) return
    if (sender.end?.readyState !== 1) {
      sender.end = this.#door.join(sender.userId, sender.role)
      if (random() < 0.9) sender.end.say(helloFrame(`{"schemaVersion":${SCHEMA_VERSION}}`))
    }
    const { state } = this.#door.room
    const foreign = [...state.vector.keys()].filter((id) => state.ownerOf(id) !== `person:${sender.userId}`)
    const frame = this.#hostile.next(
      { vector: state.vector, foreign, forgesNeighbours: this.#forges },
      sender.userId,
    )
    const isBinary = random() > 0.002
    const held = { seq: state.headSeq, bytes: state.bytes, vector: state.vectorBytes() }
    const began = cpuMs()
    try {
      sender.end.say(frame, isBinary)
      await this.#door.settle()
    } catch (error) {
      throw fault('a frame threw', frame, error)
    }
    const took = cpuMs() - began
    this.#report.slowest = Math.max(this.#report.slowest, took)
    if (took > STALL_MS) throw fault(`a frame took ${took.toFixed(0)} ms`, frame)
    if (this.#door.surprises.length > 0)
      throw fault('a frame met a fault of ours', frame, this.#door.surprises[0])
    const { closedWith } = sender.end
    if (closedWith !== undefined)
      this.#report.closed.set(closedWith, (this.#report.closed.get(closedWith) ?? 0) + 1)
    if (this.#watcher.closedWith !== undefined)
      throw fault('a frame ended the socket of somebody else', frame)
    if (this.#door.log.length > this.#read) {
      if (sender.role === 'viewer')
        throw fault('a frame changed the page although it came from a reader', frame)
      this.#report.accepted += this.#door.log.length - this.#read
      this.#takeIn(frame)
    } else if (
      state.headSeq !== held.seq ||
      state.bytes !== held.bytes ||
      Buffer.compare(state.vectorBytes(), held.vector) !== 0
    )
      throw fault('a frame changed the document although it was refused', frame)
  }

  /** What a reader's Yjs makes of the updates that are new in the log. */
  #takeIn(frame: Uint8Array | string): void {
    try {
      for (const update of this.#door.log.slice(this.#read)) {
        Y.applyUpdate(this.#reader, update)
        if (hasForgedNeighbours(this.#reader, update)) this.#isForged = true
      }
    } catch (error) {
      throw fault('a frame was let in, and throws in Yjs', frame, error)
    }
    this.#read = this.#door.log.length
    const { store } = this.#reader
    if (store.pendingStructs || store.pendingDs)
      throw fault('a frame was let in, and stays pending in Yjs', frame)
    for (const [client, clock] of this.#door.room.state.vector)
      if (Y.getState(store, client) !== clock)
        throw fault('a frame was let in, and has other clocks in Yjs', frame)
    const faults = pageFaults(this.#reader)
    if (faults.length > 0) throw fault(`a frame was let in, with ${faults.join(', ')}`, frame)
  }

  /** The page, built in every way in which somebody may come to it. */
  #compare(): void {
    const { log, room } = this.#door
    const snapshot = Y.encodeStateAsUpdate(this.#reader)
    const sent = updatesIn(this.#watcher.written)
    const answered = updatesIn(room.state.answer(new Uint8Array([0])))
    this.#expectSame('the log one by one', docOf(log), true)
    this.#expectSame('what a reader was sent', docOf(sent), true)
    if (this.#isForged) this.#report.forged++
    else {
      this.#expectSame('the log at once', docAtOnce(log), false)
      this.#expectSame('a snapshot', docOf([snapshot]), false)
      this.#expectSame('an answer to a newcomer', docAtOnce(answered), false)
    }
    const stored = { actorId: 'a', actorKind: 'person' as const, sessionId: null, clientId: null }
    const state = new DocumentState(
      undefined,
      log.map((bytes, index) => ({ ...stored, seq: index + 1, bytes })),
      new Map(),
    )
    if (Buffer.compare(state.vectorBytes(), room.state.vectorBytes()) !== 0)
      throw fault('the log has other clocks than the room', snapshot)
  }

  #expectSame(way: string, doc: Y.Doc, marks: boolean): void {
    if (pageContent(doc, marks) !== pageContent(this.#reader, marks))
      throw fault(
        `${way} gives another page`,
        Y.encodeStateAsUpdate(this.#reader),
        `the updates of its log: ${this.#door.log.map((one) => Buffer.from(one).toString('hex')).join(' ')}`,
      )
  }
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc(PLAIN)
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

function docAtOnce(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc(PLAIN)
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

/** The updates in what was written to a socket: complete frames of the server, several in one buffer. */
function updatesIn(written: readonly Uint8Array[]): Uint8Array[] {
  const bytes = Buffer.concat(written)
  const updates: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) & 127
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)
    const decoder = decoding.createDecoder(new Uint8Array(bytes.subarray(at + head, at + head + size)))
    if (decoding.readVarUint(decoder) === 0 && decoding.readVarUint(decoder) > 0)
      updates.push(decoding.readVarUint8Array(decoder))
    at += head + size
  }
  return updates
}

function fault(what: string, frame: Uint8Array | string, cause?: unknown): Error {
  const shown = typeof frame === 'string' ? frame : Buffer.from(frame).toString('hex').slice(0, 40_000)
  return new Error(`${what}: ${shown}`, { cause })
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
