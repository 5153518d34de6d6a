import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import { createPeakMeter, SAMPLE_RATE } from './peak-meter.ts'
import { NO_FFMPEG } from './run-limited.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-sound-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['probe-child', { bytes: 4 }],
  ['waveform-child', { folder, points: 50 }],
])('where ffmpeg is not installed, %s says so and what to do', async (child, more) => {
  const file = path.join(folder, 'a.wav')
  await writeFile(file, 'RIFF')
  // Children get this process's PATH; an empty folder stands for a server without the program.
  const kept = process.env.PATH
  process.env.PATH = folder
  try {
    await expect(
      runInChild(
        new URL(`./${child}.ts`, import.meta.url),
        { file, ...more },
        { signal: new AbortController().signal, timeoutMs: 20_000, memoryMb: 128 },
      ),
    ).rejects.toMatchObject({ code: 'cannot-process', message: NO_FFMPEG })
  } finally {
    process.env.PATH = kept
  }
})

/** A second of a tone whose loudness is given for each of its parts. */
function tone(loudness: readonly number[]): Buffer {
  const samples = new Int16Array(SAMPLE_RATE)
  for (let at = 0; at < samples.length; at += 1) {
    const part = loudness[Math.floor((at / samples.length) * loudness.length)] ?? 0
    samples[at] = Math.round(Math.sin(at / 3) * part * 32_767)
  }
  return Buffer.from(samples.buffer)
}

test('the peaks follow the loudness, however the sound is cut into pieces', () => {
  const sound = tone([0, 0.5, 1, 0.25, 0])
  const whole = createPeakMeter()
  whole.add(sound)
  const pieces = createPeakMeter()
  for (let at = 0; at < sound.length; at += 777) pieces.add(sound.subarray(at, at + 777))
  expect(whole.seconds()).toBe(1)
  expect(pieces.peaks(5)).toEqual(whole.peaks(5))
  const [silent = 1, half = 0, full = 0, quarter = 0] = whole.peaks(5)
  expect(silent).toBe(0)
  expect(half).toBeCloseTo(0.5, 1)
  expect(full).toBeCloseTo(1, 1)
  expect(quarter).toBeCloseTo(0.25, 1)
})

test('a sound shorter than the points asked for has as many as there are', () => {
  const meter = createPeakMeter()
  meter.add(tone([1]).subarray(0, 1000))
  expect(meter.peaks(300).length).toBe(4)
  expect(createPeakMeter().peaks(300)).toEqual([])
})
