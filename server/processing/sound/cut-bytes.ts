import { AppError } from '#server/platform/errors.ts'
import { wavFile } from '#server/platform/wav-file.ts'
import { type Mp3Frames, readMp3Frames } from './mp3-frames.ts'
import { readWavFormat, type WavFormat } from './wav-format.ts'

/** A piece of a recording with where it really begins and ends in it, in seconds. */
export type CutBytes = { bytes: Buffer; start: number; end: number; way: 'samples' | 'frames' }

// A frame may lean on what stood before it; the two frames before hold that in nearly all files.
const LEAD_FRAMES = 2

/**
 * A stretch of a WAV file, exact to the sample, or of an MP3 file, between its frames; nothing is decoded or encoded anew. Undefined for
 * any other file. Throws `invalid-input` for a stretch that begins after the end.
 */
export function cutBytes(file: Buffer, start: number, end: number): CutBytes | undefined {
  const wav = readWavFormat(file)
  if (wav) return cutWav(file, wav, start, end)
  const mp3 = readMp3Frames(file)
  return mp3 && cutMp3(file, mp3, start, end)
}

/** Said of a cut that has nothing in it. */
export function afterTheEnd(seconds: number): AppError {
  return new AppError(
    'invalid-input',
    `The recording is ${Math.round(seconds * 100) / 100} seconds long: begin the cut before that.`,
  )
}

function cutWav(file: Buffer, wav: WavFormat, start: number, end: number): CutBytes {
  const { rate, frameBytes, dataStart } = wav
  const frames = wav.dataBytes / frameBytes
  const from = Math.round(start * rate)
  if (from >= frames) throw afterTheEnd(frames / rate)
  const to = Math.min(frames, Math.max(from + 1, Math.round(end * rate)))
  const data = file.subarray(dataStart + from * frameBytes, dataStart + to * frameBytes)
  return { bytes: wavFile(wav, data), start: from / rate, end: to / rate, way: 'samples' }
}

function cutMp3(file: Buffer, { rate, frames }: Mp3Frames, start: number, end: number): CutBytes {
  const samples = frames[0]?.samples ?? 1
  const first = Math.floor((start * rate) / samples)
  if (first >= frames.length) throw afterTheEnd((frames.length * samples) / rate)
  const from = Math.max(0, first - LEAD_FRAMES)
  const to = Math.min(frames.length, Math.max(first + 1, Math.ceil((end * rate) / samples)))
  const bytes = Buffer.concat(
    frames.slice(from, to).map((frame) => file.subarray(frame.at, frame.at + frame.bytes)),
  )
  return { bytes, start: (from * samples) / rate, end: (to * samples) / rate, way: 'frames' }
}
