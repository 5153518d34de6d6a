import { promisify } from 'node:util'
import { type Entry, fromBuffer, open, type ZipFile } from 'yauzl'
import { AppError } from '#server/platform/errors.ts'

export type ZipLimits = {
  entries: number
  /** Unpacked bytes of what is read, together and each. */
  totalBytes: number
  entryBytes: number
  /** How much larger than the packed file its contents may claim to be. */
  ratio: number
}

export type ZipContents = {
  /** Every name in the archive. */
  names: string[]
  /** The unpacked parts that were wanted, by name. */
  parts: Map<string, Buffer>
}

const SYMLINK = 0o120000
const TYPE_BITS = 0o170000

/**
 * Unpacks the wanted parts of an archive into memory, never to a path that the archive names. The directory is looked at
 * before anything is unpacked, and what comes out is counted by its real bytes, because what the directory claims may be a
 * lie. Throws `too-large` above a limit, `cannot-process` for what no honest archive holds: links, names that lead elsewhere,
 * two parts of one name, encryption, contradictions.
 */
export async function readZip(
  source: string | Buffer,
  limits: ZipLimits,
  wanted: (name: string) => boolean,
): Promise<ZipContents> {
  try {
    const zip = await openZip(source)
    try {
      return await readParts(zip, limits, wanted)
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refused('it is damaged, or names parts outside of itself', error)
  }
}

async function openZip(source: string | Buffer): Promise<ZipFile> {
  // A file name with a backslash, a drive or "..", and a size that the data does not have, make it throw.
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true }
  return typeof source === 'string' ? await openPath(source, options) : await openBuffer(source, options)
}

type OpenOptions = {
  lazyEntries: boolean
  autoClose: boolean
  strictFileNames: boolean
  validateEntrySizes: boolean
}
const openPath = promisify<string, OpenOptions, ZipFile>(open)
const openBuffer = promisify<Buffer, OpenOptions, ZipFile>(fromBuffer)

async function readParts(
  zip: ZipFile,
  limits: ZipLimits,
  wanted: (name: string) => boolean,
): Promise<ZipContents> {
  if (zip.entryCount > limits.entries)
    throw new AppError(
      'too-large',
      `The file holds ${zip.entryCount} parts; at most ${limits.entries} are taken.`,
    )
  const entries = await listEntries(zip)
  checkDirectory(entries, limits)
  const parts = new Map<string, Buffer>()
  let total = 0
  for (const entry of entries) {
    if (!wanted(entry.fileName)) continue
    const part = await readEntry(zip, entry, Math.min(limits.entryBytes, limits.totalBytes - total))
    total += part.length
    parts.set(entry.fileName, part)
  }
  return { names: entries.map(({ fileName }) => fileName), parts }
}

function listEntries(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      zip.readEntry()
    })
    zip.once('end', () => resolve(entries))
    zip.once('error', reject)
    zip.readEntry()
  })
}

function checkDirectory(entries: readonly Entry[], limits: ZipLimits): void {
  const names = new Set<string>()
  let packed = 0
  let claimed = 0
  for (const entry of entries) {
    if (names.has(entry.fileName)) throw refused('two of its parts have one name')
    names.add(entry.fileName)
    if (entry.generalPurposeBitFlag & 1) throw refused('it is encrypted')
    if (((entry.externalFileAttributes >>> 16) & TYPE_BITS) === SYMLINK)
      throw refused('it holds links to other files')
    packed += entry.compressedSize
    claimed += entry.uncompressedSize
  }
  // Small archives of repetitive text are far above any ratio, and harmless.
  if (claimed > 1_048_576 && claimed > packed * limits.ratio)
    throw new AppError(
      'too-large',
      `The file unpacks to more than ${limits.ratio} times its size, which no document does; it was not opened.`,
    )
}

async function readEntry(zip: ZipFile, entry: Entry, most: number): Promise<Buffer> {
  const tooLarge = () =>
    new AppError(
      'too-large',
      `A part of the file unpacks to more than ${Math.floor(most / 1_048_576)} MiB, the limit.`,
    )
  if (entry.uncompressedSize > most) throw tooLarge()
  const stream = await promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
    size += bytes.length
    if (size > most) throw tooLarge()
    chunks.push(bytes)
  }
  return Buffer.concat(chunks, size)
}

function refused(why: string, cause?: unknown): AppError {
  return new AppError('cannot-process', `The file was not opened: ${why}.`, { cause })
}
