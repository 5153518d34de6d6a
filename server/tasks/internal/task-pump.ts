import type pg from 'pg'
import { asAppError } from '#server/platform/errors.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import type { Statistics } from '#server/platform/statistics.ts'
import type { TaskAnnouncer } from '../announce-tasks.ts'
import { countSettled, countStarted } from '../queue-measures.ts'
import { type ClaimedTask, PumpAnswer, Stock } from './claimed-task.ts'
import { type CutReason, type Execution, execute, type TaskHandlers } from './execution.ts'
import type { ProgressWriter } from './progress-writer.ts'
import { PUMP, TAKE_STOCK } from './pump.sql.ts'
import { refused, type Settlement } from './settlement.ts'

export type PumpParts = {
  pool: pg.Pool
  log: Logger
  handlers: TaskHandlers
  progress: ProgressWriter
  concurrency: number
  resultTtlMs: number
  statistics: Statistics
  /** Hears of every task whose row this worker has changed. */
  announcer: Pick<TaskAnnouncer, 'note'>
  /** Told when a task has ended for which others wait. */
  onFollowed(): void
  /** Told when a task has ended, or waits to be tried again, that a cap counts. */
  onRoom(): void
  /** Id of the worker's row; undefined while it has none, and then nothing is claimed. */
  workerId(): string | undefined
}

const RETRY_FIRST_MS = 100
const RETRY_LAST_MS = 2000
// Another worker held the locks of all ready tasks: it takes them or lets go within a commit's time.
const CONTENDED_MS = 10
// Somebody holds the row of an outcome, for the time of a commit as a rule; a transaction that hangs is asked less and less often.
const HELD_LAST_MS = 250
// A cancellation may overtake the reply of the claim; its signal is remembered for longer than any statement may take.
const CANCEL_MEMORY_MS = 20_000
// People visited in a lane before the statement gives up for this time; doubled while only tasks of the future are found.
const VISIT_MIN = 8
const VISIT_MAX = 8192

/**
 * Keeps the slots filled and the outcomes written. One statement is in flight at a time and does both: outcomes that end
 * during it go with the next, so batches grow with the load by themselves. An outcome that is not yet written keeps its slot
 * (back-pressure): what a crash could run twice is bounded by the concurrency, or by twice that while somebody holds their rows.
 */
export class TaskPump {
  readonly #parts: PumpParts
  readonly #running = new Map<string, Execution>()
  readonly #cancels = new Map<string, number>()
  #done: Settlement[] = []
  /** Outcomes whose rows somebody else held: they are tried again, and hold up nothing. */
  #held: Settlement[] = []
  #heldTries = 0
  #cursors: Record<string, string> = {}
  #visit: number
  #wanted = false
  #stockWanted = false
  #pumping = false
  #claiming = true
  #failures = 0
  #oneByOne = false
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Immediate | undefined
  #idle: (() => void)[] = []

  constructor(parts: PumpParts) {
    this.#parts = parts
    this.#visit = Math.max(VISIT_MIN, parts.concurrency)
  }

  get running(): number {
    return this.#running.size
  }

