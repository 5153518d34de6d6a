import pg from 'pg'
import { holdFiles } from './backup-lock.ts'

// Text that reads back to the very same value on any server, whatever the server's own settings say. Scans begin at a table's
// start, so that equal tables give equal bytes.
const EXACT = `
  SET client_encoding = 'UTF8'; SET DateStyle = 'ISO'; SET TimeZone = 'UTC'; SET IntervalStyle = 'iso_8601';
  SET extra_float_digits = 3; SET bytea_output = 'hex'; SET synchronize_seqscans = off`
// A backup takes as long as it takes.
const PATIENT = `
  SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = 0`

/** A connection that sees one moment of the database, however long it is used and whatever is written meanwhile. */
export type Snapshot = {
  client: pg.Client
  /** With SET TRANSACTION SNAPSHOT another connection sees the same moment. */
  id: string
  madeAt: Date
  postgres: string
  /** Why the connection ended by itself; from then on nothing keeps files that the snapshot names. */
  lost(): Error | undefined
  close(): Promise<void>
}

/** Opens a snapshot; until it is closed, files that its rows name are not removed. */
export async function openSnapshot(url: string): Promise<Snapshot> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'weft backup',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  })
  let lost: Error | undefined
  // A lost connection fails the query under way, and between two queries nothing; without a listener it would end the process.
  client.on('error', (error) => {
    lost = error
  })
  await client.connect()
  try {
    await client.query(EXACT)
    await client.query(PATIENT)
    await holdFiles(client)
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const { rows } = await client.query<{ id: string; madeAt: Date; postgres: string }>(
      `SELECT pg_export_snapshot() AS id, now() AS "madeAt", current_setting('server_version') AS postgres`,
    )
    const [row] = rows
    if (!row) throw new Error('the database gave no snapshot')
    return { client, ...row, lost: () => lost, close: () => client.end() }
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}
