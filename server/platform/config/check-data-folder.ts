import { mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { codeOf, ExplainedError } from '../explained-error.ts'

/** Makes the folders that Weft writes to and writes to each. Throws `ExplainedError` with what to do where that fails. */
export async function checkDataFolder(dataDir: string): Promise<void> {
  await writeTo(dataDir)
  await writeTo(path.join(dataDir, 'attachments'))
}

async function writeTo(folder: string): Promise<void> {
  const probe = path.join(folder, `.probe-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true })
    const file = await open(probe, 'w', 0o600)
    try {
      await file.writeFile('x')
      await file.sync()
    } finally {
      await file.close()
      await rm(probe, { force: true })
    }
  } catch (error) {
    throw new ExplainedError(explain(folder, codeOf(error)), { cause: error })
  }
}

function explain(folder: string, code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `Weft (user id ${process.getuid?.()}) may not write to ${folder}: give it the right to, or set WEFT_DATA_DIR to another folder.`
    case 'EROFS':
      return `${folder} is on a read-only file system: mount it writable, or set WEFT_DATA_DIR to another folder.`
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk of ${folder} is full: make room, or set WEFT_DATA_DIR to a folder on another disk.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${folder} is, or lies below, a file: set WEFT_DATA_DIR to a folder.`
    default:
      return `Weft cannot write to ${folder} (${code}): repair it, or set WEFT_DATA_DIR to another folder.`
  }
}
