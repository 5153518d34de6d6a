import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '#server/platform/errors.ts'
import type { SampleLayout } from '#server/platform/wav-file.ts'
import { declaredSeconds } from './declared-seconds.ts'
import { createPartWriter, type PartWriter } from './part-writer.ts'
import { LONGEST_SECONDS, NO_FFMPEG, runLimited, SAFE_INPUT } from './run-limited.ts'
import { readWavFormat } from './wav-format.ts'

const Input = z.object({
  file: z.string(),
  folder: z.string(),
  /** The longest part. */
  seconds: z.number().positive(),
  /** The most bytes of what may be left whole. */
  bytes: z.number().int(),
  /** Files that are decoded whatever their size, so that only their sound is sent. */
  decode: z.boolean(),
})

export const SoundParts = z.object({
  /** Of the whole recording; null where nothing here can tell. */
  seconds: z.number().nullable(),
  /** One without a file is the recording as it is. */
  parts: z
    .array(z.object({ file: z.string().nullable(), start: z.number(), end: z.number().nullable() }))
    .min(1),
})
export type SoundParts = z.infer<typeof SoundParts>

// What speech is told by; models take it down to this themselves.
const SPEECH_RATE = 16_000
const SPEECH: SampleLayout = { coding: 1, channels: 1, rate: SPEECH_RATE, bits: 16, frameBytes: 2 }
/**
 * A recording as parts that a model takes: whole where it is short enough, else divided in pauses, from a WAV file as it is and from
 * any other through ffmpeg. Without ffmpeg those others stay whole.
 */
export async function run(input: unknown): Promise<SoundParts> {
  const { file, folder, seconds, bytes, decode } = Input.parse(input)
  const content = await readFile(file)
  const format = readWavFormat(content)
  if (format) {
    if (format.dataBytes === 0) throw new AppError('cannot-process', 'There is no sound in this file.')
    const data = content.subarray(format.dataStart, format.dataStart + format.dataBytes)
    const length = data.length / format.frameBytes / format.rate
    if (length > LONGEST_SECONDS) throw tooLong()
    // By bytes as well: ten minutes in studio quality are more than servers take.
    const most = Math.min(seconds, (bytes - 1_024) / format.frameBytes / format.rate)
    if (length <= most) return { seconds: length, parts: [{ file: null, start: 0, end: length }] }
    const writer = createPartWriter(format, most, folder)
    writer.add(data)
    return { seconds: length, parts: writer.finish() }
  }
  let length: number | null = null
  // It decides only what is decoded.
  await unlessAbsent(async () => {
    length = await declaredSeconds(file)
  })
  const short = length !== null && length <= seconds && content.length <= bytes
  if (short && !decode) return { seconds: length, parts: [{ file: null, start: 0, end: length }] }
  const writer = createPartWriter(SPEECH, seconds, folder)
  if (!(await decodeInto(writer, file)))
    return { seconds: null, parts: [{ file: null, start: 0, end: null }] }
  const parts = writer.finish()
  return { seconds: parts.at(-1)?.end ?? 0, parts }
}

/** The first track of sound as 16 kHz, mono, 16 bits; false where ffmpeg is absent. */
async function decodeInto(writer: PartWriter, file: string): Promise<boolean> {
  let size = 0
  const most = LONGEST_SECONDS * SPEECH_RATE * SPEECH.frameBytes
  const input = ['-v', 'error', '-nostdin', ...SAFE_INPUT, '-i', `file:${file}`]
  const output = [
    '-map',
    '0:a:0',
    '-ac',
    '1',
    '-ar',
    String(SPEECH_RATE),
    '-f',
    's16le',
    '-threads',
    '1',
    'pipe:1',
  ]
  const there = await unlessAbsent(() =>
    runLimited('ffmpeg', [...input, ...output], (chunk) => {
      size += chunk.length
      writer.add(chunk)
      return size <= most
    }),
  )
  if (there && size > most) throw tooLong()
  if (there && size < SPEECH.frameBytes)
    throw new AppError('cannot-process', 'There is no sound in this file.')
  return there
}

function tooLong(): AppError {
  const message = 'The recording is longer than four hours, the limit of one job. Cut it first.'
  return new AppError('too-large', message)
}

async function unlessAbsent(act: () => Promise<void>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (error instanceof AppError && error.message === NO_FFMPEG) return false
    throw error
  }
}
