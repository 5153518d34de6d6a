import { open } from 'node:fs/promises'
import { readWavFormat } from './wav-format.ts'

// The sound of nearly all begins after 44 bytes; notes about it may stand before.
const HEAD_BYTES = 65_536

/** The length of a WAV file by its bytes; null for any other file, and for one whose sound begins late. Holds its head in memory only. */
export async function secondsOfWav(file: { path: string; bytes: number }): Promise<number | null> {
  const handle = await open(file.path)
  try {
    const head = Buffer.alloc(Math.min(HEAD_BYTES, file.bytes))
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    const format = readWavFormat(head.subarray(0, bytesRead), file.bytes)
    return format && format.dataBytes > 0 ? format.dataBytes / format.frameBytes / format.rate : null
  } finally {
    await handle.close()
  }
}
