import { wavFile } from '#server/platform/wav-file.ts'

type Wav = {
  seconds: number
  rate?: number
  channels?: number
  /** Stretches of silence, in seconds; everywhere else is a tone. */
  silent?: readonly (readonly [from: number, to: number])[]
}

/** A recording of 16 bits: a tone of 440 Hz with stretches of silence. */
export function makeWav({ seconds, rate = 8_000, channels = 1, silent = [] }: Wav): Buffer {
  const frames = Math.round(seconds * rate)
  const data = Buffer.alloc(frames * channels * 2)
  for (let frame = 0; frame < frames; frame += 1) {
    const at = frame / rate
    if (silent.some(([from, to]) => at >= from && at < to)) continue
    const sample = Math.round(Math.sin(2 * Math.PI * 440 * at) * 12_000)
    for (let channel = 0; channel < channels; channel += 1)
      data.writeInt16LE(sample, (frame * channels + channel) * 2)
  }
  return wavFile({ coding: 1, channels, rate, bits: 16, frameBytes: channels * 2 }, data)
}
