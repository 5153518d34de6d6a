import type { Logger } from '#server/platform/logging/logger.ts'
import { APPEND_LANES, type AppendBatch, type AppendOutcome, type UpdateLog } from '../update-log.ts'
import type { EngineTime, Timer } from './engine-time.ts'

/** A document with updates to commit. */
export interface AppendSource {
  readonly documentId: string
  /** True once it will never again have anything to commit. */
  readonly isClosed: boolean
  /**
   * The batch to send: the same as last time until it is settled, so that a repeated attempt cannot double. Undefined while
   * an attempt is under way.
   */
  takeBatch(): AppendBatch | undefined
  /** What became of the attempt; the source offers itself again when there is more to do. */
  settle(batch: AppendBatch, outcome: AppendOutcome): void
  /** The attempt failed with nothing known of its outcome. The queue tries again by itself. */
  attemptFailed(error: unknown): void
}

const SOURCES_PER_STATEMENT = 64
const BYTES_PER_STATEMENT = 8 * 1_048_576
const BUSY_RETRY_MS = 10
const RETRY_FIRST_MS = 100
// The database was away; within this time of its return everything is on its way again (promise: all saved within 5 s).
const RETRY_MOST_MS = 1500

/**
 * Commits the updates of many documents with few statements: whatever is ready when a connection is free goes together.
 * At most one batch of a document is under way; a locked row or a failing document holds up no other.
 */
export class GroupCommit {
  readonly #updateLog: UpdateLog
  readonly #log: Logger
  readonly #time: EngineTime
  readonly #ready = new Set<AppendSource>()
  readonly #waiting = new Map<AppendSource, Timer>()
  readonly #failures = new Map<AppendSource, number>()
  #inFlight = 0
  #pumping = false
  #failingSince: number | undefined
  #idle: (() => void)[] = []

  constructor(updateLog: UpdateLog, log: Logger, time: EngineTime) {
    this.#updateLog = updateLog
    this.#log = log
    this.#time = time
  }

  /** Milliseconds since the epoch from which on appends have been failing; undefined while they succeed. */
  get failingSince(): number | undefined {
    return this.#failingSince
  }

  /** Takes the source in; its batch leaves after the frames that have arrived by now, so that they go together. */
  offer(source: AppendSource): void {
    if (this.#waiting.has(source)) return
    this.#ready.add(source)
    this.#schedule()
  }

  /** Resolves once nothing is ready, waiting or under way. */
  whenIdle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  close(): void {
    for (const timer of this.#waiting.values()) this.#time.cancel(timer)
    this.#waiting.clear()
    this.#ready.clear()
  }

  #isIdle(): boolean {
    return this.#ready.size === 0 && this.#waiting.size === 0 && this.#inFlight === 0
  }

  #schedule(): void {
    if (this.#pumping) return
    this.#pumping = true
    this.#time.soon(() => {
      this.#pumping = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#inFlight < APPEND_LANES && this.#ready.size > 0) {
      const group = this.#gather()
      if (group.length > 0) void this.#send(group)
    }
    if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #gather(): { source: AppendSource; batch: AppendBatch }[] {
    const group: { source: AppendSource; batch: AppendBatch }[] = []
    let bytes = 0
    for (const source of this.#ready) {
      // A document that failed goes alone: if it is the cause, the others must not fail with it.
      const alone = this.#failures.has(source)
      if (alone && group.length > 0) continue
      this.#ready.delete(source)
      const batch = source.takeBatch()
      if (!batch) {
        if (source.isClosed) this.#succeeded(source)
        continue
      }
      group.push({ source, batch })
      bytes += batch.entries.reduce((sum, entry) => sum + entry.bytes.length, 0)
      if (alone || group.length === SOURCES_PER_STATEMENT || bytes > BYTES_PER_STATEMENT) break
    }
    return group
  }

  async #send(group: { source: AppendSource; batch: AppendBatch }[]): Promise<void> {
    this.#inFlight++
    try {
      const outcomes = await this.#updateLog.append(group.map(({ batch }) => batch))
      for (const [index, { source, batch }] of group.entries()) {
        const outcome = outcomes[index]
        this.#succeeded(source)
        // First, so that the source's own offer does not send it again at once.
        if (outcome?.kind === 'busy') this.#later(source, BUSY_RETRY_MS)
        if (outcome) source.settle(batch, outcome)
      }
    } catch (error) {
      this.#failingSince ??= this.#time.epoch()
      this.#log.error({ error, documents: group.length }, 'updates could not be committed; they are kept')
      for (const { source } of group) {
        const failures = (this.#failures.get(source) ?? 0) + 1
        this.#failures.set(source, failures)
        this.#later(source, Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_MOST_MS))
        source.attemptFailed(error)
      }
    } finally {
      this.#inFlight--
      this.#schedule()
    }
  }

  /** Nothing of it is failing any more: its batch was answered, or it was given up, and its clients bring it again. */
  #succeeded(source: AppendSource): void {
    this.#failures.delete(source)
    if (this.#failures.size === 0) this.#failingSince = undefined
  }

  #later(source: AppendSource, ms: number): void {
    this.#waiting.set(
      source,
      this.#time.after(ms, () => {
        this.#waiting.delete(source)
        this.offer(source)
      }),
    )
  }
}
