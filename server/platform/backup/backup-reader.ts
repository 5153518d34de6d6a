import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import type { z } from 'zod'
import { codeOf, ExplainedError } from '../explained-error.ts'
import { sha256 } from '../ids.ts'
import {
  BackupHeader,
  BackupManifest,
  FILES,
  HEADER,
  MANIFEST,
  MANIFEST_SUM,
  type Part,
  rowsPart,
} from './backup-format.ts'
import { indexTar, type TarEntry } from './tar-format.ts'

const decompress = promisify(zstdDecompress)
const READ_BYTES = 1_048_576
// Larger than any header or manifest of ours; a file that claims more is none.
const DESCRIPTION_LIMIT = 512 * 1_048_576

/** A backup that is open for reading. Everything that its methods return was compared with its checksum. */
export class BackupReader {
  readonly path: string
  readonly header: BackupHeader
  readonly manifest: BackupManifest
  readonly #file: FileHandle
  readonly #entries: ReadonlyMap<string, TarEntry>
  readonly #parts: ReadonlyMap<string, Part>

  private constructor(
    path: string,
    file: FileHandle,
    entries: ReadonlyMap<string, TarEntry>,
    header: BackupHeader,
    manifest: BackupManifest,
  ) {
    this.path = path
    this.header = header
    this.manifest = manifest
    this.#file = file
    this.#entries = entries
    this.#parts = new Map(manifest.parts.map((part) => [part.name, part]))
  }

  /** Reads the description of the backup. Throws `ExplainedError` when the file is none, not whole, or of a newer format. */
  static async open(path: string): Promise<BackupReader> {
    const file = await open(path, 'r').catch((error: unknown) => {
      throw new ExplainedError(`${path} cannot be read (${codeOf(error)}): name a backup file.`, {
        cause: error,
      })
    })
    try {
      const entries = new Map((await indexTar(file)).map((entry) => [entry.name, entry]))
      const text = await readDescription(file, path, entries.get(MANIFEST))
      const sum = await readDescription(file, path, entries.get(MANIFEST_SUM))
      if (!sum.toString().startsWith(sha256(text))) throw damaged(path, MANIFEST)
      const manifest = parse(BackupManifest, text, path)
      const header = parse(BackupHeader, await readDescription(file, path, entries.get(HEADER)), path)
      return new BackupReader(path, file, entries, header, manifest)
    } catch (error) {
      await file.close()
      if (!(error instanceof RangeError)) throw error
      throw new ExplainedError(`${path} is not a whole backup: ${error.message}.`, { cause: error })
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  /** Reads every byte once and compares every checksum, every length and every count of rows. Throws `ExplainedError`. */
  async verify(): Promise<void> {
    for (const part of this.manifest.parts) {
      if (part.unpacked !== undefined) continue
      for await (const _ of this.#pieces(part));
    }
    for (const { name } of this.header.tables) {
      let lines = 0
      for await (const piece of this.rows(name)) lines += countLines(piece)
      if (lines !== this.manifest.rows[name]) throw damaged(this.path, `the table ${name}`)
    }
    const known = this.manifest.parts.length + [MANIFEST, MANIFEST_SUM].length
    if (this.#entries.size !== known) throw damaged(this.path, 'the list of its parts')
  }

  /** The rows of a table as COPY reads them. */
  async *rows(table: string): AsyncGenerator<Buffer> {
    for (let index = 1; ; index++) {
      const part = this.#parts.get(rowsPart(table, index))
      if (!part) return
      const packed: Uint8Array[] = []
      for await (const piece of this.#pieces(part)) packed.push(piece)
      // The limit keeps a forged piece from filling the memory.
      const rows = await decompress(Buffer.concat(packed), { maxOutputLength: part.unpacked ?? 1 }).catch(
        (error: unknown) => {
          throw damaged(this.path, part.name, error)
        },
      )
      if (rows.length !== part.unpacked) throw damaged(this.path, part.name)
      yield rows
    }
  }

  /** Keys of the files in the backup. */
  fileKeys(): string[] {
    return this.manifest.parts.flatMap(({ name }) =>
      name.startsWith(FILES) ? [name.slice(FILES.length)] : [],
    )
  }

  file(key: string): { part: Part; bytes: AsyncGenerator<Uint8Array> } {
    const part = this.#parts.get(FILES + key)
    if (!part) throw damaged(this.path, FILES + key)
    return { part, bytes: this.#pieces(part) }
  }

  /** The content of a small part; undefined when the backup has none of this name. */
  async text(name: string): Promise<string | undefined> {
    const part = this.#parts.get(name)
    if (!part) return undefined
    const pieces: Uint8Array[] = []
    for await (const piece of this.#pieces(part)) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }

  /** The last piece is given only when the checksum of all was right. */
  async *#pieces(part: Part): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(part.name)
    if (entry?.size !== part.bytes) throw damaged(this.path, part.name)
    const hash = createHash('sha256')
    let held: Uint8Array | undefined
    for (let done = 0; done < part.bytes; ) {
      const length = Math.min(READ_BYTES, part.bytes - done)
      const { bytesRead, buffer } = await this.#file.read(
        Buffer.alloc(length),
        0,
        length,
        entry.offset + done,
      )
      if (bytesRead === 0) throw damaged(this.path, part.name)
      const piece = buffer.subarray(0, bytesRead)
      hash.update(piece)
      done += bytesRead
      if (held) yield held
      held = piece
    }
    if (hash.digest('hex') !== part.sha256) throw damaged(this.path, part.name)
    if (held) yield held
  }
}

async function readDescription(file: FileHandle, path: string, entry: TarEntry | undefined): Promise<Buffer> {
  if (!entry || entry.size > DESCRIPTION_LIMIT)
    throw new ExplainedError(`${path} is not a whole backup of Weft: take another one.`)
  const buffer = Buffer.alloc(entry.size)
  await file.read(buffer, 0, entry.size, entry.offset)
  return buffer
}

function parse<T>(schema: z.ZodType<T>, text: Buffer, path: string): T {
  try {
    return schema.parse(JSON.parse(text.toString()))
  } catch (error) {
    throw new ExplainedError(
      `${path} is written in a format that this release does not read: restore it with the release that made it.`,
      { cause: error },
    )
  }
}

function damaged(path: string, part: string, cause?: unknown): ExplainedError {
  return new ExplainedError(`${path} is damaged (${part}); nothing was restored: take another backup.`, {
    cause,
  })
}

// A line feed inside a value is written as \n by COPY, so each that stands for itself ends a row.
function countLines(piece: Buffer): number {
  let lines = 0
  for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) lines++
  return lines
}
