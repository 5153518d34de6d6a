import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ExplainedError } from '../explained-error.ts'
import { syncPath } from '../sync-path.ts'

const NAME = /^\.restoring-(\d+)-/
// Stands in the folder when everything in it is whole and on the disk: from then on the restore has happened.
const COMPLETE = 'complete'
/** What makes an installation: the database, the files of its pages and the secret of its sessions. */
const INSTALLATION = /^(pg\d+|attachments|secret)$/

/** A new folder inside the data folder, on the same disk, in which a restore is prepared. */
export async function makeRestoringFolder(dataDir: string): Promise<string> {
  const folder = path.join(dataDir, `.restoring-${process.pid}-${randomBytes(3).toString('hex')}`)
  await mkdir(folder, { recursive: true })
  return folder
}

/** Names of what the data folder holds of an installation. Empty folders count as nothing. */
export async function installationIn(dataDir: string): Promise<string[]> {
  const names = await readdir(dataDir).catch(() => [])
  const filled: string[] = []
  for (const name of names.filter((each) => INSTALLATION.test(each))) {
    const inside = await readdir(path.join(dataDir, name)).catch(() => ['a file'])
    if (inside.length > 0) filled.push(name)
  }
  return filled
}

/**
 * Declares the prepared folder whole and moves it into place. What stands there is moved to `replaced-<time>` first, never
 * removed. A process killed in the middle is no harm: the next start of Weft, or of a restore, moves the rest.
 */
export async function completeRestore(dataDir: string, folder: string, moment: Date): Promise<void> {
  const stamp = moment.toISOString().replaceAll(':', '-').slice(0, 19)
  const marker = path.join(folder, COMPLETE)
  await writeFile(`${marker}.part`, `replaced-${stamp}Z\n`)
  await syncPath(`${marker}.part`)
  await rename(`${marker}.part`, marker)
  await syncPath(folder)
  await moveIntoPlace(dataDir, folder)
}

/**
 * Ends what killed restores left: one that was whole is moved into place, any other is removed. Throws `ExplainedError`
 * while a restore runs.
 */
export async function finishRestores(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir).catch(() => [])) {
    const pid = Number(NAME.exec(name)?.[1] ?? 0)
    if (pid === 0) continue
    if (await isRestoring(pid))
      throw new ExplainedError(`A restore into ${dataDir} is under way (process ${pid}): wait for its end.`)
    const folder = path.join(dataDir, name)
    if (existsSync(path.join(folder, COMPLETE))) await moveIntoPlace(dataDir, folder)
    else await rm(folder, { recursive: true, force: true })
  }
}

async function moveIntoPlace(dataDir: string, folder: string): Promise<void> {
  const aside = path.join(dataDir, (await readFile(path.join(folder, COMPLETE), 'utf8')).trim())
  for (const name of (await readdir(folder)).filter((each) => INSTALLATION.test(each))) {
    const target = path.join(dataDir, name)
    // Still in the folder, so what stands in its place is the old one.
    if (existsSync(target)) {
      await mkdir(aside, { recursive: true })
      await rename(target, path.join(aside, name))
    }
    await rename(path.join(folder, name), target)
  }
  await syncPath(dataDir)
  await rm(folder, { recursive: true, force: true })
}

// The number alone may be another program's after a restart of the machine.
async function isRestoring(pid: number): Promise<boolean> {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('restore')
}