  /** Looks for work and writes what is done; any number of calls, cheap while a statement is in flight. */
  wake(): void {
    this.#wanted = true
    // Everything that ends in the same tick goes into one statement. After a failure the timer decides.
    if (this.#pumping || this.#soon || this.#failures > 0) return
    this.#soon = setImmediate(() => {
      this.#soon = undefined
      void this.#pump()
    })
  }

  /** Before the next claim, compares what the database believes with what is running here. */
  takeStock(): void {
    this.#stockWanted = true
    this.wake()
  }

  cancel(id: string): void {
    const now = performance.now()
    for (const [old, at] of this.#cancels) if (now - at > CANCEL_MEMORY_MS) this.#cancels.delete(old)
    const execution = this.#running.get(id)
    if (execution) execution.cut('cancelled')
    else if (this.#pumping) this.#cancels.set(id, now)
  }

  /** Cuts all that is running short; with `disowned` nothing of it is written, nor what waited to be written. */
  cutAll(reason: CutReason): void {
    if (reason === 'disowned') this.#forgetOutcomes()
    for (const execution of this.#running.values()) execution.cut(reason)
  }

  /** Claims nothing more; resolves when nothing runs and every outcome is written. */
  drain(): Promise<void> {
    this.#claiming = false
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#idle.push(resolve)
    this.wake()
    return promise
  }

  /** Ends without writing: for a database that does not come back before the process must end. */
  halt(): void {
    this.#claiming = false
    this.#forgetOutcomes()
    clearTimeout(this.#timer)
    clearImmediate(this.#soon)
    this.cutAll('disowned')
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return
    this.#pumping = true
    try {
      while (this.#wanted || this.#stockWanted) {
        this.#wanted = false
        if (this.#stockWanted && !(await this.#compareStock())) break
        if (!(await this.#settleAndClaim())) break
        this.#failures = 0
      }
    } finally {
      this.#pumping = false
    }
    // Woken between the loop's last look and the line above: nobody else would go on.
    if (this.#wanted && this.#failures === 0) this.wake()
    if (this.#running.size + this.#done.length + this.#held.length === 0)
      for (const idle of this.#idle.splice(0)) idle()
  }

  /** False when the statement failed; its retry is scheduled then. */
  async #settleAndClaim(): Promise<boolean> {
    const { pool, concurrency, resultTtlMs } = this.#parts
    const workerId = this.#parts.workerId()
    const taken = this.#running.size + this.#held.length
    if (!this.#oneByOne || this.#done.length === 0) this.#done.push(...this.#held.splice(0))
    const batch = this.#done.splice(0, this.#oneByOne ? 1 : this.#done.length)
    const free = this.#claiming && workerId ? Math.max(0, concurrency - taken - this.#done.length) : 0
    if (batch.length === 0 && free === 0) return true
    const visit = this.#visit
    let answer: PumpAnswer
    try {
      const { rows } = await pool.query({
        name: 'pump',
        text: PUMP,
        values: [
          free,
          workerId ?? null,
          batch.map((s) => s.id),
          batch.map((s) => s.attempt),
          batch.map((s) => s.status),
          batch.map((s) => s.outcome),
          batch.map((s) => s.result),
          batch.map((s) => s.error),
          batch.map((s) => s.delayMs),
          JSON.stringify(this.#cursors),
          visit,
          resultTtlMs,
        ],
      })
      answer = PumpAnswer.parse(rows[0])
    } catch (error) {
      this.#onFailure(error, batch)
      return false
    }
    this.#afterSettling(batch, answer)
    // A lease that was lost while the statement ran: the rows are somebody else's by now, or soon.
    if (workerId && this.#parts.workerId() !== workerId) return true
    for (const task of answer.claimed) {
      this.#parts.announcer.note(task.id)
      this.#begin(task)
    }
    if (free > 0) this.#plan(answer, free, visit)
    return true
  }

  #afterSettling(batch: readonly Settlement[], { settled, locked }: PumpAnswer): void {
    if (this.#done.length > 0) this.#wanted = true
    else this.#oneByOne = false
    this.#setAsideHeld(batch.filter(({ id }) => locked.includes(id)))
    const statusOf = new Map(settled.map((row) => [row.id, row.status]))
    for (const { id } of settled) this.#parts.announcer.note(id)
    if (settled.some(({ followed }) => followed)) this.#parts.onFollowed()
    if (settled.some(({ slot }) => slot)) this.#parts.onRoom()
    for (const { id, kind, outcome, ms } of batch) {
      const status = statusOf.get(id)
      if (!status) continue
      // A cancellation that was asked for meanwhile won.
      const ended = status === 'CANCELLED' ? 'cancelled' : outcome
      countSettled(this.#parts.statistics, { kind, outcome: ended, ms })
    }
    if (settled.length + locked.length === batch.length) return
    for (const { id, attempt, outcome } of batch)
      if (!statusOf.has(id) && !locked.includes(id))
        this.#parts.log.warn(
          { taskId: id, attempt, outcome },
          'outcome refused: the attempt no longer owns the task',
        )
  }

  #setAsideHeld(held: readonly Settlement[]): void {
    if (held.length === 0) {
      this.#heldTries = 0
      return
    }
    this.#held.push(...held)
    this.#later(Math.min(HELD_LAST_MS, CONTENDED_MS * 2 ** this.#heldTries))
    this.#heldTries += 1
  }

  #forgetOutcomes(): void {
    this.#done = []
    this.#held = []
  }

  /** Whether to look again at once, and where the next round of people begins. */
  #plan({ claimed, ready, lanes }: PumpAnswer, free: number, visit: number): void {
    for (const { priority, last } of lanes) if (last) this.#cursors[priority] = last
    if (claimed.length > 0) this.#visit = Math.max(VISIT_MIN, this.#parts.concurrency)
    if (claimed.length === free) return
    const cutOff = lanes.some((lane) => lane.visited >= visit)
    if (claimed.length > 0) this.#wanted = true
    else if (ready) this.#later(CONTENDED_MS)
    else if (cutOff && visit < VISIT_MAX) {
      this.#visit = visit * 2
      this.#wanted = true
    }
  }

  #begin(task: ClaimedTask): void {
    const { handlers, log, progress, statistics } = this.#parts
    countStarted(statistics, task)
    const execution = execute(task, {
      handlers,
      log,
      report: (of, value) => progress.note(of, value),
      onEnd: (settlement) => {
        // Unless a later attempt of the task has taken the place (this one was disowned).
        if (this.#running.get(task.id) === execution) this.#running.delete(task.id)
        progress.forget(task)
        if (settlement) this.#done.push(settlement)
        this.wake()
      },
    })
    this.#running.set(task.id, execution)
    if (this.#cancels.delete(task.id)) execution.cut('cancelled')
  }

  /** Heals what lost replies and lost signals left behind; in the pump's own line, so no claim is under way. False as above. */
  async #compareStock(): Promise<boolean> {
    this.#stockWanted = false
    const workerId = this.#parts.workerId()
    // Without a row it owns nothing; with the next one it is asked to compare again.
    if (!workerId) return true
    const known = new Set([...this.#running.keys(), ...[...this.#done, ...this.#held].map((s) => s.id)])
    try {
      const { rows } = await this.#parts.pool.query({
        name: 'stock',
        text: TAKE_STOCK,
        values: [workerId, [...known]],
      })
      if (this.#parts.workerId() !== workerId) return true
      const { owned } = Stock.parse(rows[0])
      const byId = new Map(owned.map((row) => [row.id, row]))
      for (const [id, execution] of this.#running) {
        const row = byId.get(id)
        if (known.has(id) && row?.attempt !== execution.task.attempt) execution.cut('disowned')
        else if (row?.cancel) execution.cut('cancelled')
      }
      for (const { task } of owned) if (task && !this.#running.has(task.id)) this.#begin(task)
      return true
    } catch (error) {
      this.#onFailure(error, [])
      return false
    }
  }

  #onFailure(error: unknown, batch: readonly Settlement[]): void {
    this.#failures += 1
    // The reply may be lost although the statement took effect: claims without a reply are found by comparing. Settling
    // again changes nothing where it landed before.
    this.#stockWanted = true
    if (isData(error)) this.#setAside(error, batch)
    else this.#done.unshift(...batch)
    if (this.#failures === 1)
      this.#parts.log.warn({ error, code: asAppError(error).code }, 'task pump failed; trying again')
    this.#later(Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (this.#failures - 1)))
  }

  /** An outcome that the database refuses must not block the others: it is found by writing one at a time. */
  #setAside(error: unknown, batch: readonly Settlement[]): void {
    const [only] = batch
    if (only && batch.length === 1) {
      this.#parts.log.error(
        { error, taskId: only.id, attempt: only.attempt },
        'outcome of a task cannot be stored',
      )
      this.#done.push(
        refused(only, { code: 'internal', message: 'The job gave a result that cannot be stored.' }),
      )
    } else {
      this.#oneByOne = true
      this.#done.unshift(...batch)
    }
  }

  #later(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#wanted = true
      void this.#pump()
    }, ms)
  }
}

/** SQLSTATE class 22, data exception: the statement would fail again with the same values. */
function isData(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('22')
  )
}
