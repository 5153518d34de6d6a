import path from 'node:path'
import sharp from 'sharp'
import { z } from 'zod'
import { AppError } from '#server/platform/errors.ts'
import { createPeakMeter, SAMPLE_RATE } from './peak-meter.ts'
import { LONGEST_SECONDS, runLimited, SAFE_INPUT } from './run-limited.ts'

const Input = z.object({ file: z.string(), folder: z.string(), points: z.number() })
export const WaveformOutcome = z.object({
  seconds: z.number(),
  peaks: z.array(z.number()),
  loudest: z.number(),
  picture: z.string(),
})

const HEIGHT = 200
const BAR = 3
const GAP = 1
// The accent of the house, in the middle between its light and its dark form: the picture stands on both.
const COLOUR = [46, 138, 132] as const

/** Decodes the first track of sound, keeps its peaks, and draws them. */
export async function run(input: unknown): Promise<z.infer<typeof WaveformOutcome>> {
  const { file, folder, points } = Input.parse(input)
  const meter = createPeakMeter()
  const args = ['-v', 'error', '-nostdin', ...SAFE_INPUT, '-t', String(LONGEST_SECONDS), '-i', `file:${file}`]
  const output = [
    '-map',
    '0:a:0',
    '-ac',
    '1',
    '-ar',
    String(SAMPLE_RATE),
    '-f',
    's16le',
    '-threads',
    '1',
    'pipe:1',
  ]
  await runLimited('ffmpeg', [...args, ...output], (chunk) => {
    meter.add(chunk)
    return meter.seconds() < LONGEST_SECONDS
  })
  const seconds = meter.seconds()
  if (seconds === 0) throw new AppError('cannot-process', 'There is no sound in this file.')
  const peaks = meter.peaks(points)
  const picture = path.join(folder, 'waveform.png')
  await draw(peaks, picture)
  return { seconds, peaks, loudest: Math.max(...peaks), picture }
}

async function draw(peaks: readonly number[], target: string): Promise<void> {
  const width = Math.max(1, peaks.length * (BAR + GAP) - GAP)
  const pixels = Buffer.alloc(width * HEIGHT * 4)
  for (const [index, peak] of peaks.entries()) {
    const half = Math.max(1, Math.round((peak * HEIGHT) / 2))
    for (let y = HEIGHT / 2 - half; y < HEIGHT / 2 + half; y += 1)
      for (let x = index * (BAR + GAP); x < index * (BAR + GAP) + BAR; x += 1)
        pixels.set([...COLOUR, 255], (y * width + x) * 4)
  }
  await sharp(pixels, { raw: { width, height: HEIGHT, channels: 4 } })
    .png({ palette: true, compressionLevel: 9 })
    .toFile(target)
}
