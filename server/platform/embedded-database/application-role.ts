import pg from 'pg'
import { codeOf } from '../explained-error.ts'
import { APPLICATION, clusterPassword, SUPERUSER } from './create-cluster.ts'
import { EmbeddedDatabaseError } from './start-error.ts'

const SETUP_LOCK = 7_420_002
// 28P01: the role or its password is missing. 28000: it may not log in. 3D000: its database is missing.
const NOT_SET_UP = new Set(['28P01', '28000', '3D000'])

const WRONG_PASSWORD = /^28/

export type RoleOptions = { mayCreateDatabases: boolean }

/**
 * Connects as the application's role, which owns its database and is no superuser; sets both up at the first start.
 * The superuser is used for nothing else.
 */
export async function connectApplication(
  folder: string,
  port: number,
  options: RoleOptions,
): Promise<{ url: string; client: pg.Client }> {
  const url = `postgresql://${APPLICATION}:${await clusterPassword(folder, APPLICATION)}@127.0.0.1:${port}/${APPLICATION}`
  try {
    return { url, client: await connect(url) }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !NOT_SET_UP.has(error.code ?? '')) throw error
    await setUpApplication(folder, port, options)
    return { url, client: await connect(url) }
  }
}

async function setUpApplication(
  folder: string,
  port: number,
  { mayCreateDatabases }: RoleOptions,
): Promise<void> {
  const password = await clusterPassword(folder, SUPERUSER)
  const admin = await connect(`postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`).catch(
    (error: unknown) => {
      if (!WRONG_PASSWORD.test(codeOf(error))) throw error
      throw new EmbeddedDatabaseError(`the passwords in ${folder} are not those of its database`, {
        hint: 'put weft.secret or weft-admin.secret back, or bring a backup back with `npm run restore -- <file> --move-aside`',
        cause: error,
      })
    },
  )
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [SETUP_LOCK])
    const role = pg.escapeIdentifier(APPLICATION)
    const secret = pg.escapeLiteral(await clusterPassword(folder, APPLICATION))
    const exists = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APPLICATION])
    const verb = exists.rowCount ? 'ALTER' : 'CREATE'
    const rights = `LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION ${mayCreateDatabases ? 'CREATEDB' : 'NOCREATEDB'}`
    await admin.query(`${verb} ROLE ${role} ${rights} PASSWORD ${secret}`)
    const database = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [APPLICATION])
    if (!database.rowCount) await admin.query(`CREATE DATABASE ${role} OWNER ${role}`)
  } finally {
    await admin.end()
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'weft supervisor',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  })
  // Without a listener the server's end would end this process; whoever holds the client notices by its next query.
  client.on('error', () => {})
  await client.connect()
  return client
}
