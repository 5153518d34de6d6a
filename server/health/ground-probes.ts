import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { pendingMigrations } from '#server/platform/database/pending-migrations.ts'
import { byteText, figure } from './figure.ts'
import { diskLabel } from './growth-probes.ts'
import type { Finding, Probe } from './prober.ts'

const MIGRATIONS = path.resolve('prisma/migrations')
// A round trip that takes this long makes every page slow.
const SLOW_DATABASE_MS = 750
const MANY_CONNECTIONS = 0.85
// Readiness follows the database: what a load balancer is told is at most two seconds old.
const READINESS = { everyMs: 700, timeoutMs: 1200, patience: 1 }

const Answer = z.object({
  version: z.string(),
  connections: z.number(),
  limit: z.number(),
  bytes: z.number(),
})
const ASK = `SELECT current_setting('server_version') AS version,
  (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
  current_setting('max_connections')::int AS limit, pg_database_size(current_database())::float8 AS bytes`

export const databaseProbe: Probe = {
  name: 'database',
  ...READINESS,
  advice: 'Look whether PostgreSQL runs and accepts connections; Weft goes on by itself when it is back.',
  async look({ db }) {
    const { version, connections, limit, bytes } = Answer.parse((await db.pool.query(ASK)).rows[0])
    const start = performance.now()
    // The statement before has made the connection and warmed it: this is the way there and back.
    await db.pool.query('SELECT 1')
    const ms = performance.now() - start
    const finding: Finding = {
      state: 'up',
      detail: `PostgreSQL ${version}`,
      figures: [
        figure('connections', `${connections} of ${limit}`),
        figure('size', byteText(bytes)),
        figure('round trip', `${ms.toFixed(1)} ms`),
      ],
    }
    if (connections > limit * MANY_CONNECTIONS)
      return {
        ...finding,
        state: 'degraded',
        advice: 'Raise max_connections of PostgreSQL, or run fewer processes.',
      }
    if (ms > SLOW_DATABASE_MS)
      return { ...finding, state: 'degraded', advice: 'Look for load on the database server or its disk.' }
    return finding
  },
}

export const migrationsProbe: Probe = {
  name: 'migrations',
  advice: 'Start Weft once with the rights to change tables; migrations are applied at start.',
  async look({ db }) {
    const pending = await pendingMigrations(db.pool, MIGRATIONS)
    if (pending.length === 0) return { state: 'up', detail: 'all applied' }
    return {
      state: 'down',
      detail: `${pending.length} not applied, first ${pending[0]}`,
      advice: 'Restart Weft, or run npm run db deploy: migrations are applied at start.',
    }
  },
}

export const storageProbe: Probe = {
  name: 'storage',
  advice: 'Check that the data folder exists, that Weft may write there, and that its disk is not full.',
  async look({ config }) {
    const file = path.join(config.dataDir, `.health-${process.pid}`)
    await mkdir(config.dataDir, { recursive: true })
    await writeFile(file, 'x', { flush: true })
    await rm(file, { force: true })
    return { state: 'up', detail: 'writable' }
  },
}

export const diskProbe: Probe = {
  name: 'disk',
  async look(ctx) {
    const { bavail, blocks, bsize } = await statfs(ctx.config.dataDir)
    const free = bavail * bsize
    ctx.statistics.count('health', 'disk free', diskLabel(), free)
    const finding: Finding = {
      state: 'up',
      detail: `${byteText(free)} free`,
      figures: [figure('of', byteText(blocks * bsize))],
    }
    const advice = 'Make room: move the data folder to a larger disk, or remove what else fills this one.'
    const low = ctx.config.diskLowBytes
    if (free < low / 16) return { ...finding, state: 'down', advice }
    return free < low ? { ...finding, state: 'degraded', advice } : finding
  },
}
