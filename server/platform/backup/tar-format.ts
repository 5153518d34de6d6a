import type { FileHandle } from 'node:fs/promises'

// The ustar format of POSIX.1-1988: every `tar` opens a backup, with no Weft at hand.
const BLOCK = 512
const NAME_LENGTH = 100
const OCTAL_SIZE_LIMIT = 8 ** 11
const END_BLOCKS = 2

export type TarEntry = { name: string; offset: number; size: number }

/** The header block of a regular file. Throws for a name or a size that the format cannot hold. */
export function tarHeader(name: string, size: number, modified: Date): Buffer {
  if (Buffer.byteLength(name) > NAME_LENGTH || size >= OCTAL_SIZE_LIMIT)
    throw new RangeError(`a part named ${name} of ${size} bytes does not fit into a tar file`)
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0)
  header.write(octal(0o600, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(size, 11), 124)
  header.write(octal(Math.floor(modified.getTime() / 1000), 11), 136)
  header.write('0', 156)
  header.write('ustar\0', 257)
  header.write('00', 263)
  header.write(octal(checksum(header), 6), 148)
  // The checksum field ends with a null and a space, unlike the others.
  header.write('\0 ', 154)
  return header
}

/** What fills the last block of an entry of this size. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
}

/** What ends the file. */
export function tarEnd(): Buffer {
  return Buffer.alloc(BLOCK * END_BLOCKS)
}

/** Where each entry lies, in order. Throws a `RangeError` where the file is no tar file or ends too early. */
export async function indexTar(file: FileHandle): Promise<TarEntry[]> {
  const { size: length } = await file.stat()
  const entries: TarEntry[] = []
  const header = Buffer.alloc(BLOCK)
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(header, 0, BLOCK, position)
    if (bytesRead < BLOCK) throw new RangeError('the file ends in the middle')
    if (header.every((byte) => byte === 0)) return entries
    const entry = parseHeader(header, position + BLOCK)
    position = entry.offset + Math.ceil(entry.size / BLOCK) * BLOCK
    if (position > length) throw new RangeError('the file ends in the middle')
    entries.push(entry)
  }
}

function parseHeader(header: Buffer, offset: number): TarEntry {
  const stored = parseOctal(header, 148, 8)
  const size = parseOctal(header, 124, 12)
  if (stored !== checksum(header) || !Number.isSafeInteger(size) || header[156] !== 0x30)
    throw new RangeError(`there is no part of a backup at byte ${offset - BLOCK}`)
  return { name: textOf(header, 0, NAME_LENGTH), offset, size }
}

// The sum of all bytes, the checksum's own field counted as spaces.
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0)
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

function parseOctal(header: Buffer, start: number, length: number): number {
  const text = textOf(header, start, length).trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN
}

function textOf(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.subarray(0, end < 0 ? length : end).toString()
}
