import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { SYNC } from '#server/collaboration/internal/wire.ts'
import type { DocumentRole, Person } from '#server/contracts/actors.ts'
import { MESSAGE } from '#server/contracts/collaboration.ts'
import { Bystanders, toldOf } from './bystanders.ts'
import type { ClientEnd, SimulatedSocket } from './simulated-socket.ts'
import type { World } from './world.ts'

export type ClientOptions = { name: string; person: Person; role: DocumentRole; documentId: string }

const RENEW_MS = 15_000
const BACKOFF_MOST_MS = 2_500

/**
 * One tab with a client as y-websocket's is: asks for what it lacks when it connects, answers the server's question, sends
 * what it writes at once, sends on what it hears of others, and comes back with a growing pause.
 */
export class SimulatedClient {
  readonly name: string
  readonly person: Person
  readonly role: DocumentRole
  readonly documentId: string
  readonly world: World
  doc: Y.Doc
  others: Bystanders
  socket: SimulatedSocket | undefined
  isOpen = false
  isSynced = false
  isGone = false
  closedWith: number | undefined
  nodeName = ''
  #attempts = 0
  #generation = 0

  constructor(world: World, { name, person, role, documentId }: ClientOptions) {
    this.world = world
    this.name = name
    this.person = person
    this.role = role
    this.documentId = documentId
    this.doc = this.makeDoc()
    this.others = new Bystanders(this.doc.clientID)
  }

  get mayWrite(): boolean {
    return this.role !== 'viewer'
  }
  /** True when nothing that it wrote waits for anything. */
  get isSaved(): boolean {
    return true
  }

  connect(): void {
    if (this.isGone || this.socket) return
    const { servers, scheduler } = this.world
    const node = scheduler.pick(servers)
    const generation = ++this.#generation
    const isCurrent = (): boolean => generation === this.#generation
    const end: ClientEnd = {
      opened: () => {
        if (isCurrent()) this.#opened()
      },
      heard: (payload) => {
        if (isCurrent()) this.#heard(payload)
      },
      closed: (code) => {
        if (isCurrent()) this.#closed(code)
      },
    }
    const { person, role, documentId, name } = this
    this.socket = node?.connect({ attendee: person, role, documentId }, end, name)
    if (!this.socket) this.#retry()
    else {
      this.nodeName = node?.name ?? ''
      this.note('connects to', this.nodeName)
    }
  }

  /** Leaves for good, as somebody who closes the tab. */
  leave(): void {
    this.note('closes its tab', this.doc.clientID)
    this.isGone = true
    this.#generation++
    this.world.departed.add(this.doc.clientID)
    this.socket?.leave()
    this.socket = undefined
    this.isOpen = false
    this.doc.destroy()
  }

  /** The tab is gone without a word; nothing that is still on the line concerns it any more. */
  protected drop(): void {
    this.#generation++
    this.socket?.cut()
    this.socket = undefined
    this.isOpen = false
    this.isSynced = false
    this.disconnected()
  }

  say(): void {
    this.others.moved()
    this.sendAwareness()
  }

  send(write: (encoder: encoding.Encoder) => void): void {
    if (!this.socket || !this.isOpen) return
    const encoder = encoding.createEncoder()
    write(encoder)
    this.remark(`sends ${encoding.length(encoder)} bytes: ${messageName(encoding.toUint8Array(encoder))}`)
    this.socket.send(encoding.toUint8Array(encoder))
  }

