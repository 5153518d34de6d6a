import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../logging/logger.ts'

const OLDEST_MAJOR = 15
const TELL_EVERY_MS = 5000
// Wrong name, password or database: waiting does not help. All else (refused, starting up, unknown host) may pass.
const WRONG_ADDRESS = /^(28\w{3}|3D000)$/

/** Thrown when a given database will never do; the message is one sentence for whoever starts Weft. */
export class UnfitDatabaseError extends Error {
  override readonly name = 'UnfitDatabaseError'
}

/**
 * Waits until the given server answers, and says every 5 s that it waits. Throws `UnfitDatabaseError` when it refuses the
 * credentials or is older than PostgreSQL 15; throws the signal's reason when that is aborted.
 */
export async function awaitServer(
  url: string,
  log: Pick<Logger, 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  const { host } = new URL(url)
  let told = 0
  for (;;) {
    signal.throwIfAborted()
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return await refuseOldServer(client, host)
    } catch (error) {
      if (error instanceof UnfitDatabaseError) throw error
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (WRONG_ADDRESS.test(code))
        throw new UnfitDatabaseError(
          `The PostgreSQL server at ${host} does not let Weft in: check user, password and database in DATABASE_URL.`,
          { cause: error },
        )
      if (Date.now() - told >= TELL_EVERY_MS) {
        log.warn({ host, code }, 'waiting for the database of DATABASE_URL')
        told = Date.now()
      }
      await pause(250, undefined, { signal })
    } finally {
      await client.end().catch(() => {})
    }
  }
}

async function refuseOldServer(client: pg.Client, host: string): Promise<void> {
  const { rows } = await client.query<{ number: string }>(
    "SELECT current_setting('server_version_num') AS number",
  )
  const major = Math.floor(Number(rows[0]?.number) / 10_000)
  if (major < OLDEST_MAJOR)
    throw new UnfitDatabaseError(
      `Weft needs PostgreSQL ${OLDEST_MAJOR} or newer, and the server at ${host} is version ${major}.`,
    )
}
