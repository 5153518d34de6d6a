import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { AppError } from '#server/platform/errors.ts'
import { gifOfFrames } from '#server/testing/hostile-images.ts'
import { type ImageOrder, run } from './image-child.ts'
import { imageFault } from './open-image.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-image-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const ID = '0192f0c1-2345-7abc-8def-0123456789ab'
let number = 0

async function stored(bytes: Uint8Array): Promise<string> {
  number += 1
  const file = path.join(folder, `source-${number}`)
  await writeFile(file, bytes)
  return file
}

/** A picture with a colour for each of its quarters, so that turns and cuts show. */
function quarters(width = 80, height = 40, alpha = 255): Sharp {
  const pixels = Buffer.alloc(width * height * 4)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      pixels.set([x < width / 2 ? 255 : 0, y < height / 2 ? 255 : 0, 90, alpha], (y * width + x) * 4)
  return sharp(pixels, { raw: { width, height, channels: 4 } })
}

async function make(bytes: Uint8Array, request: Omit<ImageOrder['request'], 'attachmentId'>) {
  const outcome = await run({ file: await stored(bytes), folder, request: { attachmentId: ID, ...request } })
  const metadata = await sharp(outcome.path).metadata()
  return { ...outcome, metadata }
}
const convert = (bytes: Uint8Array, format: 'png' | 'jpeg' | 'webp' | 'avif', quality = 80) =>
  make(bytes, { kind: 'convert-image', format, quality } as Omit<ImageOrder['request'], 'attachmentId'>)
const resize = (bytes: Uint8Array, size: object) =>
  make(bytes, { kind: 'resize-image', ...size } as Omit<ImageOrder['request'], 'attachmentId'>)

const png = await quarters().png().toBuffer()

test.each([
  ['png', 'png'],
  ['jpeg', 'jpeg'],
  ['webp', 'webp'],
  ['avif', 'heif'],
] as const)('a picture becomes %s of the same size that looks the same', async (format, decoder) => {
  const made = await convert(png, format)
  expect(made).toMatchObject({ format, width: 80, height: 40, frames: 1 })
  expect(made.metadata.format).toBe(decoder)
  expect(made.likeness).toBeGreaterThan(25)
})

test('what loses nothing is exactly alike, and what loses more is less alike', async () => {
  expect((await convert(png, 'png')).likeness).toBe(60)
  const noisy = await sharp({
    create: {
      width: 64,
      height: 64,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png()
    .toBuffer()
  const [good, poor] = [await convert(noisy, 'jpeg', 95), await convert(noisy, 'jpeg', 10)]
  expect(good.likeness ?? 0).toBeGreaterThan(poor.likeness ?? 99)
})

test('nothing of the camera and the place goes over into what is made', async () => {
  const photo = await quarters()
    .withExif({ IFD0: { Make: 'Canary' }, IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
    .jpeg()
    .toBuffer()
  expect((await sharp(photo).metadata()).exif).toBeDefined()
  for (const made of [await convert(photo, 'webp'), await resize(photo, { width: 20, fit: 'inside' })])
    expect(made.metadata.exif).toBeUndefined()
})

test('a picture that its camera laid on its side is made upright', async () => {
  const lying = await quarters().withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect(await convert(lying, 'png')).toMatchObject({ width: 40, height: 80 })
})

test('what shines through becomes white where the format knows no such thing', async () => {
  const clear = await quarters(20, 20, 0).png().toBuffer()
  const made = await convert(clear, 'jpeg')
  const { data } = await sharp(made.path).raw().toBuffer({ resolveWithObject: true })
  expect(Math.min(...data)).toBeGreaterThan(250)
  expect((await convert(clear, 'webp')).metadata.hasAlpha).toBe(true)
})

test.each([
  [{ width: 40, fit: 'inside' }, 40, 20],
  [{ width: 40, height: 40, fit: 'inside' }, 40, 20],
  [{ width: 40, height: 10, fit: 'inside' }, 20, 10],
  [{ width: 20, height: 20, fit: 'cover' }, 20, 20],
  [{ width: 20, height: 20, fit: 'contain' }, 20, 20],
  [{ width: 800, fit: 'inside' }, 80, 40],
  [{ width: 1, fit: 'inside' }, 1, 1],
])('resized to %j it measures %i by %i, and is never blown up', async (size, width, height) => {
  const made = await resize(png, size)
  expect(made).toMatchObject({ width, height, format: 'png' })
  // Where parts were cut off or added, the two cannot be laid over each other.
  expect(made.likeness === null).toBe(size.fit !== 'inside')
})

test.each([
  ['jpeg', 'jpeg'],
  ['webp', 'webp'],
  ['avif', 'avif'],
  ['gif', 'png'],
  ['tiff', 'png'],
] as const)('resizing %s gives %s: the format stays where it can be written', async (from, format) => {
  const source = await quarters().toFormat(from).toBuffer()
  expect((await resize(source, { width: 20, fit: 'inside' })).format).toBe(format)
})

test('a thumbnail is a square of the side asked for, and of an animation the first frame is taken', async () => {
  const request = { kind: 'thumbnail', side: 32 } as Omit<ImageOrder['request'], 'attachmentId'>
  expect(await make(png, request)).toMatchObject({ width: 32, height: 32, format: 'webp', likeness: null })
  const animation = gifOfFrames(3, 8)
  expect(await make(animation, request)).toMatchObject({ frames: 3, width: 32 })
})

test.each([
  [
    'a program that draws',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'),
  ],
  ['words', Buffer.from('no picture at all')],
  ['nothing', Buffer.alloc(0)],
  ['half a picture', png.subarray(0, png.length / 2)],
])('%s is refused in one sentence', async (_, bytes) => {
  await expect(convert(bytes, 'png')).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'The image is damaged or of a kind that cannot be read.',
  })
})

test('a fault of the library says what it means to who sent the file, and our own stay as they are', () => {
  const own = new AppError('too-large', 'Ours.')
  expect(imageFault(own)).toBe(own)
  expect(imageFault(new Error('Input image exceeds pixel limit'))).toMatchObject({ code: 'too-large' })
  for (const thrown of [new Error('VipsJpeg: premature end /tmp/secret'), 'words', undefined]) {
    expect(imageFault(thrown)).toMatchObject({ code: 'cannot-process' })
    expect(imageFault(thrown).message).not.toContain('secret')
  }
})
