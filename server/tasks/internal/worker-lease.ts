import { hostname } from 'node:os'
import pg from 'pg'
import { z } from 'zod'
import type { TaskFault } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import type { Logger } from '#server/platform/logging/logger.ts'
import { storableJson } from '#server/platform/storable-json.ts'
import { judge, type OtherWorker, WorkerSeen } from './judge-worker.ts'
import { BEAT, FREE_ORPHANS, HOLD_LOCK, LOOK, REGISTER, SIGN_OFF, STRIKE_OFF } from './liveness.sql.ts'

export type LeaseOptions = {
  url: string
  log: Logger
  bootId: string
  concurrency: number
  leaseMs: number
  beatMs: number
  lookMs: number
  /** This worker has a row, its first or another. */
  onHeld(): void
  /** Each renewal. */
  onBeat(): void
  /** Others may run this worker's tasks from now on. */
  onLost(): void
  /** Tasks of dead workers are ready again. */
  onFreed(ids: readonly string[]): void
}

const RECONNECT_FIRST_MS = 100
const RECONNECT_LAST_MS = 2000
const Freed = z.array(z.object({ id: z.string(), attempt: z.number(), status: z.string() }))

const LOST: TaskFault = {
  code: 'unavailable',
  message: 'The worker that ran the job stopped; the job runs again.',
  retryable: true,
}
const LOST_FOR_GOOD: TaskFault = {
  code: 'internal',
  message: 'The worker that ran the job stopped, at each attempt.',
  retryable: false,
}

/**
 * This worker's place on the list of workers, on a connection of its own: a row whose lease is renewed each beat, and a
 * session lock that ends with the process. It also looks after the others: who is dead is struck off, and running tasks whose
 * worker is not on the list are freed. A lease that ran out, or was taken, is never revived: the worker comes back under
 * another id, so that nothing of before can be mistaken for its own.
 */
export class WorkerLease {
  readonly #options: LeaseOptions
  readonly #host = hostname()
  readonly #unlockedSince = new Map<string, number>()
  #client: pg.Client | undefined
  #id: string | undefined
  #locked = false
  #renewedAt = 0
  #connectedAt = 0
  #failures = 0
  #stopped = false
  #next: NodeJS.Timeout | undefined
  #expiry: NodeJS.Timeout | undefined
  #beatDueAt = 0
  #turn: Promise<void> = Promise.resolve()

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  get id(): string | undefined {
    return this.#id
  }

  /** Resolves after the first try; without a database it goes on trying. */
  start(): Promise<void> {
    this.#turn = this.#step()
    return this.#turn
  }

