import type { SampleLayout } from '#server/platform/wav-file.ts'

/** Where the sound of a WAV file lies, by what its bytes hold and not by what its header claims. */
export type WavFormat = SampleLayout & {
  dataStart: number
  /** Whole frames that really stand in the file. */
  dataBytes: number
}

const EXTENSIBLE = 0xfffe
const CODINGS: ReadonlySet<number> = new Set([1, 3, 6, 7])
const CHUNKS_MOST = 1_000

/**
 * The layout of a RIFF/WAVE file of so many bytes, from its beginning, or undefined for any other and for one that is compressed. A
 * length in the header that is longer than the file counts as what is there.
 */
export function readWavFormat(file: Buffer, bytes = file.length): WavFormat | undefined {
  if (
    file.length < 12 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  )
    return undefined
  let format: SampleLayout | undefined
  let at = 12
  for (let count = 0; count < CHUNKS_MOST && at + 8 <= file.length; count += 1) {
    const id = file.toString('latin1', at, at + 4)
    const size = file.readUInt32LE(at + 4)
    const start = at + 8
    if (id === 'fmt ') format = readFormat(file.subarray(start, start + size))
    if (id === 'data') {
      if (!format) return undefined
      const there = Math.min(size, bytes - start)
      return { ...format, dataStart: start, dataBytes: there - (there % format.frameBytes) }
    }
    // Chunks begin at even places.
    at = start + size + (size % 2)
  }
  return undefined
}

function readFormat(chunk: Buffer): SampleLayout | undefined {
  if (chunk.length < 16) return undefined
  const tag = chunk.readUInt16LE(0)
  // The real coding of an extensible format is the beginning of its name.
  const coding = tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag
  const [channels, rate, bits] = [chunk.readUInt16LE(2), chunk.readUInt32LE(4), chunk.readUInt16LE(14)]
  const frameBytes = channels * Math.ceil(bits / 8)
  const fine =
    CODINGS.has(coding) &&
    channels >= 1 &&
    channels <= 32 &&
    rate >= 1_000 &&
    rate <= 768_000 &&
    bits >= 8 &&
    bits <= 64
  return fine && chunk.readUInt16LE(12) === frameBytes
    ? { coding, channels, rate, bits, frameBytes }
    : undefined
}

/** The loudest sample of a stretch of frames, 0 to 1; null for a coding that is not measured here. */
export function loudestOf({ coding, bits, frameBytes, channels }: SampleLayout, data: Buffer): number | null {
  const bytes = frameBytes / channels
  const read = readerOf(coding, bits)
  if (!read) return null
  let loudest = 0
  for (let at = 0; at + bytes <= data.length; at += bytes)
    loudest = Math.max(loudest, Math.abs(read(data, at)))
  return Math.min(1, loudest)
}

function readerOf(coding: number, bits: number): ((data: Buffer, at: number) => number) | undefined {
  if (coding === 3 && bits === 32) return (data, at) => finite(data.readFloatLE(at))
  if (coding === 3 && bits === 64) return (data, at) => finite(data.readDoubleLE(at))
  if (coding !== 1) return undefined
  if (bits === 8) return (data, at) => (data.readUInt8(at) - 128) / 128
  if (bits === 16) return (data, at) => data.readInt16LE(at) / 32_768
  if (bits === 24) return (data, at) => data.readIntLE(at, 3) / 8_388_608
  if (bits === 32) return (data, at) => data.readInt32LE(at) / 2_147_483_648
  return undefined
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}
