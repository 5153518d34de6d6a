import path from 'node:path'
import { z } from 'zod'
import { SoundSize as Size, SoundFormat, type SoundSize } from '#server/contracts/sound-work.ts'
import { AppError } from '#server/platform/errors.ts'
import type { MadeSound } from './cut-child.ts'
import { declaredSeconds } from './declared-seconds.ts'
import { LONGEST_SECONDS } from './run-limited.ts'
import { writeWithFfmpeg } from './write-with-ffmpeg.ts'

const Input = z.object({ file: z.string(), folder: z.string(), format: SoundFormat, size: Size })

/** The ending of each format's names. */
export const ENDING_OF = { mp3: 'mp3', opus: 'ogg', m4a: 'm4a', wav: 'wav' } as const satisfies Record<
  SoundFormat,
  string
>

/** Speech needs one channel and half the range; each codec says in kbit/s what it needs for that, for music, and for fine ears. */
function codecOf(format: SoundFormat, size: SoundSize): string[] {
  const kilobits = (small: number, good: number, best: number): string => `${{ small, good, best }[size]}k`
  const narrow = size === 'small' ? ['-ac', '1'] : []
  switch (format) {
    case 'mp3':
      return ['-c:a', 'libmp3lame', '-b:a', kilobits(48, 128, 256), ...narrow]
    case 'opus':
      return ['-c:a', 'libopus', '-b:a', kilobits(24, 96, 160), ...narrow]
    case 'm4a':
      return ['-c:a', 'aac', '-b:a', kilobits(48, 128, 256), '-movflags', '+faststart', ...narrow]
    case 'wav':
      return [
        '-c:a',
        size === 'best' ? 'pcm_s24le' : 'pcm_s16le',
        ...(size === 'small' ? ['-ar', '16000', ...narrow] : []),
      ]
  }
}

/** The first track of sound in another format. */
export async function run(input: unknown): Promise<z.infer<typeof MadeSound>> {
  const { file, folder, format, size } = Input.parse(input)
  const target = path.join(folder, `sound.${ENDING_OF[format]}`)
  await writeWithFfmpeg(file, target, {
    before: ['-t', String(LONGEST_SECONDS)],
    after: ['-map', '0:a:0', '-vn', '-sn', '-dn', ...codecOf(format, size)],
  })
  const seconds = await declaredSeconds(target)
  if (seconds === null) throw new AppError('cannot-process', 'There is no sound in this file.')
  return { file: target, seconds, start: 0, end: seconds, way: 'encoded' }
}
