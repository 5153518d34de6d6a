import { createHash } from 'node:crypto'
import { ExplainedError } from '../explained-error.ts'
import type { Storage } from '../storage.ts'
import type { BackupReader } from './backup-reader.ts'

/**
 * Writes the files of the backup into the storage, each durable before the next; returns the keys that it wrote. One that is
 * there already with the same bytes is left, with others it throws `ExplainedError`. When it fails, it removes what it wrote.
 */
export async function restoreFiles(storage: Storage, backup: BackupReader): Promise<string[]> {
  const written: string[] = []
  try {
    for (const key of backup.fileKeys()) {
      const { part, bytes } = backup.file(key)
      if (await isThere(storage, key, part.sha256)) continue
      written.push(key)
      await storage.write(key, bytes, part.bytes)
    }
    return written
  } catch (error) {
    await removeFiles(storage, written)
    throw error
  }
}

export async function removeFiles(storage: Storage, keys: readonly string[]): Promise<void> {
  for (const key of keys) await storage.remove(key)
}

async function isThere(storage: Storage, key: string, sha256: string): Promise<boolean> {
  const found = await storage.read(key).catch(() => undefined)
  if (!found) return false
  const hash = createHash('sha256')
  for await (const piece of found.stream) hash.update(piece)
  if (hash.digest('hex') === sha256) return true
  throw new ExplainedError(
    `The attachments folder holds a file ${key} with other bytes: restore into an empty folder.`,
  )
}