  /** Leaves the list; whatever of this worker still runs then is free for others. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#next)
    clearTimeout(this.#expiry)
    await this.#turn
    const id = this.#id
    this.#id = undefined
    try {
      if (id) await this.#client?.query(SIGN_OFF, [id])
    } catch (error) {
      // The others strike it off, by its lock or its lease.
      this.#options.log.debug({ error }, 'worker could not sign off')
    }
    await this.#client?.end().catch(() => {})
  }

  async #step(): Promise<void> {
    const { log, lookMs } = this.#options
    try {
      const client = this.#client ?? (await this.#connect())
      await this.#beatOrRegister(client)
      await this.#lookAround(client)
      this.#failures = 0
    } catch (error) {
      if (this.#failures === 0) log.warn({ error }, 'worker lease cannot reach the database')
      this.#failures += 1
      this.#disconnect()
    }
    if (this.#stopped) return
    const pause = this.#failures
      ? Math.min(RECONNECT_LAST_MS, RECONNECT_FIRST_MS * 2 ** (this.#failures - 1))
      : // Jitter keeps the looks of many workers apart.
        lookMs * (0.8 + 0.4 * Math.random())
    this.#next = setTimeout(() => {
      this.#turn = this.#step()
    }, pause)
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'weft worker lease',
      connectionTimeoutMillis: 1500,
      query_timeout: 5000,
      keepAlive: true,
    })
    client.on('error', () => this.#disconnect(client))
    await client.connect()
    this.#client = client
    this.#connectedAt = performance.now()
    this.#beatDueAt = 0
    this.#locked = false
    this.#unlockedSince.clear()
    return client
  }

  #disconnect(which = this.#client): void {
    if (!which || which !== this.#client) return
    this.#client = undefined
    which.end().catch(() => {})
  }

  async #beatOrRegister(client: pg.Client): Promise<void> {
    const { leaseMs, beatMs, bootId, concurrency } = this.#options
    const sentAt = performance.now()
    if (this.#id) {
      if (sentAt < this.#beatDueAt) return
      const { rowCount } = await client.query(BEAT, [this.#id, leaseMs])
      if (rowCount === 0) this.#lose()
      else {
        this.#renew(sentAt)
        this.#options.onBeat()
      }
    }
    if (!this.#id) {
      const id = newId()
      await client.query(REGISTER, [id, this.#host, process.pid, bootId, concurrency, leaseMs])
      this.#id = id
      this.#locked = false
      this.#renew(sentAt)
      this.#options.onHeld()
    }
    this.#beatDueAt = sentAt + beatMs
    if (!this.#locked) {
      const { rows } = await client.query(HOLD_LOCK, [this.#id])
      this.#locked = rows[0]?.held === true
    }
  }

  #renew(sentAt: number): void {
    this.#renewedAt = sentAt
    clearTimeout(this.#expiry)
    // Counted from before the statement was sent: never later than the database's own reckoning.
    this.#expiry = setTimeout(() => this.#lose(), this.#options.leaseMs - (performance.now() - sentAt))
  }

  #lose(): void {
    if (!this.#id) return
    const held = Math.round(performance.now() - this.#renewedAt)
    this.#options.log.warn({ workerId: this.#id, msSinceBeat: held }, 'worker lease lost')
    clearTimeout(this.#expiry)
    // The old row stays until somebody finds it expired: nobody can renew it.
    this.#id = undefined
    this.#options.onLost()
  }

  async #lookAround(client: pg.Client): Promise<void> {
    const { rows } = await client.query(LOOK, [this.#id])
    const others = z.array(WorkerSeen).parse(rows)
    const dead = this.#judgeAll(others)
    const sure = dead.filter((verdict) => verdict.sure).map((verdict) => verdict.id)
    const expired = dead.filter((verdict) => !verdict.sure).map((verdict) => verdict.id)
    if (dead.length > 0) {
      this.#options.log.warn({ dead }, 'workers struck off')
      await client.query(STRIKE_OFF, [expired, sure])
    }
    const freed = Freed.parse(
      (await client.query(FREE_ORPHANS, [storableJson(LOST), storableJson(LOST_FOR_GOOD)])).rows,
    )
    if (freed.length === 0) return
    this.#options.log.warn({ tasks: freed }, 'tasks of lost workers freed')
    this.#options.onFreed(freed.map(({ id }) => id))
  }

  #judgeAll(others: readonly OtherWorker[]) {
    const now = performance.now()
    for (const id of this.#unlockedSince.keys())
      if (!others.some((other) => other.id === id && !other.locked)) this.#unlockedSince.delete(id)
    const verdicts: { id: string; why: string; sure: boolean }[] = []
    for (const other of others) {
      if (!other.locked && !this.#unlockedSince.has(other.id)) this.#unlockedSince.set(other.id, now)
      const verdict = judge(other, {
        host: this.#host,
        bootId: this.#options.bootId,
        unlockedMs: other.locked ? 0 : now - (this.#unlockedSince.get(other.id) ?? now),
        // Whoever lives has had the time to renew its lease since this connection stands, for instance after an outage.
        steady: now - this.#connectedAt > 2 * this.#options.beatMs,
      })
      if (verdict) verdicts.push({ id: other.id, ...verdict })
    }
    return verdicts
  }
}
