import { pino } from 'pino'
import { Connection } from '#server/collaboration/internal/connection.ts'
import { DocumentState } from '#server/collaboration/internal/document-state.ts'
import type { EngineTime } from '#server/collaboration/internal/engine-time.ts'
import type { AppendSource } from '#server/collaboration/internal/group-commit.ts'
import { Room } from '#server/collaboration/internal/room.ts'
import type { Person } from '#server/contracts/actors.ts'
import { silentMeter } from '#server/testing/silent-meter.ts'

type Handlers = { message?: (data: Buffer, isBinary: boolean) => void; close?: () => void }

/** A socket without a wire: what is said into it is handed over at once, what is written is kept. */
class SocketEnd {
  readonly OPEN = 1
  readyState = 1
  readonly writableLength = 0
  readonly written: Uint8Array[] = []
  closedWith: number | undefined
  readonly #handlers: Handlers = {}

  on(event: string, handler: (...values: never[]) => void): void {
    Object.assign(this.#handlers, { [event]: handler })
  }
  say(data: Uint8Array, isBinary = true): void {
    this.#handlers.message?.(Buffer.from(data), isBinary)
  }
  close(code: number): void {
    this.closedWith = code
    this.terminate()
  }
  terminate(): void {
    if (this.readyState !== this.OPEN) return
    this.readyState = 3
    this.#handlers.close?.()
  }
  write(bytes: Uint8Array): void {
    this.written.push(bytes)
  }
  pause(): void {}
  resume(): void {}
  ping(): void {}
  cork(): void {}
  uncork(): void {}
}

/** A room as it runs, whose log is a list and commits at once, and whose clock moves when it is told to. */
export class DoorRoom {
  readonly log: Uint8Array[] = []
  readonly room: Room
  /** What the engine logged as gone wrong that no message may make go wrong. */
  readonly surprises: unknown[] = []
  #now = 0
  #isRead = false
  #timers: { at: number; run: () => void }[] = []
  readonly #offered = new Set<AppendSource>()
  readonly #time: EngineTime
  readonly #logger

  constructor(first: Uint8Array) {
    this.#logger = pino({ level: 'info', hooks: { logMethod: ([fields]) => this.#logged(fields) } })
    this.#time = {
      now: () => this.#now,
      epoch: () => this.#now,
      cpu: () => 0,
      after: (ms, run) => this.#timers.push({ at: this.#now + ms, run }),
      afterIfAlive: () => 0,
      every: () => 0,
      cancel: () => {},
      soon: (run) => void this.#timers.push({ at: this.#now, run }),
    }
    const stored = {
      seq: 1,
      clientId: null,
      actorId: 'system',
      actorKind: 'person' as const,
      sessionId: null,
    }
    this.log.push(first)
    const state = new DocumentState(undefined, [{ ...stored, bytes: first }], new Map())
    this.room = new Room('fuzz', 1, state, {
      log: this.#logger,
      time: this.#time,
      offer: (source) => void this.#offered.add(source),
      appended: () => {},
      meter: silentMeter,
      exchange: { changed: () => {} },
      tellHead: () => {},
      readAfter: () => {
        this.#isRead = true
        return Promise.resolve([])
      },
      grown: () => {},
      emptied: () => {},
    })
  }

  join(userId: string, role: 'editor' | 'viewer'): SocketEnd {
    const end = new SocketEnd()
    const person: Person = {
      kind: 'person',
      userId,
      name: userId,
      via: { type: 'session', sessionId: userId },
      memberships: [],
    }
    const look = { name: userId, hue: 1, avatar: null }
    this.room.join(
      new Connection(end, end, {
        attendee: person,
        look,
        role,
        log: this.#logger,
        listener: this.room,
        time: this.#time,
      }),
    )
    return end
  }

  /** Lets the room read its log when it wants to, commits what was let in, and lets timers of the next 100 ms run. */
  async settle(): Promise<void> {
    while (this.#isRead) {
      this.#isRead = false
      await new Promise((resolve) => void setImmediate(resolve))
    }
    for (const source of this.#offered) {
      this.#offered.delete(source)
      const batch = source.takeBatch()
      if (!batch) continue
      this.log.push(...batch.entries.map(({ bytes }) => bytes))
      source.settle(batch, { kind: 'appended' })
    }
    this.#now += 100
    const due = this.#timers.filter(({ at }) => at <= this.#now)
    this.#timers = this.#timers.filter(({ at }) => at > this.#now)
    for (const { run } of due) run()
  }

  // A message that is refused is told to the log with its error. One that stems from a fault of our own reading is a surprise.
  #logged(fields: unknown): void {
    if (typeof fields !== 'object' || fields === null || !('error' in fields)) return
    const { error } = fields
    if (!(error instanceof TypeError || error instanceof ReferenceError)) return
    if (/^\s*at .*server\/collaboration/m.test(error.stack?.split('\n')[1] ?? '')) this.surprises.push(error)
  }
}

export type { SocketEnd }
