import { describe, expect, test } from 'vitest'
import { type SampleLayout, wavFile } from '#server/platform/wav-file.ts'
import { MP3_FRAME_BYTES, makeMp3 } from '#server/testing/make-mp3.ts'
import { makeWav } from '#server/testing/make-wav.ts'
import { cutBytes } from './cut-bytes.ts'
import { readMp3Frames } from './mp3-frames.ts'
import { endsOfParts } from './split-at-silence.ts'
import { loudestOf, readWavFormat } from './wav-format.ts'

/** The samples of a WAV file. */
function samples(file: Buffer): Buffer {
  const format = readWavFormat(file)
  if (!format) throw new Error('no WAV')
  return file.subarray(format.dataStart, format.dataStart + format.dataBytes)
}
const seconds = (file: Buffer): number => {
  const format = readWavFormat(file)
  return format ? format.dataBytes / format.frameBytes / format.rate : Number.NaN
}

describe('a WAV file', () => {
  const whole = makeWav({ seconds: 2, rate: 8_000, channels: 2 })

  test('is cut exactly to the sample, in the layout that it has', () => {
    const cut = cutBytes(whole, 0.5, 1.2503)
    expect(cut).toMatchObject({ start: 0.5, end: 10_002 / 8_000, way: 'samples' })
    expect(
      samples(cut?.bytes ?? Buffer.alloc(0)).equals(samples(whole).subarray(4_000 * 4, 10_002 * 4)),
    ).toBe(true)
    expect(readWavFormat(cut?.bytes ?? Buffer.alloc(0))).toMatchObject({ channels: 2, rate: 8_000, bits: 16 })
  })

  test('cut in two is whole again when put together', () => {
    const [left, right] = [cutBytes(whole, 0, 0.7777), cutBytes(whole, 0.7777, 100)]
    expect(
      Buffer.concat([samples(left?.bytes ?? whole), samples(right?.bytes ?? whole)]).equals(samples(whole)),
    ).toBe(true)
  })

  test('has at least one sample in a cut, and none after its end', () => {
    expect(seconds(cutBytes(whole, 1, 1.00001)?.bytes ?? whole)).toBe(1 / 8_000)
    expect(() => cutBytes(whole, 2, 3)).toThrow('The recording is 2 seconds long')
  })

  test('that claims more than it has is as long as its bytes', () => {
    const lie = Buffer.from(whole)
    lie.writeUInt32LE(0xfffffff0, 40)
    expect(cutBytes(lie, 1, 3_600)?.end).toBe(2)
  })

  test.each<[string, (file: Buffer) => void]>([
    ['no channels', (file) => file.writeUInt16LE(0, 22)],
    ['a frame of no bytes', (file) => file.writeUInt16LE(0, 32)],
    ['a frame of another size than its channels', (file) => file.writeUInt16LE(6, 32)],
    ['no rate', (file) => file.writeUInt32LE(0, 24)],
    ['a coding that is compressed', (file) => file.writeUInt16LE(0x55, 20)],
    ['a first chunk of four gigabytes', (file) => file.writeUInt32LE(0xffffffff, 16)],
  ])('with %s is none', (_, spoil) => {
    const file = Buffer.from(whole)
    spoil(file)
    expect(readWavFormat(file)).toBeUndefined()
  })

  test('is read behind notes about it, and none is read that ends before its sound', () => {
    const note = Buffer.from('LIST\x05\x00\x00\x00abcde\x00', 'latin1')
    const file = Buffer.concat([whole.subarray(0, 36), note, whole.subarray(36)])
    expect(readWavFormat(file)).toMatchObject({ dataStart: 44 + note.length, dataBytes: 2 * 8_000 * 4 })
    for (let bytes = 0; bytes < 44; bytes += 1)
      expect(readWavFormat(whole.subarray(0, bytes))).toBeUndefined()
  })
})

