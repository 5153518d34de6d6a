import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const PREFIX = 'weft-job-'
// Longer than any job takes, with all of its time.
const LEFT_AFTER_MS = 24 * 3_600_000

/** Gives `act` an empty folder of its own, and removes it with all that is in it afterwards. */
export async function withTemporaryFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), PREFIX))
  try {
    return await act(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Removes the folders of a day ago and before: a process that was killed could not, and the parts of a recording are up to half a
 * gigabyte. Returns how many. Several processes may do so at once.
 */
export async function sweepTemporaryFolders(now: number, base = tmpdir()): Promise<number> {
  let removed = 0
  for (const name of await readdir(base)) {
    if (!name.startsWith(PREFIX)) continue
    const folder = path.join(base, name)
    const found = await stat(folder).catch(() => undefined) // another process was faster
    if (!found || found.mtimeMs > now - LEFT_AFTER_MS) continue
    await rm(folder, { recursive: true, force: true })
    removed += 1
  }
  return removed
}
