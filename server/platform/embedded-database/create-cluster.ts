import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { codeOf } from '../explained-error.ts'
import type { Binaries } from './find-binaries.ts'
import { SERVER_ENVIRONMENT, type ServerAccount } from './server-account.ts'
import { EmbeddedDatabaseError } from './start-error.ts'

/** Name of the superuser that only sets the cluster up. */
export const SUPERUSER = 'weft_admin'
/** Role and database of the application. */
export const APPLICATION = 'weft'

// The passwords lie inside the folder that is renamed, so that a password and a cluster cannot get mixed up.
const SECRET_FILES = { [SUPERUSER]: 'weft-admin.secret', [APPLICATION]: 'weft.secret' }
const FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17
const UNFINISHED = /^\.init-(\d+)-/

/**
 * Makes the cluster if there is none: aside, then one rename, so that neither a killed nor a second first start leaves
 * half a cluster. Throws when the folder holds the data of another major version.
 */
export async function createCluster(
  folder: string,
  binaries: Binaries,
  account: ServerAccount,
): Promise<void> {
  const base = path.dirname(folder)
  await removeUnfinished(base)
  if (!existsSync(path.join(folder, 'PG_VERSION'))) {
    await refuseOtherCluster(base, folder)
    await refuseHalfCluster(folder)
    const aside = path.join(base, `.init-${process.pid}-${randomBytes(3).toString('hex')}`)
    try {
      await initialize(aside, binaries, account)
      await rename(path.join(aside, 'cluster'), folder).catch((error: unknown) => {
        // Another first start was faster: its cluster is as good as ours.
        if (!existsSync(path.join(folder, 'PG_VERSION'))) throw error
      })
    } finally {
      await rm(aside, { recursive: true, force: true })
    }
  }
  const version = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8')).trim()
  if (version !== String(binaries.major)) throw otherMajor(folder, version, binaries.major)
}

/** The password of the superuser or of the application's role. */
export async function clusterPassword(folder: string, role: keyof typeof SECRET_FILES): Promise<string> {
  const file = path.join(folder, SECRET_FILES[role])
  const password = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new EmbeddedDatabaseError(`its password cannot be read from ${file} (${codeOf(error)})`, {
      hint: 'put the file back, or bring a backup back with `npm run restore -- <file> --move-aside`',
      cause: error,
    })
  })
  return password.trim()
}

async function initialize(aside: string, { initdb, major }: Binaries, account: ServerAccount): Promise<void> {
  const cluster = path.join(aside, 'cluster')
  const passwordFile = path.join(aside, 'password')
  const password = randomBytes(24).toString('base64url')
  await mkdir(cluster, { recursive: true })
  await chmod(aside, 0o711)
  await chmod(cluster, 0o700)
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  await own(account, [aside, cluster, passwordFile])
  // The encoding never comes from the environment: without LANG it would be SQL_ASCII, where upper('é') stays 'é'.
  const locale =
    major >= FIRST_MAJOR_WITH_BUILTIN_LOCALE
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8']
  const [program, ...rest] = account.command([
    ...[initdb, '-D', cluster, '-U', SUPERUSER, '-A', 'scram-sha-256'],
    ...[`--pwfile=${passwordFile}`, '-E', 'UTF8', ...locale],
  ])
  try {
    const options = { cwd: '/', env: SERVER_ENVIRONMENT, ...account.spawnOptions }
    await promisify(execFile)(program ?? initdb, rest, options)
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error)
    throw new EmbeddedDatabaseError('initdb failed', { output, cause: error })
  }
  const secrets = { [SUPERUSER]: password, [APPLICATION]: randomBytes(24).toString('base64url') }
  for (const role of [SUPERUSER, APPLICATION] as const) {
    const file = path.join(cluster, SECRET_FILES[role])
    await writeFile(file, secrets[role], { mode: 0o600 })
    await own(account, [file])
  }
}

async function own({ owner }: ServerAccount, paths: readonly string[]): Promise<void> {
  if (owner) for (const each of paths) await chown(each, owner.uid, owner.gid)
}

async function removeUnfinished(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    const pid = UNFINISHED.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(path.join(base, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function refuseHalfCluster(folder: string): Promise<void> {
  const inside = await readdir(folder).catch(() => [])
  if (inside.length === 0) return
  throw new EmbeddedDatabaseError(`${folder} holds only a part of a database (PG_VERSION is missing)`, {
    hint: 'bring a backup back with `npm run restore -- <file> --move-aside`, or move the folder away to begin anew',
  })
}

// A new, empty cluster beside the old one would look as if everything was lost.
async function refuseOtherCluster(base: string, folder: string): Promise<void> {
  const other = (await readdir(base)).find(
    (name) => /^pg\d+$/.test(name) && existsSync(path.join(base, name, 'PG_VERSION')),
  )
  if (!other) return
  const version = (await readFile(path.join(base, other, 'PG_VERSION'), 'utf8')).trim()
  throw otherMajor(path.join(base, other), version, Number(/\d+$/.exec(folder)?.[0]))
}

function otherMajor(folder: string, version: string, major: number): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `${folder} was made by PostgreSQL ${version || '(empty PG_VERSION)'}, and this is PostgreSQL ${major}`,
    {
      hint: 'back it up with the release that made it and restore here, or move the folder away to begin anew',
    },
  )
}
