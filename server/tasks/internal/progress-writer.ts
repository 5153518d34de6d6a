import type pg from 'pg'
import { z } from 'zod'
import type { TaskProgress } from '#server/contracts/tasks.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import type { TaskAnnouncer } from '../announce-tasks.ts'
import type { ClaimedTask } from './claimed-task.ts'
import { WRITE_PROGRESS } from './pump.sql.ts'

const WRITE_MS = 250
const Written = z.object({ id: z.string() })

/** Writes the newest progress of every task that told one, four times a second at most, in one statement for all. */
export class ProgressWriter {
  readonly #pool: pg.Pool
  readonly #log: Logger
  readonly #announcer: Pick<TaskAnnouncer, 'note'>
  readonly #newest = new Map<string, { attempt: number; progress: TaskProgress }>()
  /** What the statement under way carries. */
  #sent = new Map<string, { attempt: number; progress: TaskProgress }>()
  #timer: NodeJS.Timeout | undefined
  #writing = false

  constructor(pool: pg.Pool, log: Logger, announcer: Pick<TaskAnnouncer, 'note'>) {
    this.#pool = pool
    this.#log = log
    this.#announcer = announcer
  }

  note({ id, attempt }: ClaimedTask, progress: TaskProgress): void {
    this.#newest.set(id, { attempt, progress })
    this.#timer ??= setTimeout(() => void this.#write(), WRITE_MS)
  }

  /** The attempt ended: what was not yet written is no longer news. */
  forget({ id, attempt }: ClaimedTask): void {
    for (const notes of [this.#newest, this.#sent]) if (notes.get(id)?.attempt === attempt) notes.delete(id)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#newest.clear()
  }

  async #write(): Promise<void> {
    this.#timer = undefined
    if (this.#writing || this.#newest.size === 0) return
    const batch = [...this.#newest]
    this.#sent = new Map(batch)
    this.#newest.clear()
    this.#writing = true
    try {
      const { rows } = await this.#pool.query({
        name: 'progress',
        text: WRITE_PROGRESS,
        values: [
          batch.map(([id]) => id),
          batch.map(([, { attempt }]) => attempt),
          batch.map(([, { progress }]) => storableJson(progress)),
        ],
      })
      for (const { id } of z.array(Written).parse(rows)) {
        this.#sent.delete(id)
        this.#announcer.note(id)
      }
      // Somebody holds their rows: told again, unless the attempt ended or told more meanwhile.
      for (const [id, note] of this.#sent) if (!this.#newest.has(id)) this.#newest.set(id, note)
    } catch (error) {
      // The next report replaces it: progress is a courtesy, outcomes are the pump's.
      this.#log.debug({ error }, 'progress of tasks not written')
    } finally {
      this.#writing = false
      if (this.#newest.size > 0) this.#timer ??= setTimeout(() => void this.#write(), WRITE_MS)
    }
  }
}
