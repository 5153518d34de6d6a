import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '#prisma/client.ts'

/** Inside a transaction: the same models, without the ways to open or end a connection. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

/** Both ways to the one database: Prisma for the domain, a pool for the hand-written SQL of the hot paths. */
export type Database = { prisma: PrismaClient; pool: pg.Pool; close(): Promise<void> }

export type DatabaseOptions = {
  url: string
  applicationName: string
  poolSize?: number
  queryTimeoutMs?: number
}

// A connection that cannot be had within this time means that the database is away: P4 of the promises gives 2 s in all.
const CONNECT_TIMEOUT_MS = 1500

// A server that is frozen, or gone from the network without a word, answers nothing and closes nothing: without this limit
// whatever asked it (the check of access, the reading of a log) would wait until the system gives the connection up, a quarter
// of an hour later. Longer than any statement of ours takes.
const QUERY_TIMEOUT_MS = 15_000

/** Opens lazily: nothing connects before the first query. */
export function createDatabase({
  url,
  applicationName,
  poolSize = 10,
  queryTimeoutMs = QUERY_TIMEOUT_MS,
}: DatabaseOptions): Database {
  const options = {
    connectionString: url,
    application_name: applicationName,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    query_timeout: queryTimeoutMs,
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg(options) })
  const pool = new pg.Pool(options)
  // An idle connection that the server ends would otherwise end the process; the pool opens another when one is needed.
  pool.on('error', () => {})
  // So would one that is lost while it is handed out, between two queries: the next query on it fails, and tells whoever asks.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    prisma,
    pool,
    async close() {
      await Promise.all([prisma.$disconnect(), pool.end()])
    },
  }
}
