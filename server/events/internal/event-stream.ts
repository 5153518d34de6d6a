import type { Person } from '#server/contracts/actors.ts'
import {
  ADMIN_SUBJECTS,
  type AdminEvent,
  type ServerEvent,
  type TaskEvent,
} from '#server/contracts/events.ts'

// So much waits for a slow reader in bytes; what changes meanwhile is remembered by name only and read when there is room.
const BUFFER_BYTES = 65_536
// More tasks than this are not told one by one to a reader that fell behind.
const TASKS_MAX = 500

/**
 * One reader of events. It holds no queue of events but what has changed since the last were written: however slow the reader
 * and however much happens, that is a bounded set of names, and what is read at last is the newest state.
 */
export class EventStream {
  person: Person
  readonly workspaceId: string
  readonly body: ReadableStream<Uint8Array>
  readonly #tasks = new Set<string>()
  readonly #admin = new Set<AdminEvent['subject']>()
  readonly #encoder = new TextEncoder()
  readonly #clock: { now(): number }
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #documents = false
  #reset = false
  #fullSince: number | undefined

  constructor(
    person: Person,
    workspaceId: string,
    clock: { now(): number },
    onRoom: () => void,
    onEnd: () => void,
  ) {
    this.person = person
    this.workspaceId = workspaceId
    this.#clock = clock
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => {
          this.#fullSince = undefined
          if (this.isPending) onRoom()
        },
        cancel: () => {
          this.#controller = undefined
          onEnd()
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_BYTES }),
    )
  }

  get isOwner(): boolean {
    return this.person.memberships.some((one) => one.workspaceId === this.workspaceId && one.role === 'owner')
  }

  get isPending(): boolean {
    return this.#reset || this.#documents || this.#tasks.size > 0 || this.#admin.size > 0
  }

  get hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0
  }

  /** Since when the reader has taken nothing although something waits for it; undefined for one that reads. */
  get fullSince(): number | undefined {
    return this.#fullSince
  }

  noteTasks(ids: Iterable<string>): void {
    if (this.#reset) return
    for (const id of ids) this.#tasks.add(id)
    if (this.#tasks.size > TASKS_MAX) this.noteReset()
  }

  noteDocuments(): void {
    this.#documents = true
  }

  noteAdmin(subject: AdminEvent['subject']): void {
    if (this.isOwner) this.#admin.add(subject)
  }

  noteReset(): void {
    this.#reset = true
    this.#tasks.clear()
  }

  /** What is to be written now; asking again gives only what has come since. */
  take(): { tasks: string[]; others: ServerEvent[] } {
    const others: ServerEvent[] = []
    if (this.#reset) others.push({ event: 'reset', data: {} })
    if (this.#documents) others.push({ event: 'documents', data: {} })
    for (const subject of ADMIN_SUBJECTS)
      if (this.#admin.has(subject)) others.push({ event: 'admin', data: { subject } })
    const tasks = [...this.#tasks]
    this.#tasks.clear()
    this.#admin.clear()
    this.#documents = false
    this.#reset = false
    return { tasks, others }
  }

  writeTasks(tasks: readonly TaskEvent[]): void {
    for (const data of tasks) this.write({ event: 'task', data })
  }

  write({ event, data }: ServerEvent): void {
    this.#send(`event: ${event}\nid: ${this.#clock.now()}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /** Keeps proxies from taking silence for death, and moves the place from which a reader would go on. */
  beat(): void {
    this.#send(`: still here\nid: ${this.#clock.now()}\n\n`)
  }

  /** For the first bytes: how long a browser waits before it comes again. */
  greet(retryMs: number): void {
    this.#send(`retry: ${retryMs}\n`)
    this.write({ event: 'ready', data: {} })
  }

  end(): void {
    const controller = this.#controller
    this.#controller = undefined
    controller?.close()
  }

  #send(text: string): void {
    if (!this.#controller) return
    this.#controller.enqueue(this.#encoder.encode(text))
    if (!this.hasRoom) this.#fullSince ??= performance.now()
  }
}
