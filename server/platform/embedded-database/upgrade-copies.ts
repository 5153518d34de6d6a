import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { ExplainedError } from '../explained-error.ts'
import { syncPath } from '../sync-path.ts'
import { copyCluster, copyDurably, copyTree } from './copy-cluster.ts'
import { clusterPassword, SUPERUSER } from './create-cluster.ts'
import { isLocked } from './launch-server.ts'
import { isPostmasterOf, readPostmaster } from './postmaster-file.ts'
import { completeRestore, makeRestoringFolder } from './restoring-folder.ts'

const FOLDER = 'copies'
const CLUSTER = 'cluster'
const FACTS = 'copy.json'
const WHOLE = /^\d{4}-\d{2}-\d{2}T[\d-]+Z-at-/
const UNFINISHED = /^\.copy-/

const CopyFacts = z.object({
  format: z.literal('weft-copy'),
  /** Name of the cluster's folder: pg and its major version. */
  cluster: z.string().regex(/^pg\d+$/),
  /** The newest migration that the copied database has. */
  at: z.string(),
})

export type CopyRequest = {
  /** `<dataDir>/pg<major>` of the running server. */
  folder: string
  port: number
  /** The newest migration that the database has. */
  at: string
  moment: Date
  /** How many copies stay, this one included. */
  keep: number
}

/**
 * Copies the embedded database as it is before an upgrade changes it, named by time and version, and removes the oldest copies.
 * Returns the copy's path. Throws `ExplainedError` when there is no room.
 */
export async function copyBeforeUpgrade({ folder, port, at, moment, keep }: CopyRequest): Promise<string> {
  const copies = path.join(path.dirname(folder), FOLDER)
  await mkdir(copies, { recursive: true, mode: 0o700 })
  for (const name of await readdir(copies))
    if (UNFINISHED.test(name)) await rm(path.join(copies, name), { recursive: true, force: true })
  const aside = path.join(copies, `.copy-${process.pid}-${randomBytes(3).toString('hex')}`)
  await mkdir(aside, { mode: 0o700 })
  const admin = new pg.Client({
    connectionString: `postgresql://${SUPERUSER}:${await clusterPassword(folder, SUPERUSER)}@127.0.0.1:${port}/postgres`,
    application_name: 'weft upgrade copy',
  })
  admin.on('error', () => {})
  try {
    await admin.connect()
    await copyCluster(admin, folder, path.join(aside, CLUSTER))
    const facts = { format: 'weft-copy', cluster: path.basename(folder), at }
    await writeFile(path.join(aside, FACTS), `${JSON.stringify(facts)}\n`)
    const whole = path.join(copies, `${moment.toISOString().replaceAll(':', '-').slice(0, 19)}Z-at-${at}`)
    await rename(aside, whole)
    await syncPath(copies)
    await removeOldest(copies, keep)
    return whole
  } finally {
    await admin.end().catch(() => {})
    await rm(aside, { recursive: true, force: true })
  }
}

/**
 * Puts a copy in the place of the database of this data folder, which moves to `replaced-<time>`. Attachments stay: a copy
 * has none, and rows that were added since are what its restore gives up. Throws `ExplainedError` while a server runs there.
 */
export async function restoreCopy(copy: string, dataDir: string, moment: Date): Promise<{ at: string }> {
  const facts = await readFacts(copy)
  const folder = path.join(dataDir, facts.cluster)
  const running = await readPostmaster(folder)
  if ((running && (await isPostmasterOf(folder, running.pid))) || (await isLocked(folder)))
    throw new ExplainedError(`Weft runs on ${dataDir}: stop it, then restore.`)
  const aside = await makeRestoringFolder(dataDir)
  try {
    await copyWhole(path.join(copy, CLUSTER), path.join(aside, facts.cluster))
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    throw error
  }
  await completeRestore(dataDir, aside, moment)
  return { at: facts.at }
}

async function copyWhole(source: string, target: string): Promise<void> {
  await mkdir(target, { mode: 0o700 })
  await copyTree(source, target)
  // copyTree leaves out what a running server keeps for itself; in a copy these two are its own.
  for (const name of await readdir(path.join(source, 'pg_wal')))
    if ((await stat(path.join(source, 'pg_wal', name))).isFile())
      await copyDurably(path.join(source, 'pg_wal', name), path.join(target, 'pg_wal', name))
  await copyDurably(path.join(source, 'backup_label'), path.join(target, 'backup_label'))
  const { uid, gid } = await stat(source)
  if (process.getuid?.() === 0) await chown(target, uid, gid)
}

async function readFacts(copy: string): Promise<z.infer<typeof CopyFacts>> {
  const text = await readFile(path.join(copy, FACTS), 'utf8').catch((error: unknown) => {
    throw new ExplainedError(`${copy} is neither a backup file nor a copy made by an upgrade.`, {
      cause: error,
    })
  })
  return CopyFacts.parse(JSON.parse(text))
}

async function removeOldest(copies: string, keep: number): Promise<void> {
  const names = (await readdir(copies)).filter((name) => WHOLE.test(name)).sort()
  for (const name of names.slice(0, Math.max(0, names.length - keep)))
    await rm(path.join(copies, name), { recursive: true, force: true })
}
