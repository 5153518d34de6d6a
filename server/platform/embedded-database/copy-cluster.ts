import { constants } from 'node:fs'
import { chown, copyFile, lstat, mkdir, readdir, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { codeOf, ExplainedError } from '../explained-error.ts'
import { syncPath } from '../sync-path.ts'

// What a running server keeps for itself, or makes anew at its start (the list of PostgreSQL's manual, "Making a base backup").
const CONTENT_LEFT_OUT = new Set([
  ...['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp'],
  'pg_subtrans',
])
const LEFT_OUT = /^(postmaster\.(pid|opts)|pgsql_tmp.*|pg_internal\.init.*|backup_label.*|tablespace_map.*)$/
const SEGMENT = /^[0-9A-F]{24}$/
const ATTEMPTS = 3
// Above the size of the cluster: what is written while it is copied, and what the change itself needs.
const RESERVE_BYTES = 64 * 1_048_576

/**
 * A copy of a running cluster from which a server can start, in `target` (made by this): PostgreSQL's low-level base backup,
 * so that nobody who uses the database has to stop. `admin` is a superuser's connection. Throws `ExplainedError` when the disk
 * has no room, before it writes anything.
 */
export async function copyCluster(admin: pg.Client, folder: string, target: string): Promise<void> {
  await refuseFullDisk(folder, path.dirname(target))
  for (let attempt = 1; ; attempt++) {
    await mkdir(target, { mode: 0o700 })
    await keepOwner(folder, target)
    if (await tryCopy(admin, folder, target)) return
    if (attempt === ATTEMPTS)
      throw new Error('the log of the database was recycled faster than it could be copied')
  }
}

async function tryCopy(admin: pg.Client, folder: string, target: string): Promise<boolean> {
  await admin.query("SELECT pg_backup_start('weft', true)")
  await copyTree(folder, target)
  const { rows } = await admin.query<{ label: string; map: string; first: string; last: string }>(
    `SELECT labelfile AS label, spcmapfile AS map, pg_walfile_name(lsn) AS last,
            substring(labelfile FROM 'file ([0-9A-F]{24})') AS first
     FROM pg_backup_stop(false)`,
  )
  const [stop] = rows
  if (!stop) throw new Error('the database did not end its backup')
  const label = path.join(target, 'backup_label')
  await writeFile(label, stop.label, { mode: 0o600 })
  await keepOwner(folder, label)
  return copyLog(folder, target, stop)
}

/** Copies the segments of the log that the copy needs; false when the server has recycled one of them already. */
async function copyLog(folder: string, target: string, { first, last }: { first: string; last: string }) {
  const from = path.join(folder, 'pg_wal')
  const names = (await readdir(from)).filter((name) => SEGMENT.test(name) && name >= first && name <= last)
  if (!names.includes(first) || !names.includes(last)) return false
  for (const name of names) await copyDurably(path.join(from, name), path.join(target, 'pg_wal', name))
  return true
}

/** Copies files, folders and their owners, and makes each durable. */
export async function copyTree(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue
    const source = path.join(from, entry.name)
    const target = path.join(to, entry.name)
    if (entry.isDirectory()) {
      await mkdir(target, { recursive: true, mode: 0o700 })
      await keepOwner(source, target)
      if (CONTENT_LEFT_OUT.has(entry.name)) await copyFoldersOnly(source, target)
      else await copyTree(source, target)
    } else if (entry.isFile()) {
      await copyDurably(source, target)
    }
  }
}

async function copyFoldersOnly(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    await mkdir(path.join(to, entry.name), { recursive: true, mode: 0o700 })
    await keepOwner(path.join(from, entry.name), path.join(to, entry.name))
  }
}

/** Copies one file; one that was removed meanwhile (a dropped table) is none of the copy's. */
export async function copyDurably(source: string, target: string): Promise<void> {
  try {
    // Shares the blocks where the file system can (btrfs, xfs): then the copy costs neither time nor room.
    await copyFile(source, target, constants.COPYFILE_FICLONE)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  await keepOwner(source, target)
  await syncPath(target)
}

async function keepOwner(source: string, target: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const owner = await lstat(source).catch(() => undefined)
  if (owner) await chown(target, owner.uid, owner.gid)
}

async function refuseFullDisk(folder: string, target: string): Promise<void> {
  const needed = (await sizeOf(folder)) + RESERVE_BYTES
  const { bavail, bsize } = await statfs(target)
  if (bavail * bsize >= needed) return
  const mib = (bytes: number) => Math.ceil(bytes / 1_048_576)
  throw new ExplainedError(
    `This release changes the database and copies it before, which needs ${mib(needed)} MiB where ${mib(bavail * bsize)} MiB are free: make room, or set UPGRADE_COPIES=0 to go without a copy.`,
  )
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name)
    if (entry.isDirectory()) bytes += await sizeOf(name)
    else bytes += (await lstat(name).catch(() => undefined))?.size ?? 0
  }
  return bytes
}
