import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { open, readFile, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './find-binaries.ts'
import { readPostmaster } from './postmaster-file.ts'
import { hasSetpriv, SERVER_ENVIRONMENT, type ServerAccount } from './server-account.ts'

// Exit code of flock when somebody else holds the lock.
const LOCKED = 99
const READY_TIMEOUT_MS = 120_000
const LOG_LIMIT_BYTES = 16 * 1_048_576

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // web, collab, 4 workers: a Prisma pool and a plain one of 10 connections each, with room for a second instance.
  max_connections: '120',
  // Said again though they are the defaults: an acknowledgement is worth what these two are.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

export type LaunchPlan = {
  folder: string
  port: number
  binaries: Binaries
  account: ServerAccount
  /** The kernel ends the server when this process ends, however it does. */
  endsWithUs: boolean
}

export type Launch =
  | { outcome: 'ready'; child: ChildProcess; pid: number }
  /** Somebody else holds the kernel's lock on the data folder. */
  | { outcome: 'locked' }
  | { outcome: 'exited'; reason: string; output: string }

/**
 * Starts the server and waits until it accepts connections. It is a process group of its own, so that Ctrl-C in a
 * terminal reaches Weft first and the database last.
 */
export async function launchServer({
  folder,
  port,
  binaries,
  account,
  endsWithUs,
}: LaunchPlan): Promise<Launch> {
  const logFile = path.join(path.dirname(folder), 'postgres.log')
  await rotate(logFile)
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Last in the line: a change of user clears the wish.
  const leash = endsWithUs && (await hasSetpriv()) ? ['setpriv', '--pdeathsig', 'INT', '--'] : []
  const server = account.command([...leash, binaries.postgres, '-D', folder, '-p', String(port), ...settings])
  // The lock is held by the whole tree of server processes, across containers that share the folder too.
  const guard = (await hasFlock()) ? ['flock', '-n', '-F', '-E', String(LOCKED), lockFile(folder)] : []
  const [program, ...rest] = [...guard, ...server]
  const log = await open(logFile, 'a')
  const from = (await log.stat()).size
  const child = spawn(program ?? binaries.postgres, rest, {
    ...account.spawnOptions,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  let ended: string | undefined
  let code: number | null = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (status, signal) => {
    code = status
    ended = signal ? `it was ended by ${signal}` : `it exited with code ${status}`
  })
  await log.close()
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!ended && Date.now() < deadline) {
    const postmaster = await readPostmaster(folder)
    if (postmaster?.ready && postmaster.pid === child.pid) {
      child.unref()
      return { outcome: 'ready', child, pid: postmaster.pid }
    }
    await pause(20)
  }
  if (code === LOCKED) return { outcome: 'locked' }
  // A server that still replays its log is left to it: the next start attaches to it.
  child.unref()
  const output = (await readFile(logFile)).subarray(from).toString()
  return {
    outcome: 'exited',
    reason: ended ?? `it was not ready within ${READY_TIMEOUT_MS / 1000} s`,
    output,
  }
}

/** True when a server that this process may not even see (another container) holds the data folder. */
export async function isLocked(folder: string): Promise<boolean> {
  if (!(await hasFlock())) return false
  const line = ['-n', '-E', String(LOCKED), lockFile(folder), 'true']
  return promisify(execFile)('flock', line, { env: SERVER_ENVIRONMENT }).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === LOCKED,
  )
}

function lockFile(folder: string): string {
  return `${folder}.lock`
}

let flock: Promise<boolean> | undefined

// Only the flock of util-linux knows --version, and only it can run a command without a process in between.
function hasFlock(): Promise<boolean> {
  flock ??= promisify(execFile)('flock', ['--version'], { env: SERVER_ENVIRONMENT }).then(
    () => true,
    () => false,
  )
  return flock
}

async function rotate(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_LIMIT_BYTES) await rename(logFile, `${logFile}.1`)
}
