import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { codeOf, ExplainedError } from '../explained-error.ts'
import type { Logger } from '../logging/logger.ts'
import { inspectServer } from './inspect-server.ts'

const TELL_EVERY_MS = 5000
const RETRY_MS = 250

/** Thrown when a given database will not do; the message is one sentence for whoever starts Weft. */
export class UnfitDatabaseError extends ExplainedError {
  override readonly name = 'UnfitDatabaseError'
}

/**
 * Waits until the given server answers, for `patienceMs` at most, and says every 5 s that it waits: a database that starts
 * together with Weft needs a moment. Throws `UnfitDatabaseError` when it does not come, refuses the credentials or cannot serve
 * Weft; throws the signal's reason when that is aborted.
 */
export async function awaitServer(
  url: string,
  log: Pick<Logger, 'warn'>,
  signal: AbortSignal,
  patienceMs: number,
): Promise<void> {
  const begun = performance.now()
  let told = Number.NEGATIVE_INFINITY
  for (;;) {
    signal.throwIfAborted()
    try {
      const fault = await withClient(url, (client) => inspectServer(client, url, log))
      if (fault) throw new UnfitDatabaseError(fault)
      return
    } catch (error) {
      if (error instanceof UnfitDatabaseError) throw error
      const { sentence, mayPass } = explain(error, new URL(url))
      const waited = performance.now() - begun
      if (!mayPass || waited >= patienceMs) throw new UnfitDatabaseError(sentence, { cause: error })
      if (performance.now() - told >= TELL_EVERY_MS) {
        log.warn({ code: codeOf(error) }, `waiting for the database: ${sentence}`)
        told = performance.now()
      }
      await pause(RETRY_MS, undefined, { signal })
    }
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000, query_timeout: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    // Its failure would hide why the connection was of no use.
    await client.end().catch(() => {})
  }
}

/** One sentence for a failed connection, and whether waiting may help. */
function explain(error: unknown, { host, hostname, pathname, username }: URL) {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const wrong = (sentence: string) => ({ sentence, mayPass: false })
  const passing = (sentence: string) => ({ sentence, mayPass: true })
  if (code === '3D000')
    return wrong(
      `The PostgreSQL server at ${host} has no database ${decodeURIComponent(pathname.slice(1))}: create it (createdb) or correct DATABASE_URL.`,
    )
  if (/^28/.test(code) || /SASL|password must be a string/.test(message))
    return wrong(
      `The PostgreSQL server at ${host} does not let ${username || 'Weft'} in: check user and password in DATABASE_URL, and its pg_hba.conf.`,
    )
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return passing(`The host ${hostname} of DATABASE_URL is not known: check its name and the network.`)
  if (/does not support SSL/.test(message))
    return wrong(`The PostgreSQL server at ${host} speaks no TLS: remove sslmode from DATABASE_URL.`)
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code))
    return wrong(
      `The certificate of the PostgreSQL server at ${host} is not trusted (${code}): set NODE_EXTRA_CA_CERTS to its authority, or sslmode in DATABASE_URL.`,
    )
  if (code === '53300')
    return passing(
      `The PostgreSQL server at ${host} has no connection left: raise its max_connections or end other programs.`,
    )
  if (code === '57P03') return passing(`The PostgreSQL server at ${host} is starting or stopping: try again.`)
  if (code === 'ECONNREFUSED')
    return passing(`Nothing listens at ${host}: start the PostgreSQL server or correct DATABASE_URL.`)
  if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code) || /timeout/i.test(message))
    return passing(`${host} of DATABASE_URL does not answer: check the address and the firewall.`)
  return passing(
    `What listens at ${host} does not behave like a PostgreSQL server (${code || message}): correct DATABASE_URL.`,
  )
}
