import { renewPeople } from '#server/accounts/renew-people.ts'
import { CACHE_CHANNEL } from '#server/cache/cache-channel.ts'
import type { Person } from '#server/contracts/actors.ts'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import { DOCUMENT_LIST_CHANNEL } from '#server/documents/document-list-channel.ts'
import { locatePages } from '#server/documents/locate-pages.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { BREAKER_CHANNEL } from '#server/recovery/breaker-channel.ts'
import { TASKS_CHANGED_CHANNEL } from '#server/tasks/announce-tasks.ts'
import { TASK_PAUSE_CHANNEL } from '#server/tasks/channels.ts'
import {
  loadTaskChanges,
  type TaskChange,
  tasksChangedSince,
  visibleChanges,
} from '#server/tasks/task-changes.ts'
import { EventStream } from './event-stream.ts'

// Four times a second is more often than anybody reads, and what a moment brings is told together.
const TELL_MS = 250
// Below the second in which a revocation must reach every stream.
const TEND_MS = 700
const BEAT_MS = 15_000
const STALLED_MS = 30_000
const RETRY_MS = 2_000
const STREAMS_PER_PERSON = 10
const STREAMS_MAX = 5_000
// A reader that comes back within this time is told what it missed; changes may become visible this much after their moment.
const RESUME_MS = 10 * 60_000
const OVERLAP_MS = 10_000
const MISSED_MAX = 500

/** All streams of events of this process. It listens and looks after them while there are any. */
export class EventHub {
  readonly #ctx: Context
  readonly #streams = new Set<EventStream>()
  readonly #pages = new Set<string>()
  #listening: Promise<(() => void)[]> | undefined
  #timers: NodeJS.Timeout[] = []
  #soon: NodeJS.Timeout | undefined
  #telling = false
  #tending = false
  #closed = false

  constructor(ctx: Context) {
    this.#ctx = ctx
  }

