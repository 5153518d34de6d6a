import pg from 'pg'
import { z } from 'zod'
import type { Logger } from '../logging/logger.ts'

const OLDEST_MAJOR = 15
// Leases, sessions and links are compared across machines; what differs less is within their margins.
const CLOCK_TOLERANCE_S = 30
const POOLING_PROBES = 3

const Facts = z.object({
  number: z.coerce.number(),
  encoding: z.string(),
  readOnly: z.string(),
  standby: z.boolean(),
  schema: z.string().nullable(),
  mayCreate: z.boolean().nullable(),
  person: z.string(),
  database: z.string(),
  seconds: z.coerce.number(),
})

const QUERY = `
  SELECT current_setting('server_version_num') AS number, current_setting('server_encoding') AS encoding,
         current_setting('transaction_read_only') AS "readOnly", pg_is_in_recovery() AS standby,
         current_schema()::text AS schema,
         has_schema_privilege(current_schema(), 'CREATE') AS "mayCreate",
         current_user::text AS person, current_database()::text AS database,
         extract(epoch FROM clock_timestamp()) AS seconds`

/** What keeps this server from serving Weft, in one sentence; undefined when it will do. Warns where the clocks disagree. */
export async function inspectServer(
  client: pg.Client,
  url: string,
  log: Pick<Logger, 'warn'>,
): Promise<string | undefined> {
  const { host } = new URL(url)
  const facts = Facts.parse((await client.query(QUERY)).rows[0])
  const major = Math.floor(facts.number / 10_000)
  if (major < OLDEST_MAJOR)
    return `Weft needs PostgreSQL ${OLDEST_MAJOR} or newer, and the server at ${host} is version ${major}: upgrade it, or leave DATABASE_URL empty for the embedded one.`
  if (facts.standby)
    return `The PostgreSQL server at ${host} is a standby, which nobody can write to: set DATABASE_URL to the primary.`
  if (facts.readOnly === 'on')
    return `The database ${facts.database} at ${host} is read-only for ${facts.person}: ALTER ROLE or ALTER DATABASE ... SET default_transaction_read_only = off.`
  if (facts.encoding !== 'UTF8')
    return `The database ${facts.database} at ${host} has the encoding ${facts.encoding}: make one with ENCODING 'UTF8'.`
  if (!facts.schema || !facts.mayCreate)
    return `${facts.person} may not create tables in ${facts.database} at ${host}: make it the owner (ALTER DATABASE ${facts.database} OWNER TO ${facts.person}) or GRANT CREATE ON SCHEMA ${facts.schema ?? 'public'}.`
  if (await isPooledByTransaction(client, url))
    return `Between Weft and the server at ${host} stands a pooler that gives every transaction another session: set it to session pooling, or DATABASE_URL to the server itself.`
  const skew = Math.round(Date.now() / 1000 - facts.seconds)
  if (Math.abs(skew) > CLOCK_TOLERANCE_S)
    log.warn(
      { seconds: skew },
      `the clock of this machine is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} that of the database: set both by NTP`,
    )
  return undefined
}

/**
 * True when two connections that are open at the same time turn out to be one session of the server: LISTEN, advisory locks
 * and temporary settings would be shared or lost.
 */
async function isPooledByTransaction(client: pg.Client, url: string): Promise<boolean> {
  const other = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000, query_timeout: 5000 })
  other.on('error', () => {})
  await other.connect()
  try {
    for (let probe = 0; probe < POOLING_PROBES; probe++)
      if ((await sessionOf(client)) === (await sessionOf(other))) return true
    return false
  } finally {
    await other.end().catch(() => {})
  }
}

async function sessionOf(client: pg.Client): Promise<number | undefined> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid
}