  sendSync(kind: number, bytes: Uint8Array): void {
    this.send((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.sync)
      encoding.writeVarUint(encoder, kind)
      encoding.writeVarUint8Array(encoder, bytes)
    })
  }

  askForAll(): void {
    this.sendSync(SYNC.step1, Y.encodeStateVector(this.doc))
  }

  note(what: string, detail: string | number = ''): void {
    this.world.scheduler.trace.note(this.world.scheduler.now, this.name, what, detail)
  }

  remark(what: string): void {
    const { trace, now } = this.world.scheduler
    if (trace.isKept) trace.remark(now, this.name, what)
  }

  protected makeDoc(): Y.Doc {
    const doc = new Y.Doc({ gc: this.world.scheduler.chance(0.5), guid: this.name })
    doc.clientID = this.world.newClientId()
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      // What comes from the server or from the device was not made here.
      if (origin === null) this.wrote(update)
    })
    return doc
  }

  /** An edit was made here. */
  protected wrote(update: Uint8Array): void {
    if (this.isOpen) this.sendSync(SYNC.update, update)
  }

  /** The server asks what it lacks. */
  protected asked(vector: Uint8Array): void {
    this.sendSync(SYNC.step2, Y.encodeStateAsUpdate(this.doc, vector))
  }

  protected greet(): void {}

  protected disconnected(): void {}

  protected heardOf(_type: number, _decoder: decoding.Decoder): void {}

  protected retryAfter(): number {
    return Math.min(2 ** this.#attempts * 100, BACKOFF_MOST_MS)
  }

  protected get attempts(): number {
    return this.#attempts
  }

  protected sendAwareness(): void {
    this.send((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.awareness)
      encoding.writeVarUint8Array(encoder, this.others.own())
    })
  }

  #opened(): void {
    this.isOpen = true
    this.closedWith = undefined
    this.greet()
    this.askForAll()
    this.sendAwareness()
    this.#renew(this.#generation)
  }

  #renew(generation: number): void {
    this.world.scheduler.after(RENEW_MS, () => {
      if (generation !== this.#generation || !this.isOpen) return
      this.say()
      this.#renew(generation)
    })
  }

  #heard(payload: Uint8Array): void {
    const decoder = decoding.createDecoder(payload)
    const type = decoding.readVarUint(decoder)
    this.remark(`hears ${payload.length} bytes: ${messageName(payload)}`)
    if (type === MESSAGE.sync) this.#sync(decoder)
    else if (type === MESSAGE.awareness) this.#hearOthers(decoding.readVarUint8Array(decoder).slice())
    else this.heardOf(type, decoder)
  }

  #sync(decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder).slice()
    if (kind === SYNC.step1) {
      this.asked(bytes)
      return
    }
    Y.applyUpdate(this.doc, bytes, this)
    if (kind !== SYNC.step2) return
    this.isSynced = true
    this.#attempts = 0
  }

  #hearOthers(bytes: Uint8Array): void {
    const { changed, answers } = this.others.hear(bytes)
    if (answers) this.sendAwareness()
    // y-websocket sends on whatever changed, also what it only heard.
    if (changed && this.world.scheduler.chance(0.5))
      this.send((encoder) => {
        encoding.writeVarUint(encoder, MESSAGE.awareness)
        encoding.writeVarUint8Array(encoder, bytes)
      })
  }

  #closed(code: number): void {
    this.note('is disconnected', code)
    this.#generation++
    this.socket = undefined
    this.isOpen = false
    this.isSynced = false
    this.closedWith = code
    this.others.forget()
    this.disconnected()
    if ((this.mayWrite || !this.world.isStubborn) && (code === 1007 || code === 4422))
      this.world.checker.fail('a client that behaves is not refused', `${this.name} is closed with ${code}`)
    if (code >= 4400 && code < 4500) return
    this.#retry()
  }

  #retry(): void {
    const generation = this.#generation
    const wait = this.retryAfter()
    this.#attempts++
    this.world.scheduler.after(wait, () => {
      if (generation === this.#generation) this.connect()
    })
  }
}

/** What a message is, for who reads the story. */
function messageName(payload: Uint8Array): string {
  const [type, second] = payload
  if (type === MESSAGE.sync) return ['step 1', 'step 2', 'update'][second ?? 0] ?? 'sync'
  const name = Object.entries(MESSAGE).find(([, number]) => number === type)?.[0] ?? 'unknown'
  if (type === MESSAGE.awareness) return `${name} ${toldOf(payload)}`
  return type === MESSAGE.saved ? `${name} ${second}` : name
}
