import { z } from 'zod'
import { cutText } from '#server/contracts/cut-text.ts'
import { ProbeResult } from '#server/contracts/media-kinds.ts'
import { plainLine } from '#server/contracts/plain-line.ts'
import { AppError } from '#server/platform/errors.ts'
import { runLimited, SAFE_INPUT } from './run-limited.ts'

const Input = z.object({ file: z.string(), bytes: z.number() })
const JSON_MAX = 2 * 1_048_576
const TEXT_MAX = 200

const Tags = z.record(z.string(), z.unknown()).default({})
const Figure = z.coerce.number().optional()
const Probe = z.object({
  format: z.object({
    format_long_name: z.string().optional(),
    format_name: z.string().default('unknown'),
    duration: Figure,
    bit_rate: Figure,
    tags: Tags,
  }),
  streams: z
    .array(
      z.object({
        codec_type: z.string().default('other'),
        codec_long_name: z.string().optional(),
        codec_name: z.string().default('unknown'),
        width: z.number().optional(),
        height: z.number().optional(),
        avg_frame_rate: z.string().optional(),
        sample_rate: z.string().optional(),
        channels: z.number().optional(),
        tags: Tags,
      }),
    )
    .default([]),
})
type Stream = z.infer<typeof Probe>['streams'][number]

/** What ffprobe says of a recording, in our words. */
export async function run(input: unknown): Promise<z.infer<typeof ProbeResult>> {
  const { file, bytes } = Input.parse(input)
  const pieces: Buffer[] = []
  let size = 0
  const args = [
    '-v',
    'error',
    ...SAFE_INPUT,
    '-of',
    'json',
    '-show_format',
    '-show_streams',
    '-i',
    `file:${file}`,
  ]
  await runLimited('ffprobe', args, (chunk) => {
    size += chunk.length
    pieces.push(chunk)
    return size <= JSON_MAX
  })
  const { format, streams } = Probe.parse(readJson(Buffer.concat(pieces).toString('utf8')))
  const known = (value: number | undefined): number | null =>
    value !== undefined && Number.isFinite(value) && value > 0 ? value : null
  return ProbeResult.parse({
    kind: 'probe-media',
    container: line(format.format_long_name ?? format.format_name),
    seconds: known(format.duration),
    bytes,
    bitRate: known(format.bit_rate),
    tracks: streams.slice(0, 64).map((stream) => ({
      type: typeOf(stream.codec_type),
      codec: line(stream.codec_long_name ?? stream.codec_name),
      detail: detailOf(stream),
      language: languageOf(stream),
    })),
    tags: Object.entries(format.tags)
      .filter(([name]) => !/^(?:major_brand|minor_version|compatible_brands|encoder)$/i.test(name))
      .slice(0, 50)
      .map(([name, value]) => ({ name: line(name), value: line(String(value)) })),
  })
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new AppError('cannot-process', 'What the file says of itself is longer than can be read.', {
      cause,
    })
  }
}

function typeOf(codecType: string): 'audio' | 'video' | 'subtitle' | 'other' {
  return codecType === 'audio' || codecType === 'video' || codecType === 'subtitle' ? codecType : 'other'
}

function detailOf({ width, height, avg_frame_rate: rate, sample_rate: samples, channels }: Stream): string {
  const [frames = 0, per = 0] = (rate ?? '').split('/').map(Number)
  return [
    width && height ? `${width} × ${height}` : null,
    frames > 0 && per > 0 && width ? `${Math.round((frames / per) * 100) / 100} frames a second` : null,
    samples ? `${Number(samples) / 1000} kHz` : null,
    channels === 1 ? 'mono' : channels === 2 ? 'stereo' : channels ? `${channels} channels` : null,
  ]
    .filter(Boolean)
    .join(', ')
}

function languageOf({ tags }: Stream): string | null {
  const language = tags.language
  return typeof language === 'string' && language !== 'und' ? line(language) : null
}

function line(text: string): string {
  return cutText(plainLine(text), TEXT_MAX)
}
