import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { ProbeResult } from '#server/contracts/media-kinds.ts'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import { WaveformOutcome } from './waveform-child.ts'

const run = promisify(execFile)
const installed = await run('ffmpeg', ['-version']).then(
  () => true,
  () => false,
)
if (!installed)
  process.stdout.write('skipped: this system has no ffmpeg (on Debian: apt-get install ffmpeg)\n')
const withFfmpeg = test.skipIf(!installed)
const folder = await mkdtemp(path.join(tmpdir(), 'weft-ffmpeg-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function make(name: string, ...args: string[]): Promise<string> {
  const file = path.join(folder, name)
  await run('ffmpeg', ['-v', 'error', '-y', ...args, file])
  return file
}

const TONE = ['-f', 'lavfi', '-i', "sine=frequency=440:duration=3,volume='if(lt(t,1),0,6)':eval=frame"]
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=duration=2:size=320x240:rate=10']

function child(name: 'probe' | 'waveform', file: string, more: object): Promise<unknown> {
  return runInChild(
    new URL(`./${name}-child.ts`, import.meta.url),
    { file, ...more },
    { signal: new AbortController().signal, timeoutMs: 55_000, memoryMb: 192 },
  )
}

async function probe(file: string) {
  return ProbeResult.parse(await child('probe', file, { bytes: (await stat(file)).size }))
}

async function waveform(file: string, points = 60) {
  return WaveformOutcome.parse(await child('waveform', file, { folder, points }))
}

withFfmpeg.each(['a.wav', 'a.mp3', 'a.ogg', 'a.flac', 'a.m4a'])(
  'the waveform of %s is silent first and loud then',
  async (name) => {
    const { seconds, peaks } = await waveform(await make(name, ...TONE))
    expect(Math.abs(seconds - 3)).toBeLessThan(0.2)
    expect(Math.max(...peaks.slice(2, 17))).toBeLessThan(0.02)
    expect(Math.min(...peaks.slice(24, 56))).toBeGreaterThan(0.3)
  },
)

withFfmpeg('a video is told by its tracks', async () => {
  const file = await make('v.mp4', ...PICTURE, ...TONE, '-shortest')
  const { container, seconds, tracks } = await probe(file)
  expect(container).toBe('QuickTime / MOV')
  expect(seconds).toBeCloseTo(2, 0)
  expect(tracks).toMatchObject([
    { type: 'video', detail: '320 × 240, 10 frames a second' },
    { type: 'audio', detail: '44.1 kHz, mono' },
  ])
})

withFfmpeg('a file that declares 10 GB of sound is as long as its bytes', async () => {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(0xffffffff, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.set([1, 0, 1, 0], 20)
  header.writeUInt32LE(8000, 24)
  header.writeUInt32LE(16_000, 28)
  header.set([2, 0, 16, 0], 32)
  header.write('data', 36)
  header.writeUInt32LE(0xffffff00, 40)
  const file = path.join(folder, 'lie.wav')
  await writeFile(file, Buffer.concat([header, Buffer.alloc(16_000, 64)]))
  expect((await waveform(file)).seconds).toBeCloseTo(1, 1)
  expect((await probe(file)).bytes).toBe(16_044)
})

withFfmpeg.each([
  [
    'a playlist',
    'list.mp4',
    (url: string) => `#EXTM3U\n#EXTINF:1,\n${url}\n#EXTINF:1,\nfile:///etc/passwd\n`,
  ],
  ['a list of files', 'concat.mp4', (url: string) => `ffconcat version 1.0\nfile ${url}\nfile /etc/passwd\n`],
])('%s posing as a video opens nothing else', async (_, name, text) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(String(request.url))
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const file = path.join(folder, name)
  await writeFile(file, text(`http://127.0.0.1:${port}/a.ts`))
  await expect(probe(file)).rejects.toMatchObject({ code: 'cannot-process' })
  await expect(waveform(file)).rejects.toMatchObject({ code: 'cannot-process' })
  expect(asked).toEqual([])
  server.close()
})

withFfmpeg('a cut file gives what there is or one sentence, and a silent picture is told so', async () => {
  const whole = await make('cut.mp4', ...PICTURE)
  await expect(waveform(whole)).rejects.toMatchObject({ code: 'cannot-process' })
  const file = path.join(folder, 'half.mp4')
  await writeFile(file, Buffer.alloc(5000, 7))
  await expect(probe(file)).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'The file is damaged, or of a kind of audio or video that cannot be read.',
  })
})
