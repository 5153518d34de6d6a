import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { SOUND_WAYS } from '#server/contracts/sound-work.ts'
import { afterTheEnd, cutBytes } from './cut-bytes.ts'
import { declaredSeconds, hasPicture } from './declared-seconds.ts'
import { writeWithFfmpeg } from './write-with-ffmpeg.ts'

const Input = z.object({
  file: z.string(),
  folder: z.string(),
  start: z.number().min(0),
  end: z.number().min(0),
  /** The ending of the new file's name, by which ffmpeg chooses how it is packed. */
  ending: z.string().regex(/^[a-z0-9]{2,4}$/),
})
/** A recording that was made; `start` and `end` lie in the old one. */
export const MadeSound = z.object({
  file: z.string(),
  seconds: z.number(),
  start: z.number(),
  end: z.number(),
  way: z.enum(SOUND_WAYS),
})

/** What lies between two moments: WAV and MP3 by their bytes, everything else by ffmpeg between the pieces that it is packed in. */
export async function run(input: unknown): Promise<z.infer<typeof MadeSound>> {
  const { file, folder, start, end, ending } = Input.parse(input)
  const target = path.join(folder, `cut.${ending}`)
  const cut = cutBytes(await readFile(file), start, end)
  if (cut) {
    const { bytes, ...rest } = cut
    await writeFile(target, bytes)
    return { ...rest, file: target, seconds: rest.end - rest.start }
  }
  const whole = await declaredSeconds(file)
  if (whole !== null && start >= whole) throw afterTheEnd(whole)
  const stretch = ['-ss', String(start), '-to', String(end)]
  // FLAC loses nothing when it is encoded anew, and would keep the old length in its head when it is not.
  const rest = ['-avoid_negative_ts', 'make_zero', '-c', ending === 'flac' ? 'flac' : 'copy']
  // With a moving picture it begins at a whole one, to which only the input can go back; sound begins at any of its pieces. A cover is
  // left out: not every format can hold it anew.
  const seek = (await hasPicture(file))
    ? { before: stretch, after: ['-map', '0:V:0', '-map', '0:a:0?', ...rest] }
    : { after: [...stretch, '-map', '0:a:0', ...rest] }
  await writeWithFfmpeg(file, target, seek)
  const seconds = (await declaredSeconds(target)) ?? 0
  if (seconds === 0) throw afterTheEnd(whole ?? start)
  return {
    file: target,
    seconds,
    start,
    end: Math.min(end, start + seconds),
    way: ending === 'flac' ? 'samples' : 'frames',
  }
}