test.each<[number, number, (data: Buffer) => void, number | null]>([
  [1, 8, (data) => data.writeUInt8(0, 0), 1],
  [1, 16, (data) => data.writeInt16LE(-16_384, 0), 0.5],
  [1, 24, (data) => data.writeIntLE(2_097_152, 0, 3), 0.25],
  [1, 32, (data) => data.writeInt32LE(-1_073_741_824, 0), 0.5],
  [3, 32, (data) => data.writeFloatLE(-0.25, 0), 0.25],
  [3, 32, (data) => data.writeFloatLE(Number.NaN, 0), 0],
  [3, 64, (data) => data.writeDoubleLE(7, 0), 1],
  [6, 8, () => undefined, null],
])('of coding %i with %i bits the loudness is read', (coding, bits, write, loudness) => {
  const data = Buffer.alloc(bits / 8, bits === 8 ? 128 : 0)
  write(data)
  expect(loudestOf({ coding, bits, channels: 1, rate: 8_000, frameBytes: bits / 8 }, data)).toBe(loudness)
})

describe('an MP3 file', () => {
  test('is cut between its frames, with two before the first on which it may lean', () => {
    const cut = cutBytes(makeMp3(100, { tag: true, info: true }), 1, 2)
    const frame = 1_152 / 44_100
    // Second 1 lies in frame 38, second 2 in frame 76.
    expect(cut?.way).toBe('frames')
    expect(cut?.start).toBeCloseTo(36 * frame, 6)
    expect(cut?.end).toBeCloseTo(77 * frame, 6)
    const bytes = cut?.bytes ?? Buffer.alloc(0)
    expect(bytes.length).toBe(41 * MP3_FRAME_BYTES)
    expect(bytes.readUInt32BE(MP3_FRAME_BYTES - 4)).toBe(36)
    expect(bytes.readUInt32BE(bytes.length - 4)).toBe(76)
    expect(readMp3Frames(bytes)?.frames.length).toBe(41)
  })

  test('is read past what is no frame, and its last frame only where it is whole', () => {
    const file = makeMp3(10)
    const junk = Buffer.alloc(50, 0x41)
    expect(readMp3Frames(Buffer.concat([junk, file]))?.frames.length).toBe(10)
    expect(readMp3Frames(file.subarray(0, file.length - 1))?.frames.length).toBe(9)
    expect(() => cutBytes(file, 5, 6)).toThrow('0.26 seconds long')
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a tag that claims more than there is', Buffer.from('ID3\x04\x00\x00\x7f\x7f\x7f\x7f', 'latin1')],
    ['a mebibyte of bytes that look like the beginning of a frame', Buffer.alloc(1_048_576, 0xff)],
    ['a mebibyte of nothing', Buffer.alloc(1_048_576)],
  ])('is not made of %s', (_, file) => {
    expect(readMp3Frames(file)).toBeUndefined()
    expect(cutBytes(file, 0, 1)).toBeUndefined()
  })
})

describe('a recording is divided', () => {
  const format: SampleLayout = { coding: 1, channels: 1, rate: 1_000, bits: 16, frameBytes: 2 }
  const data = (length: number, silent: [number, number][]): Buffer =>
    samples(makeWav({ seconds: length, rate: 1_000, silent }))

  test('in the pause of the last tenth of a part, and nothing of it is lost', () => {
    const sound = data(25, [
      [1, 2],
      [9.2, 9.6],
      [18.3, 18.7],
    ])
    const ends = endsOfParts(format, sound, 10).map((end) => end / 2_000)
    expect(ends.length).toBe(3)
    expect(ends[0]).toBeCloseTo(9.4, 0)
    expect(ends[1]).toBeCloseTo(18.5, 0)
    expect(ends[2]).toBe(25)
  })

  test('near its limit where nobody pauses, at the limit where it cannot be measured, and not at all where it is short', () => {
    const sound = data(25, [])
    const gaps = endsOfParts(format, sound, 10).map(
      (end, index, all) => (end - (all[index - 1] ?? 0)) / 2_000,
    )
    for (const gap of gaps) expect(gap).toBeLessThanOrEqual(10)
    expect(gaps.length).toBe(3)
    expect(endsOfParts({ ...format, coding: 6 }, sound, 10)).toEqual([20_000, 40_000, 50_000])
    expect(endsOfParts(format, sound.subarray(0, 20_000), 10)).toEqual([20_000])
  })

  test('ever further, whatever the length of a part', () => {
    for (const part of [0.001, 0.01, 0.37, 3]) {
      const ends = endsOfParts(format, data(4, []), part)
      expect(ends.every((end, index) => end > (ends[index - 1] ?? 0) && end % 2 === 0)).toBe(true)
      expect(ends.at(-1)).toBe(8_000)
    }
    expect(wavFile(format, Buffer.alloc(3)).length).toBe(48)
  })
})