  /** Throws `rate-limited` for a person with too many streams, `unavailable` when the process has, or is stopping. */
  async open(person: Person, workspaceId: string, lastEventId: string | null): Promise<EventStream> {
    this.#admit(person)
    const { clock } = this.#ctx
    const onRoom = () => this.#tellSoon()
    const stream: EventStream = new EventStream(person, workspaceId, clock, onRoom, () => this.#drop(stream))
    this.#streams.add(stream)
    try {
      // Before what was missed is read, so that nothing falls between the two.
      await this.#listen()
      stream.greet(RETRY_MS)
      if (lastEventId !== null) await this.#resume(stream, lastEventId)
    } catch (error) {
      this.#drop(stream)
      throw error
    }
    this.#tellSoon()
    return stream
  }

  /** Ends every stream; readers come again, to the next process. */
  close(): void {
    this.#closed = true
    for (const stream of [...this.#streams]) {
      stream.end()
      this.#drop(stream)
    }
  }

  #admit(person: Person): void {
    if (this.#closed || this.#streams.size >= STREAMS_MAX)
      throw new AppError('unavailable', 'This server takes no more streams of events just now.', {
        retryAfter: 2,
      })
    const own = [...this.#streams].filter((stream) => stream.person.userId === person.userId)
    if (own.length >= STREAMS_PER_PERSON)
      throw new AppError(
        'rate-limited',
        `At most ${STREAMS_PER_PERSON} streams of events for a person. Close another first.`,
        { retryAfter: 5 },
      )
  }

  async #resume(stream: EventStream, lastEventId: string): Promise<void> {
    const last = /^\d{13}$/.test(lastEventId) ? Number(lastEventId) : 0
    const now = this.#ctx.clock.now()
    if (last > now || now - last > RESUME_MS) return stream.noteReset()
    const missed = await tasksChangedSince(this.#ctx, {
      workspaceId: stream.workspaceId,
      since: new Date(last - OVERLAP_MS),
      take: MISSED_MAX + 1,
    })
    if (missed.length > MISSED_MAX) return stream.noteReset()
    stream.noteTasks(missed)
    // Of lists only their change is told, and that is cheap to repeat.
    stream.noteDocuments()
    stream.noteAdmin('tasks')
  }

  #drop(stream: EventStream): void {
    this.#streams.delete(stream)
    if (this.#streams.size > 0) return
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    clearTimeout(this.#soon)
    this.#soon = undefined
    const listening = this.#listening
    this.#listening = undefined
    void listening?.then((offs) => {
      for (const off of offs) off()
    })
  }

  #listen(): Promise<unknown> {
    if (this.#timers.length === 0)
      this.#timers.push(
        setInterval(() => void this.#tend(), TEND_MS),
        setInterval(() => this.#beat(), BEAT_MS),
      )
    const { bus } = this.#ctx
    // After a gap in listening nobody knows what was missed.
    const anew = () => this.#noteAll((stream) => stream.noteReset())
    this.#listening ??= Promise.all([
      bus.listen(TASKS_CHANGED_CHANNEL, (ids) => this.#onTasks(ids.split(' ')), anew),
      bus.listen(DOCUMENT_LIST_CHANNEL, (id) => this.#onPage(id)),
      bus.listen(ACCESS_CHANNEL, (id) => this.#onPage(id)),
      bus.listen(CACHE_CHANNEL, () => this.#noteAll((stream) => stream.noteAdmin('cache'))),
      bus.listen(TASK_PAUSE_CHANNEL, () => this.#noteAll((stream) => stream.noteAdmin('tasks'))),
      bus.listen(BREAKER_CHANNEL, () => this.#noteAll((stream) => stream.noteAdmin('recovery'))),
    ])
    return this.#listening
  }

  #noteAll(note: (stream: EventStream) => void): void {
    for (const stream of this.#streams) note(stream)
    this.#tellSoon()
  }

  #onTasks(ids: readonly string[]): void {
    this.#noteAll((stream) => stream.noteTasks(ids))
  }

  /** The id of a page, or of a person whose access changed. */
  #onPage(id: string): void {
    this.#pages.add(id)
    void this.#tend()
    this.#tellSoon()
  }

  #tellSoon(): void {
    if (this.#streams.size === 0) return
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      void this.#tell()
    }, TELL_MS)
  }

  async #tell(): Promise<void> {
    if (this.#telling) return this.#tellSoon()
    this.#telling = true
    try {
      await this.#notePages()
      const ready = [...this.#streams].filter((stream) => stream.isPending && stream.hasRoom)
      const taken = ready.map((stream) => ({ stream, ...stream.take() }))
      await this.#tellTasks(taken)
      for (const { stream, others } of taken) for (const event of others) stream.write(event)
    } catch (error) {
      // The database is away: those who were to be told something read everything anew once it is back.
      this.#ctx.log.warn({ error }, 'events could not be told')
      for (const stream of this.#streams) stream.noteReset()
      this.#tellSoon()
    } finally {
      this.#telling = false
    }
  }

  async #notePages(): Promise<void> {
    if (this.#pages.size === 0) return
    const ids = [...this.#pages]
    this.#pages.clear()
    const located = [...(await locatePages(this.#ctx, ids)).values()]
    const workspaces = new Set(located.map((page) => page.workspaceId))
    for (const stream of this.#streams)
      if (workspaces.has(stream.workspaceId) || ids.includes(stream.person.userId)) stream.noteDocuments()
  }

  /** One statement for the tasks, and one for each person whose sight of them differs, however many tabs they have. */
  async #tellTasks(taken: readonly { stream: EventStream; tasks: readonly string[] }[]): Promise<void> {
    const ids = new Set(taken.flatMap(({ tasks }) => tasks))
    if (ids.size === 0) return
    const changes = new Map((await loadTaskChanges(this.#ctx, [...ids])).map((change) => [change.id, change]))
    const seen = new Map<string, Promise<Set<string>>>()
    await Promise.all(
      taken.map(async ({ stream, tasks }) => {
        const own = tasks
          .flatMap((id) => changes.get(id) ?? [])
          .filter((change) => change.workspaceId === stream.workspaceId)
        if (own.length === 0) return
        const sight = `${stream.person.userId} ${JSON.stringify(stream.person.via)} ${own.map(({ id }) => id)}`
        const visible = seen.get(sight) ?? this.#visibleIds(stream.person, own)
        seen.set(sight, visible)
        const ids = await visible
        stream.writeTasks(own.filter(({ id }) => ids.has(id)).map(({ event }) => event))
        if (stream.isOwner) stream.write({ event: 'admin', data: { subject: 'tasks' } })
      }),
    )
  }

  async #visibleIds(person: Person, changes: readonly TaskChange[]): Promise<Set<string>> {
    return new Set((await visibleChanges(this.#ctx, person, changes)).map(({ id }) => id))
  }

  /** Ends the streams of those who may no longer read, and of those who read nothing. */
  async #tend(): Promise<void> {
    if (this.#tending || this.#streams.size === 0) return
    this.#tending = true
    try {
      const streams = [...this.#streams]
      const renewed = await renewPeople(
        this.#ctx,
        streams.map(({ person }) => person),
      )
      for (const stream of streams) {
        const now = renewed.get(stream.person)?.person
        const member = now?.memberships.some(({ workspaceId }) => workspaceId === stream.workspaceId)
        const stalled = performance.now() - (stream.fullSince ?? performance.now()) > STALLED_MS
        if (!now || !member || stalled) {
          stream.end()
          this.#drop(stream)
        } else stream.person = now
      }
    } catch (error) {
      // Without a database nothing is told either, and nobody's right was found lost.
      this.#ctx.log.debug({ error }, 'streams of events are looked after once the database is back')
    } finally {
      this.#tending = false
    }
  }

  #beat(): void {
    for (const stream of this.#streams) if (stream.hasRoom) stream.beat()
  }
}
