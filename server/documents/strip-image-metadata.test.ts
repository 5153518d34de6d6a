import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { stripImageMetadata } from './strip-image-metadata.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'weft-metadata-'))
})
afterAll(() => rm(folder, { recursive: true }))

const PIXELS = 1_000_000
const GPS = {
  IFD0: { Make: 'Acme', Copyright: 'Ada' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' },
}

const picture = (): Sharp =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: { r: 200, g: 30, b: 30 } } })

async function strip(bytes: Uint8Array): Promise<Buffer | undefined> {
  // libvips remembers what it read from a path.
  const file = path.join(folder, newId())
  await writeFile(file, bytes)
  return await stripImageMetadata(file, PIXELS)
}

describe.each([
  ['JPEG', (image: Sharp) => image.jpeg()],
  ['PNG', (image: Sharp) => image.png()],
  ['WebP', (image: Sharp) => image.webp()],
  ['AVIF', (image: Sharp) => image.avif({ effort: 0 })],
])('%s', (_name, as) => {
  test('without metadata stays byte for byte', async () => {
    expect(await strip(await as(picture()).toBuffer())).toBeUndefined()
  })

  test('loses the place and the camera, and keeps its format and size', async () => {
    const photo = await as(picture()).withExif(GPS).toBuffer()
    const before = await sharp(photo).metadata()
    expect(before.exif).toBeDefined()
    const clean = await strip(photo)
    const after = await sharp(clean).metadata()
    expect(after.exif).toBeUndefined()
    expect(after).toMatchObject({ format: before.format, width: 40, height: 20 })
    expect(clean?.includes('Acme')).toBe(false)
  })
})

test('an image that lies on its side is turned upright before that is forgotten', async () => {
  const clean = await strip(await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer())
  expect(await sharp(clean).metadata()).toMatchObject({ width: 20, height: 40 })
  expect((await sharp(clean).metadata()).orientation).toBeUndefined()
})

test('the profile of its colours is kept', async () => {
  const photo = await picture().jpeg().withIccProfile('p3').withExif(GPS).toBuffer()
  const before = (await sharp(photo).metadata()).icc
  const after = (await sharp(await strip(photo)).metadata()).icc
  expect(before).toBeDefined()
  expect(after?.equals(before ?? Buffer.alloc(0))).toBe(true)
})

test('an animation with metadata stays an animation', async () => {
  const frames = await sharp(
    await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    ),
    { join: { animated: true } },
  )
    .webp({ loop: 0 })
    .withExif(GPS)
    .toBuffer()
  expect((await sharp(await strip(frames)).metadata()).pages).toBe(2)
})

test('what cannot be cleaned is refused, not kept', async () => {
  const photo = await picture().jpeg().withExif(GPS).toBuffer()
  await expect(strip(photo.subarray(0, photo.length / 2))).rejects.toMatchObject({ code: 'cannot-process' })
})
