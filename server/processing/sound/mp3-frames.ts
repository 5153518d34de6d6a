/** One frame of an MP3 file: where it lies, and the samples of each channel that it holds. */
type Mp3Frame = { at: number; bytes: number; samples: number }
export type Mp3Frames = { rate: number; frames: Mp3Frame[] }

const RATES: Readonly<Record<number, readonly number[]>> = {
  0: [11_025, 12_000, 8_000],
  2: [22_050, 24_000, 16_000],
  3: [44_100, 48_000, 32_000],
}
// Layer III, in kbit/s by the four bits of the header: MPEG 1, and the two later ones.
const RATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
// What is no frame may lie between frames; a file that is mostly that is no MP3.
const JUNK_MOST = 65_536

/**
 * The frames of an MP3 file (ISO 11172-3 and 13818-3, layer III), without the first one where it only tells about the file. Undefined
 * for another file, one with free bit rates, and one whose rate changes.
 */
export function readMp3Frames(file: Buffer): Mp3Frames | undefined {
  const frames: Mp3Frame[] = []
  let rate: number | undefined
  let at = afterTag(file)
  let junk = 0
  while (at + 4 <= file.length) {
    const header = readHeader(file, at)
    // Chance makes headers too: a real frame is followed by another of its rate, or by the end.
    if (
      !header ||
      (rate !== undefined && header.rate !== rate) ||
      !isFollowed(file, at + header.bytes, header.rate)
    ) {
      at += 1
      junk += 1
      if (junk > JUNK_MOST) return undefined
      continue
    }
    rate = header.rate
    if (at + header.bytes > file.length) break
    if (frames.length > 0 || !tellsAboutFile(file, at, header.bytes))
      frames.push({ at, bytes: header.bytes, samples: header.samples })
    at += header.bytes
  }
  return rate !== undefined && frames.length > 0 ? { rate, frames } : undefined
}

function readHeader(file: Buffer, at: number): { rate: number; bytes: number; samples: number } | undefined {
  const head = file.readUInt32BE(at)
  const version = (head >>> 19) & 3
  const isSync = head >>> 21 === 0x7ff && ((head >>> 17) & 3) === 1 && version !== 1
  const kilobits = (version === 3 ? RATES_1 : RATES_2)[(head >>> 12) & 15]
  const rate = RATES[version]?.[(head >>> 10) & 3]
  if (!isSync || !kilobits || !rate) return undefined
  const samples = version === 3 ? 1_152 : 576
  const bytes = Math.floor(((samples / 8) * kilobits * 1_000) / rate) + ((head >>> 9) & 1)
  return { rate, bytes, samples }
}

function isFollowed(file: Buffer, at: number, rate: number): boolean {
  if (at + 4 > file.length) return true
  const tag = file.toString('latin1', at, at + 3)
  return tag === 'TAG' || tag === 'APE' || readHeader(file, at)?.rate === rate
}

/** Where the sound begins, after the tag of ID3v2 with its length in four times seven bits. */
function afterTag(file: Buffer): number {
  if (file.length < 10 || file.toString('latin1', 0, 3) !== 'ID3') return 0
  const bytes = [...file.subarray(6, 10)].reduce((sum, byte) => sum * 128 + (byte & 127), 0)
  return Math.min(file.length, 10 + bytes)
}

/** A first frame without sound that holds length and index of the file; they would be wrong of a part. */
function tellsAboutFile(file: Buffer, at: number, bytes: number): boolean {
  const start = file.toString('latin1', at, at + Math.min(bytes, 48))
  return start.includes('Xing') || start.includes('Info') || start.includes('VBRI')
}
