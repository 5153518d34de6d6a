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
  /** Calls back for each signal from any process, this one included; `onResume` after a gap in listening. */
  listen(channel: string, listener: BusListener, onResume?: () => void): Promise<() => void>
  close(): Promise<void>
}

// One NOTIFY a window wakes everybody that a burst of commits concerns (research: an undebounced one costs a write each).
// The first signal after a pause leaves at once: a lone commit must not wait for company.
const WINDOW_MS = 10
const RECONNECT_MS = 500

type Subscription = { listener: BusListener; onResume: (() => void) | undefined }

/** A bus on its own two connections, so that a long query elsewhere cannot hold a signal back. */
export function createBus(url: string, log: Logger, applicationName = 'bus'): Bus {
  const subscriptions = new Map<string, Set<Subscription>>()
  const waiting = new Map<string, { channel: string; payload: string }>()
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client> | undefined
  let timer: NodeJS.Timeout | undefined
  let reconnect: NodeJS.Timeout | undefined
  let flushing: Promise<void> = Promise.resolve()
  let flushedAt = Number.NEGATIVE_INFINITY
  let closed = false

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({
      connectionString: url,
      application_name: applicationName,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
    })
    next.on('notification', ({ channel, payload }) => {
      for (const { listener } of subscriptions.get(channel) ?? []) listener(payload ?? '')
    })
    next.on('error', (error) => lost(next, error))
    next.on('end', () => lost(next))
    await next.connect()
    for (const channel of subscriptions.keys()) await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    client = next
    return next
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
      const bus = await connected()
      await bus.query('SELECT pg_notify(c, p) FROM unnest($1::text[], $2::text[]) AS s(c, p)', [
        batch.map((signal) => signal.channel),
        batch.map((signal) => signal.payload),
      ])
    } catch (error) {
      log.warn({ error, signals: batch.length }, 'signals lost')
      resume()
    }
  }

  return {
    notify(channel, payload = '') {
      if (closed) return
      waiting.set(`${channel}\n${payload}`, { channel, payload })
      timer ??= setTimeout(
        () => {
          timer = undefined
          flushedAt = performance.now()
          flushing = flushing.then(flush)
        },
        Math.max(0, flushedAt + WINDOW_MS - performance.now()),
      )
    },
    async listen(channel, listener, onResume) {
      const subscription = { listener, onResume }
      const set = subscriptions.get(channel) ?? new Set()
      const first = set.size === 0
      subscriptions.set(channel, set.add(subscription))
      try {
        const bus = await connected()
        if (first) await bus.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      } catch (error) {
        log.warn({ error, channel }, 'listening begins once the database is back')
        resume()
      }
      return () => set.delete(subscription)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      clearTimeout(reconnect)
      timer = undefined
      flushing = flushing.then(flush)
      await flushing
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}
