import pg from 'pg'
import type { Logger } from './logging/logger.ts'

export type BusListener = (payload: string) => void

/**
 * Signals between processes over LISTEN/NOTIFY. A signal may be lost (the connection dropped), so whoever listens also
 * looks by itself now and then: a lost signal costs latency, never data.
 */
export interface Bus {
  /** At most 8,000 bytes. Signals with the same channel and payload within 10 ms become one. Never throws. */
  notify(channel: string, payload?: string): void
  /**
   * Calls back for each signal from any process, this one included; `onResume` after a gap in listening. Resolves once every later
   * signal is heard, or, when the database does not answer, at once: then `onResume` says when. What it returns ends it.
   */
  listen(channel: string, listener: BusListener, onResume?: () => void): Promise<() => void>
  close(): Promise<void>
}

// One NOTIFY a window wakes everybody that a burst of commits concerns (research: an undebounced one costs a write each).
// The first signal after a pause leaves at once: a lone commit must not wait for company.
const WINDOW_MS = 10
const RECONNECT_MS = 500

type Subscription = { listener: BusListener; onResume: (() => void) | undefined }

/** A bus on a connection of its own, so that a long query elsewhere cannot hold a signal back. */
export function createBus(url: string, log: Logger, applicationName = 'bus'): Bus {
  const subscriptions = new Map<string, Set<Subscription>>()
  const waiting = new Map<string, { channel: string; payload: string }>()
  let client: pg.Client | undefined
  /** What `client` listens to. */
  let listened: ReadonlySet<string> = new Set()
  let tuning: Promise<void> | undefined
  let connecting: Promise<pg.Client> | undefined
  let leaving: (() => void) | undefined
  let reconnect: NodeJS.Timeout | undefined
  let flushing: Promise<void> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()
  let flushedAt = Number.NEGATIVE_INFINITY
  let closed = false
  let ended = false

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({
      connectionString: url,
      application_name: applicationName,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      // A connection that died without a word answers nothing: after this time it is given up.
      query_timeout: 5000,
    })
    next.on('notification', ({ channel, payload }) => {
      for (const { listener } of subscriptions.get(channel) ?? []) listener(payload ?? '')
    })
    next.on('error', (error) => lost(next, error))
    next.on('end', () => lost(next))
    try {
      await next.connect()
      const wanted = new Set(subscriptions.keys())
      if (wanted.size > 0) await next.query(tuningFrom(new Set(), wanted))
      listened = wanted
      if (ended) throw new Error('the bus is closed')
    } catch (error) {
      // Nobody else knows of this connection: left open, each try during an outage would hold one more of the server's.
      next.end().catch(() => {})
      throw error
    }
    client = next
    return next
  }

  /** One query at a time, as the driver wants it. A failure gives the connection up: only a dead one fails here. */
  function inTurn(query: (bus: pg.Client) => Promise<unknown>): Promise<void> {
    const answer = turn.then(async () => {
      const bus = await connected()
      try {
        await query(bus)
      } catch (error) {
        lost(bus, error instanceof Error ? error : undefined)
        bus.end().catch(() => {})
        throw error
      }
    })
    // Whoever asked hears of the failure; the next in line asks anew.
    turn = answer.catch(() => {})
    return answer
  }

  /** Listens to what is subscribed to by its turn, and to nothing else: what many ask for meanwhile takes one query. */
  function tune(): Promise<void> {
    if (tuning !== undefined) return tuning
    const tuned = inTurn(async (bus) => {
      tuning = undefined
      const wanted = new Set(subscriptions.keys())
      const statements = tuningFrom(listened, wanted)
      if (statements === '') return
      await bus.query(statements)
      listened = wanted
    }).finally(() => {
      if (tuning === tuned) tuning = undefined
    })
    tuning = tuned
    return tuned
  }

  function connected(): Promise<pg.Client> {
    if (client) return Promise.resolve(client)
    connecting ??= connect().finally(() => {
      connecting = undefined
    })
    return connecting
  }

  function lost(which: pg.Client, error?: Error): void {
    if (client !== which) return
    client = undefined
    if (closed) return
    log.warn({ error }, 'bus connection lost')
    resume()
  }

  function resume(): void {
    if (closed || reconnect) return
    reconnect = setTimeout(() => {
      reconnect = undefined
      connected().then(
        () => {
          for (const set of subscriptions.values()) for (const { onResume } of set) onResume?.()
        },
        () => resume(),
      )
    }, RECONNECT_MS)
  }

  async function flush(): Promise<void> {
    const batch = [...waiting.values()]
    waiting.clear()
    if (batch.length === 0) return
    try {
      // In one transaction, and with no plan and no rows to answer with: it follows nearly every commit.
      await inTurn((bus) => bus.query(batch.map(statement).join(';')))
    } catch (error) {
      log.warn({ error, signals: batch.length }, 'signals lost')
      resume()
    }
  }

  return {
    notify(channel, payload = '') {
      if (closed) return
      waiting.set(`${channel}\n${payload}`, { channel, payload })
      leaving ??= later(flushedAt + WINDOW_MS - performance.now(), () => {
        leaving = undefined
        flushedAt = performance.now()
        flushing = flushing.then(flush)
      })
    },
    async listen(channel, listener, onResume) {
      const subscription = { listener, onResume }
      const set = subscriptions.get(channel) ?? new Set()
      subscriptions.set(channel, set.add(subscription))
      try {
        await tune()
      } catch (error) {
        log.warn({ error, channel }, 'listening begins once the database is back')
        resume()
      }
      return () => {
        if (!set.delete(subscription) || set.size > 0) return
        subscriptions.delete(channel)
        // Without a connection nothing is listened to; a failure gives it up, and the next one listens to what is left.
        if (client && !closed) tune().catch(() => resume())
      }
    },
    async close() {
      closed = true
      leaving?.()
      clearTimeout(reconnect)
      flushing = flushing.then(flush)
      await flushing
      ended = true
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}

/** Runs something after so many milliseconds, or after what is due by now; returns what prevents it. A timer of 0 ms takes one more turn. */
function later(ms: number, run: () => void): () => void {
  if (ms > 0) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  }
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}

/** The statements after which a connection listens to other channels than before; none when they are the same. */
function tuningFrom(before: ReadonlySet<string>, wanted: ReadonlySet<string>): string {
  const without = (all: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
    [...all].filter((channel) => !others.has(channel)).map((channel) => pg.escapeIdentifier(channel))
  const ended = without(before, wanted).map((channel) => `UNLISTEN ${channel}`)
  return [...ended, ...without(wanted, before).map((channel) => `LISTEN ${channel}`)].join(';')
}

function statement({ channel, payload }: { channel: string; payload: string }): string {
  return `NOTIFY ${pg.escapeIdentifier(channel)}, ${pg.escapeLiteral(payload)}`
}
