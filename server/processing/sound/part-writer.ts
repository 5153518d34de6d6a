import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type SampleLayout, wavFile } from '#server/platform/wav-file.ts'
import { endsOfParts } from './split-at-silence.ts'

/** A part that stands in a file of its own, and where it lies in the recording, in seconds. */
export type WrittenPart = { file: string; start: number; end: number }

export interface PartWriter {
  /** Takes samples in pieces of any length. */
  add(chunk: Buffer): void
  /** Writes what is left, and gives all parts in their order. */
  finish(): WrittenPart[]
}

/** Writes sound whose length nobody knows before its end as WAV files of at most `seconds`; holds two parts in memory at most. */
export function createPartWriter(format: SampleLayout, seconds: number, folder: string): PartWriter {
  const { frameBytes, rate } = format
  const most = Math.max(1, Math.floor(seconds * rate)) * frameBytes
  const parts: WrittenPart[] = []
  let pieces: Buffer[] = []
  let held = 0
  let written = 0

  function write(data: Buffer): void {
    const file = path.join(folder, `part-${parts.length + 1}.wav`)
    writeFileSync(file, wavFile(format, data))
    const start = written
    written += data.length
    parts.push({ file, start: secondsAt(start), end: secondsAt(written) })
  }
  const secondsAt = (byte: number): number => byte / frameBytes / rate

  function writeWhole(data: Buffer): Buffer {
    let start = 0
    for (const end of endsOfParts(format, data, seconds)) {
      // The last stretch may go on with what comes next.
      if (end === data.length) break
      write(data.subarray(start, end))
      start = end
    }
    return data.subarray(start)
  }

  return {
    add(chunk) {
      pieces.push(chunk)
      held += chunk.length
      if (held <= most) return
      const rest = writeWhole(Buffer.concat(pieces))
      pieces = [rest]
      held = rest.length
    },
    finish() {
      const data = Buffer.concat(pieces)
      const whole = data.length - (data.length % frameBytes)
      if (whole > 0) write(data.subarray(0, whole))
      return parts
    },
  }
}
