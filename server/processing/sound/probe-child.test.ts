import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from './probe-child.ts'
import { runLimited, SAFE_INPUT } from './run-limited.ts'

// A program of that name that says what a test wants: what a hostile file makes the real one say is not ours to choose.
const folder = await mkdtemp(path.join(tmpdir(), 'weft-probe-'))
const usual = process.env.PATH
beforeAll(() => {
  process.env.PATH = `${folder}:${usual}`
})
afterAll(async () => {
  process.env.PATH = usual
  await rm(folder, { recursive: true, force: true })
})

async function program(name: 'ffprobe' | 'ffmpeg', ...lines: string[]): Promise<void> {
  const file = path.join(folder, name)
  await writeFile(file, ['#!/bin/sh', ...lines].join('\n'))
  await chmod(file, 0o755)
}

/** What is said of a file when the program says this of it. */
async function probe(said: object) {
  await writeFile(path.join(folder, 'said.json'), JSON.stringify(said))
  await program('ffprobe', `cat ${path.join(folder, 'said.json')}`)
  return await run({ file: '/a.mp4', bytes: 1_000 })
}

test('container, length, rate and tracks are told in words', async () => {
  expect(
    await probe({
      format: {
        format_long_name: 'QuickTime / MOV',
        format_name: 'mov,mp4',
        duration: '12.5',
        bit_rate: '64000',
      },
      streams: [
        {
          codec_type: 'video',
          codec_long_name: 'H.264',
          width: 1920,
          height: 1080,
          avg_frame_rate: '30000/1001',
        },
        {
          codec_type: 'audio',
          codec_name: 'aac',
          sample_rate: '44100',
          channels: 2,
          tags: { language: 'deu' },
        },
        { codec_type: 'audio', channels: 1, tags: { language: 'und' } },
        { codec_type: 'audio', channels: 6 },
        { codec_type: 'subtitle' },
        { codec_type: 'data' },
      ],
    }),
  ).toMatchObject({
    ...{ container: 'QuickTime / MOV', seconds: 12.5, bitRate: 64_000, bytes: 1_000 },
    tracks: [
      { type: 'video', codec: 'H.264', detail: '1920 × 1080, 29.97 frames a second' },
      { type: 'audio', codec: 'aac', detail: '44.1 kHz, stereo', language: 'deu' },
      { type: 'audio', codec: 'unknown', detail: 'mono', language: null },
      { type: 'audio', detail: '6 channels' },
      { type: 'subtitle', detail: '' },
      { type: 'other' },
    ],
  })
})

test.each([
  ['0', null],
  ['-4', null],
  [undefined, null],
  ['1e3', 1_000],
])('a length of %j is %j seconds', async (duration, seconds) => {
  expect((await probe({ format: { duration } })).seconds).toBe(seconds)
})

test.each(['0/0', '30/0', '0/1', 'x/y', '', '30'])('a frame rate of %j is left out', async (rate) => {
  const { tracks } = await probe({
    format: {},
    streams: [{ codec_type: 'video', width: 2, height: 2, avg_frame_rate: rate }],
  })
  expect(tracks[0]?.detail).toBe('2 × 2')
})

test('what a file says of itself is cleaned to short lines, and no more of it is told than a page holds', async () => {
  const { tags, tracks } = await probe({
    format: {
      tags: {
        ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`tag ${index}`, index])),
        encoder: 'left out',
        Major_Brand: 'left out',
      },
    },
    streams: Array.from({ length: 80 }, () => ({ codec_type: 'audio' })),
  })
  expect([tags.length, tracks.length]).toEqual([50, 64])
  expect(JSON.stringify(tags)).not.toContain('left out')
  const hostile = await probe({
    format: { tags: { 'ti\u202etle\n': `${'x'.repeat(199)}🧵\u0000<script>` } },
  })
  expect(hostile.tags[0]?.name).toBe('ti tle')
  expect(hostile.tags[0]?.value).toBe('x'.repeat(199))
})

test('a character that comes in two pieces is one', async () => {
  await program('ffprobe', `printf '{"format":{"format_long_name":"\\303'`, 'sleep 0.2', `printf '\\274"}}'`)
  expect((await run({ file: '/a', bytes: 1 })).container).toBe('ü')
})

test('more words than can be read end the program and are refused', async () => {
  await program('ffprobe', 'exec yes 0123456789012345678901234567890')
  await expect(run({ file: '/a', bytes: 1 })).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'What the file says of itself is longer than can be read.',
  })
})

test.each([
  ['fails', 'echo "secret path /data/x" >&2; exit 1'],
  ['is killed', 'kill -9 $$'],
  ['writes a file', `echo x > ${path.join(folder, 'written')}; exit $?`],
])('where the program %s the file is called damaged, and what it wrote is for operators', async (_, line) => {
  await program('ffprobe', line)
  await expect(run({ file: '/a', bytes: 1 })).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'The file is damaged, or of a kind of audio or video that cannot be read.',
  })
})

test('formats and ways to open are named to the program, so that a list of files opens none of them', async () => {
  await program('ffprobe', 'for one in "$@"; do echo "$one"; done')
  let said = ''
  await runLimited('ffprobe', SAFE_INPUT, (chunk) => {
    said += chunk
    return true
  })
  const [, ways = '', , formats = ''] = said.trim().split('\n')
  expect(ways).toBe('file,pipe')
  for (const format of ['concat', 'hls', 'image2', 'lavfi', 'dash'])
    expect(formats.split(',')).not.toContain(format)
})

test('no argument is read by the shell', async () => {
  await program('ffmpeg', 'for one in "$@"; do echo "[$one]"; done')
  let said = ''
  const args = ['$(touch /tmp/x)', '; exit 7', 'a b', "'", '`id`']
  await runLimited('ffmpeg', args, (chunk) => {
    said += chunk
    return true
  })
  expect(said.trim().split('\n')).toEqual(args.map((one) => `[${one}]`))
})
