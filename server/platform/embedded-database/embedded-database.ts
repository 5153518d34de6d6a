import { chmod, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from '../logging/logger.ts'
import { connectApplication } from './application-role.ts'
import { choosePort } from './choose-port.ts'
import { createCluster } from './create-cluster.ts'
import { type Binaries, findBinaries } from './find-binaries.ts'
import { isLocked, launchServer } from './launch-server.ts'
import { isPostmasterOf, type Postmaster, readPostmaster } from './postmaster-file.ts'
import { type ServerAccount, serverAccount } from './server-account.ts'
import { asStartError, EmbeddedDatabaseError } from './start-error.ts'
import { endServer, stopServer, USE_LOCK } from './stop-server.ts'
import { type CopyRequest, copyBeforeUpgrade } from './upgrade-copies.ts'

export type EmbeddedDatabaseOptions = {
  dataDir: string
  log: Pick<Logger, 'info' | 'warn'>
  /** Uses this port and no other. */
  port?: number | undefined
  /** For tests and tools: a server of their own that makes databases and ends with the process, even a killed one. */
  scratch?: boolean
  /** The server ends with the process, even a killed one; so does a scratch server. */
  endsWithUs?: boolean
  /** For tests: another installation than the one that fits the platform. */
  binaries?: Binaries
}

export type EmbeddedDatabase = {
  /** Connects as the application's role. */
  url: string
  pid: number
  /** `attached`: it ran already, for another instance or left by one that was killed. */
  mode: 'started' | 'attached'
  /** Copies the data as they are now, for the time after an upgrade that failed; see `copyBeforeUpgrade`. */
  copy(request: Pick<CopyRequest, 'at' | 'moment' | 'keep'>): Promise<string>
  /** Resolves when the server is gone, whoever ended it. */
  gone: Promise<void>
  /**
   * Stops the server unless another instance still uses it. Call it after everything else has let go.
   * After `withinMs` (20 s) connections are cut and the next start replays the log; nothing committed is lost.
   */
  stop(withinMs?: number): Promise<'stopped' | 'left running' | 'gone'>
}

// How long a server that cannot be reached, or the last processes of a killed one, may stand in the way.
const PATIENCE_MS = 15_000
// How long a running server may replay its log before it lets us in.
const RECOVERY_MS = 120_000
const WATCH_MS = 250

type Plan = {
  folder: string
  portFile: string
  binaries: Binaries
  account: ServerAccount
  scratch: boolean
  endsWithUs: boolean
  fixedPort: number | undefined
  log: EmbeddedDatabaseOptions['log']
}

/**
 * A PostgreSQL server of our own on `<dataDir>/pg<major>`: made at the first start, else started, or attached to when it
 * runs. Throws `EmbeddedDatabaseError`, whose message names one cause and what to do.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const started = performance.now()
  try {
    const plan = await makePlan(options)
    const server = await reachServer(plan)
    const ms = Math.round(performance.now() - started)
    options.log.info(
      { mode: server.mode, pid: server.pid, port: server.port, folder: plan.folder, ms },
      'database runs',
    )
    const watch = watchServer(plan.folder, server.pid)
    const stop = (withinMs?: number) => {
      watch.release()
      return stopServer({ ...server, folder: plan.folder }, withinMs)
    }
    const copy: EmbeddedDatabase['copy'] = (request) =>
      copyBeforeUpgrade({ ...request, folder: plan.folder, port: server.port })
    return { url: server.url, pid: server.pid, mode: server.mode, gone: watch.gone, copy, stop }
  } catch (error) {
    throw asStartError(error)
  }
}

async function makePlan(options: EmbeddedDatabaseOptions): Promise<Plan> {
  const base = path.resolve(options.dataDir)
  await mkdir(base, { recursive: true })
  const binaries = options.binaries ?? (await findBinaries())
  const folder = path.join(base, `pg${binaries.major}`)
  const account = await serverAccount(folder, binaries)
  // The server's account must pass through to its own folder; what else lies here is closed by its own mode.
  if (account.owner) await chmod(base, 0o711)
  await createCluster(folder, binaries, account)
  return {
    folder,
    portFile: `${folder}.port`,
    binaries,
    account,
    scratch: options.scratch ?? false,
    endsWithUs: options.scratch ?? options.endsWithUs ?? false,
    fixedPort: options.port || undefined,
    log: options.log,
  }
}

type Reached = { url: string; client: pg.Client; pid: number; port: number; mode: EmbeddedDatabase['mode'] }

async function reachServer(plan: Plan): Promise<Reached> {
  const begun = Date.now()
  for (;;) {
    const found = await readPostmaster(plan.folder)
    const running = found && (await isPostmasterOf(plan.folder, found.pid))
    const reached = running ? await attach(plan, found) : await start(plan, found)
    if (reached) return reached
    if (Date.now() - begun > (running ? RECOVERY_MS : PATIENCE_MS))
      throw new EmbeddedDatabaseError(`${plan.folder} is in use by a server that cannot be reached`, {
        hint: 'stop the other container or user of this machine that runs on the same data folder',
      })
    await pause(100)
  }
}

async function attach(plan: Plan, { pid, port, ready }: Postmaster): Promise<Reached | undefined> {
  if (!ready) return undefined
  return join(plan, pid, port, 'attached').catch((error: unknown) => {
    // What is explained does not pass.
    if (error instanceof EmbeddedDatabaseError) throw error
    plan.log.warn({ error, pid }, 'the running database does not let us in yet')
    return undefined
  })
}

async function start(plan: Plan, stale: Postmaster | undefined): Promise<Reached | undefined> {
  if (await isLocked(plan.folder)) return undefined
  if (stale) {
    plan.log.warn({ pid: stale.pid }, 'removing the lock file of a database that no longer runs')
    await rm(path.join(plan.folder, 'postmaster.pid'), { force: true })
  }
  const port = plan.fixedPort ?? (await choosePort(plan.portFile))
  const launch = await launchServer({ ...plan, port })
  if (launch.outcome === 'ready')
    return join(plan, launch.pid, port, 'started').catch(async (error: unknown) => {
      // Nobody would stop a server that was started in vain.
      await endServer(plan.folder, launch.pid)
      throw error
    })
  if (launch.outcome === 'locked') return undefined
  // A second start was faster, or the last processes of a killed server are still leaving.
  if (/lock file .* already exists|pre-existing shared memory block/.test(launch.output)) return undefined
  if (/Address already in use|could not bind/.test(launch.output) && !plan.fixedPort) {
    const next = await choosePort(plan.portFile, port)
    plan.log.warn(
      { taken: port, port: next },
      'the port of the database is held by another program: using a new one',
    )
    return undefined
  }
  throw new EmbeddedDatabaseError(launch.reason, { output: launch.output })
}

// "I use this server": the last instance to let go of the shared lock turns it off.
async function join(plan: Plan, pid: number, port: number, mode: Reached['mode']): Promise<Reached> {
  const { url, client } = await connectApplication(plan.folder, port, { mayCreateDatabases: plan.scratch })
  await client.query('SELECT pg_advisory_lock_shared($1)', [USE_LOCK])
  return { url, client, pid, port, mode }
}

// Polled, because an attached server is not our child; the timer keeps no process alive.
function watchServer(folder: string, pid: number): { gone: Promise<void>; release: () => void } {
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  const timer = setInterval(async () => {
    if (await isPostmasterOf(folder, pid)) return
    clearInterval(timer)
    resolve()
  }, WATCH_MS).unref()
  return { gone, release: () => clearInterval(timer) }
}
