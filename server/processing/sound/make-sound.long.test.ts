import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { ATTACHMENT_MAX_BYTES } from '#server/contracts/documents.ts'
import { SOUND_FORMATS, SOUND_SIZES } from '#server/contracts/sound-work.ts'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import { MadeSound } from './cut-child.ts'
import { SoundParts } from './parts-child.ts'
import { runLimited } from './run-limited.ts'
import { readWavFormat } from './wav-format.ts'

const run = promisify(execFile)
const installed = await run('ffmpeg', ['-version']).then(
  () => true,
  () => false,
)
if (!installed)
  process.stdout.write('skipped: this system has no ffmpeg (on Debian: apt-get install ffmpeg)\n')
const withFfmpeg = test.skipIf(!installed)
const folder = await mkdtemp(path.join(tmpdir(), 'weft-sound-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=6']
async function make(name: string, ...args: string[]): Promise<string> {
  const file = path.join(folder, name)
  await run('ffmpeg', ['-v', 'error', '-y', ...args, file])
  return file
}
async function child(name: 'cut' | 'transcode' | 'parts', input: object): Promise<unknown> {
  const own = await mkdtemp(path.join(folder, 'job-'))
  return await runInChild(
    new URL(`./${name}-child.ts`, import.meta.url),
    { folder: own, ...input },
    { signal: new AbortController().signal, timeoutMs: 100_000, memoryMb: 192 },
  )
}
async function codecOf(file: string): Promise<string> {
  const entries = ['-show_entries', 'stream=codec_name', '-of', 'csv=p=0']
  return (await run('ffprobe', ['-v', 'error', ...entries, file])).stdout.trim().replaceAll('\n', ' ')
}

withFfmpeg.each(['mp3', 'ogg', 'flac', 'm4a', 'webm'])(
  'a %s is cut to about the length asked for, and plays',
  async (ending) => {
    const file = await make(`a.${ending}`, ...TONE)
    const made = MadeSound.parse(await child('cut', { file, start: 2, end: 4, ending }))
    expect(Math.abs(made.seconds - 2)).toBeLessThan(0.2)
    await run('ffmpeg', ['-v', 'error', '-xerror', '-i', made.file, '-f', 'null', '-'])
    expect(await codecOf(made.file)).toBe(await codecOf(file))
  },
)

withFfmpeg.each(['flac', 'm4a', 'mp3'])(
  'the sound of a %s with a cover is cut without it',
  async (ending) => {
    const cover = await make('cover.png', '-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1')
    const asCover = ['-map', '0:a', '-map', '1:v', '-c:v', 'png', '-disposition:v', 'attached_pic']
    const file = await make(`cover.${ending}`, ...TONE, '-i', cover, ...asCover)
    expect(await codecOf(file)).toContain('png')
    const made = MadeSound.parse(await child('cut', { file, start: 2, end: 4, ending }))
    expect(Math.abs(made.seconds - 2)).toBeLessThan(0.2)
    expect(await codecOf(made.file)).toBe((await codecOf(file)).replace(' png', ''))
  },
)

withFfmpeg('a video is cut with its picture, nothing encoded anew', async () => {
  const file = await make(
    'v.mp4',
    '-f',
    'lavfi',
    '-i',
    'testsrc=duration=6:size=160x120:rate=10',
    ...TONE,
    '-g',
    '10',
    '-shortest',
  )
  const made = MadeSound.parse(await child('cut', { file, start: 2, end: 4, ending: 'mp4' }))
  expect(made.way).toBe('frames')
  expect(await codecOf(made.file)).toBe(await codecOf(file))
  expect(Math.abs(made.seconds - 2)).toBeLessThan(1.2)
})

withFfmpeg.each(SOUND_FORMATS)(
  'the sound of a video becomes %s, smallest for speech, without tags',
  async (format) => {
    const file = await make(
      `t-${format}.mp4`,
      '-f',
      'lavfi',
      '-i',
      'testsrc=duration=6:size=160x120:rate=10',
      ...TONE,
      '-metadata',
      'title=secret',
      '-shortest',
    )
    const sizes: number[] = []
    for (const size of SOUND_SIZES) {
      const made = MadeSound.parse(await child('transcode', { file, format, size }))
      expect(Math.abs(made.seconds - 6)).toBeLessThan(0.2)
      expect((await codecOf(made.file)).split(' ').length).toBe(1)
      const bytes = await readFile(made.file)
      expect(bytes.includes('secret')).toBe(false)
      sizes.push(bytes.length)
    }
    expect(sizes[0]).toBeLessThan(Math.min(...sizes.slice(1)))
  },
)

withFfmpeg(
  'what would be larger than a file may be is ended there, with a sentence that says so',
  async () => {
    const long = await make(
      'long.ogg',
      '-f',
      'lavfi',
      '-i',
      'anoisesrc=duration=400:amplitude=0.1',
      '-c:a',
      'libopus',
      '-b:a',
      '24k',
    )
    await expect(child('transcode', { file: long, format: 'wav', size: 'best' })).rejects.toMatchObject({
      code: 'too-large',
    })
    expect(ATTACHMENT_MAX_BYTES).toBeLessThan(400 * 48_000 * 3)
  },
)

withFfmpeg.each([
  ['a playlist', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'],
  ['a list of files', 'ffconcat version 1.0\nfile /etc/passwd\n'],
  ['nothing', ''],
  ['noise', '\u0007'.repeat(5_000)],
])('%s posing as sound is cut, converted and divided by nobody', async (_, text) => {
  const file = path.join(folder, 'hostile.m4a')
  await writeFile(file, text)
  await expect(child('cut', { file, start: 0, end: 1, ending: 'm4a' })).rejects.toMatchObject({
    code: 'cannot-process',
  })
  await expect(child('transcode', { file, format: 'mp3', size: 'good' })).rejects.toMatchObject({
    code: 'cannot-process',
  })
  await expect(child('parts', { file, seconds: 2, bytes: 10, decode: true })).rejects.toMatchObject({
    code: 'cannot-process',
  })
})

withFfmpeg('a long recording of any format is divided into WAV files that are together as long', async () => {
  const file = await make('p.mp3', ...TONE)
  const { seconds, parts } = SoundParts.parse(
    await child('parts', { file, seconds: 2.5, bytes: 1e9, decode: false }),
  )
  expect(seconds).toBeCloseTo(6, 0)
  expect(parts.length).toBe(3)
  for (const part of parts) {
    const format = readWavFormat(await readFile(part.file ?? ''))
    expect(format).toMatchObject({ rate: 16_000, channels: 1, bits: 16 })
    expect((format?.dataBytes ?? 0) / 32_000).toBeCloseTo((part.end ?? 0) - part.start, 3)
  }
})

withFfmpeg('a disk that is full is no fault of the recording', async () => {
  const file = await make('full.wav', ...TONE)
  const args = ['-v', 'error', '-nostdin', '-y', '-i', file, '-f', 'wav', 'file:/dev/full']
  await expect(runLimited('ffmpeg', args, () => true)).rejects.toMatchObject({ code: 'storage-full' })
})

withFfmpeg('a part that this server cannot write is no fault of the recording', async () => {
  const file = await make('unwritten.ogg', ...TONE)
  const nowhere = path.join(folder, 'nowhere')
  const input = { file, folder: nowhere, seconds: 2, bytes: 1_000, decode: true }
  await expect(child('parts', input)).rejects.toMatchObject({ code: 'internal' })
})
