import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { AppError } from './errors.ts'
import { newId } from './ids.ts'
import { syncPath } from './sync-path.ts'

/** Where the bytes of attachments lie. Keys are made by us (`ab/<uuid>`), never by a client. */
export interface Storage {
  /**
   * Resolves once the bytes survive a power cut: temporary file, fsync, rename, fsync of the folder.
   * A failure leaves no file behind. Throws `too-large` after `maxBytes`, `storage-full` on a full disk.
   */
  write(key: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ bytes: number }>
  /** A stream of the file, or of the inclusive byte range. Throws `not-found`. */
  read(key: string, range?: { start: number; end: number }): Promise<{ size: number; stream: Readable }>
  /** The path of the file, for tools that read files; it must not be changed. */
  pathOf(key: string): string
  remove(key: string): Promise<void>
  /** Keys of whole files last written before the moment (milliseconds since the epoch); half-written ones that old are removed. */
  listBefore(moment: number): AsyncIterable<string>
}

// No room on the disk, none left of what this user may fill, or a file above the system's limit.
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

const KEY = /^[0-9a-f]{2}\/[0-9a-f-]{36}$/

/** A new storage key. The last two characters spread files over 256 folders: UUIDv7 begins with the time. */
export function newStorageKey(): string {
  const id = newId()
  return `${id.slice(-2)}/${id}`
}

export function createDiskStorage(dataDir: string): Storage {
  const root = path.join(dataDir, 'attachments')
  const pathOf = (key: string): string => {
    if (!KEY.test(key))
      throw new AppError('internal', 'A file could not be found.', { cause: `bad storage key ${key}` })
    return path.join(root, key)
  }
  return {
    pathOf,
    async write(key, bytes, maxBytes) {
      const target = pathOf(key)
      const folder = path.dirname(target)
      const temporary = `${target}.${newId()}.part`
      try {
        await mkdir(folder, { recursive: true })
        const file = await open(temporary, 'wx', 0o600)
        let total = 0
        try {
          for await (const chunk of bytes) {
            total += chunk.byteLength
            if (total > maxBytes)
              throw new AppError(
                'too-large',
                `The file is larger than ${Math.floor(maxBytes / 1_048_576)} MiB, the limit.`,
              )
            // All of it: a single write may take a part and say so, as on a disk that is about to be full.
            await file.appendFile(chunk)
          }
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(temporary, target)
        await syncPath(folder)
        await syncPath(root)
        return { bytes: total }
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {})
        if (error instanceof Error && 'code' in error && FULL.has(error.code))
          throw new AppError('storage-full', 'The disk of the server is full; the file was not kept.', {
            cause: error,
          })
        throw error
      }
    },
    async read(key, range) {
      const file = pathOf(key)
      try {
        const { size } = await stat(file)
        return { size, stream: createReadStream(file, range) }
      } catch (error) {
        throw new AppError('not-found', 'This file does not exist.', { cause: error })
      }
    },
    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
    async *listBefore(moment) {
      for (const folder of await namesIn(root)) {
        for (const name of await namesIn(path.join(root, folder))) {
          const file = path.join(root, folder, name)
          const age = await stat(file).catch(() => undefined)
          if (!age || age.mtimeMs >= moment) continue
          // Left by a process that died while it wrote: never renamed, so no row can name it.
          if (name.endsWith('.part')) await rm(file, { force: true })
          else if (KEY.test(`${folder}/${name}`)) yield `${folder}/${name}`
        }
      }
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return []
    throw error
  }
}
