import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pendingMigrations } from '#server/platform/database/pending-migrations.ts'
import { measureQueue } from '#server/tasks/measure-queue.ts'
import type { Probe } from './prober.ts'

const MIGRATIONS = path.resolve('prisma/migrations')
// Jobs are taken within milliseconds; one that waited a minute means that the workers cannot keep up.
const SLOW_QUEUE_SECONDS = 60
const LITTLE_DISK_BYTES = 1024 ** 3
const NO_DISK_BYTES = 64 * 1024 ** 2
const GIB = 1024 ** 3

export const databaseProbe: Probe = {
  name: 'database',
  async look({ db }) {
    const { rows } = await db.pool.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    )
    return { state: 'up', detail: `PostgreSQL ${rows[0]?.version ?? 'of an unknown version'}` }
  },
}

export const migrationsProbe: Probe = {
  name: 'migrations',
  async look({ db }) {
    const pending = await pendingMigrations(db.pool, MIGRATIONS)
    if (pending.length === 0) return { state: 'up', detail: 'all applied' }
    return { state: 'down', detail: `${pending.length} not applied, first ${pending[0]}` }
  },
}

export const queueProbe: Probe = {
  name: 'queue',
  async look(ctx) {
    const { waiting, oldestSeconds } = await measureQueue(ctx)
    const detail =
      waiting === 0 ? 'nothing waits' : `${waiting} waiting, the oldest for ${Math.round(oldestSeconds)} s`
    return { state: oldestSeconds > SLOW_QUEUE_SECONDS ? 'degraded' : 'up', detail }
  },
}

export const workerProbe: Probe = {
  name: 'worker',
  async look(ctx) {
    const { workers } = await measureQueue(ctx)
    return { state: workers > 0 ? 'up' : 'down', detail: workers === 1 ? '1 worker' : `${workers} workers` }
  },
}

/** Asks by the public door, which is the collaboration process; its answer comes from there or through it. */
export const collabProbe: Probe = {
  name: 'collab',
  async look({ config }, signal) {
    const everywhere = ['0.0.0.0', '::'].includes(config.host)
    const host = everywhere ? '127.0.0.1' : config.host
    const address = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}/api/health/live`
    const response = await fetch(address, { signal, redirect: 'manual' })
    await response.body?.cancel()
    return { state: response.ok ? 'up' : 'degraded', detail: `answered ${response.status}` }
  },
}

export const storageProbe: Probe = {
  name: 'storage',
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
  async look({ config }) {
    const { bavail, bsize } = await statfs(config.dataDir)
    const free = bavail * bsize
    const state = free < NO_DISK_BYTES ? 'down' : free < LITTLE_DISK_BYTES ? 'degraded' : 'up'
    return { state, detail: `${(free / GIB).toFixed(1)} GiB free` }
  },
}

export const ALL_PROBES = [
  databaseProbe,
  migrationsProbe,
  queueProbe,
  workerProbe,
  collabProbe,
  storageProbe,
  diskProbe,
]
