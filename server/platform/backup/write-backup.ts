import { promisify } from 'node:util'
import { constants, zstdCompress } from 'node:zlib'
import { to as copyTo } from 'pg-copy-streams'
import { AppError } from '../errors.ts'
import { codeOf, ExplainedError } from '../explained-error.ts'
import { newId } from '../ids.ts'
import type { Storage } from '../storage.ts'
import { type BackupHeader, FILES, HEADER, rowsPart, SECRET, type Table } from './backup-format.ts'
import { BackupWriter } from './backup-writer.ts'
import {
  columnList,
  escapeName,
  readAppliedMigrations,
  readFileKeys,
  readSequences,
  readTables,
} from './catalogue.ts'
import type { Snapshot } from './open-snapshot.ts'

const compress = promisify(zstdCompress)
// The hex of bytea halves at the fastest level; higher ones gain a twentieth and cost the time of all the rest.
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
// What is held in memory, a few times: one row may make a piece longer.
const PIECE_BYTES = 4 * 1_048_576
// Ended by an administrator, by a crash, by a shutdown; or the network did.
const ENDED_BY_SERVER = /^(57P0[1-3]|08...|ECONNRESET|EPIPE)$/

export type BackupRequest = {
  snapshot: Snapshot
  storage: Pick<Storage, 'read'>
  /** The signing secret of the data folder; absent where the environment gives it. */
  secret: string | undefined
  /** Version of this program. */
  release: string
  /** Must not exist. */
  target: string
}

export type BackupReport = {
  id: string
  rows: number
  files: number
  /** Keys of files that rows name and that are not in the storage: lost before this backup. */
  missingFiles: string[]
  bytes: number
}

/**
 * Writes every row that the snapshot sees and every file that those rows name into one file. Memory stays bounded whatever
 * the size. A failure leaves no file behind; one of the connection is an `ExplainedError`. The snapshot stays open.
 */
export async function writeBackup(request: BackupRequest): Promise<BackupReport> {
  const { snapshot, storage, secret, target } = request
  const header = await readHeader(request)
  const writer = await BackupWriter.create(target, snapshot.madeAt)
  try {
    await writer.add(HEADER, Buffer.from(JSON.stringify(header, null, 2)))
    const rows: Record<string, number> = {}
    for (const table of header.tables) rows[table.name] = await addRows(writer, snapshot, table)
    const { files, missingFiles } = await addFiles(writer, snapshot, storage, header.tables)
    // Files that went since then would be missing from the backup without a word.
    const lost = snapshot.lost()
    if (lost) throw lost
    if (secret !== undefined) await writer.add(SECRET, Buffer.from(`${secret}\n`))
    await writer.finish({ rows, missingFiles })
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
    return { id: header.id, rows: total, files, missingFiles, bytes: writer.bytes }
  } catch (error) {
    await writer.discard()
    // The server's own word may reach the connection a moment after the query that it ended.
    if (snapshot.lost() ?? ENDED_BY_SERVER.test(codeOf(error)))
      throw new ExplainedError(
        'The connection to the database was lost while the backup was written: nothing was kept. Run it again.',
        { cause: error },
      )
    throw error
  }
}

async function readHeader({ snapshot, release }: BackupRequest): Promise<BackupHeader> {
  const { client, madeAt, postgres } = snapshot
  return {
    format: 'weft-backup',
    formatVersion: 1,
    id: newId(),
    madeAt: madeAt.toISOString(),
    release,
    postgres,
    migrations: await readAppliedMigrations(client),
    tables: await readTables(client),
    sequences: await readSequences(client),
  }
}

async function addRows(
  writer: BackupWriter,
  { client }: Snapshot,
  { name, columns }: Table,
): Promise<number> {
  const statement = `COPY (SELECT ${columnList(columns)} FROM ${escapeName(name)}) TO STDOUT`
  const rows = client.query(copyTo(statement))
  let held: Buffer[] = []
  let length = 0
  let index = 0
  const flush = async (): Promise<void> => {
    const piece = Buffer.concat(held)
    held = []
    length = 0
    await writer.add(rowsPart(name, ++index), await compress(piece, COMPRESSION), piece.length)
  }
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    held.push(chunk)
    length += chunk.length
    if (length >= PIECE_BYTES) await flush()
  }
  if (length > 0) await flush()
  return rows.rowCount
}

async function addFiles(
  writer: BackupWriter,
  { client }: Snapshot,
  storage: BackupRequest['storage'],
  tables: readonly Table[],
): Promise<{ files: number; missingFiles: string[] }> {
  const missingFiles: string[] = []
  let files = 0
  for await (const key of readFileKeys(client, tables)) {
    const file = await openFile(storage, key)
    if (!file) {
      missingFiles.push(key)
      continue
    }
    await writer.addStream(FILES + key, file.size, file.stream)
    files++
  }
  return { files, missingFiles }
}

async function openFile(storage: BackupRequest['storage'], key: string) {
  try {
    return await storage.read(key)
  } catch (error) {
    // A backup of what is left is worth more than none; the report names what is gone.
    if (error instanceof AppError && error.code === 'not-found') return undefined
    throw error
  }
}
