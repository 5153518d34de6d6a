import sharp, { type WriteableMetadata } from 'sharp'
import { describe, expect, test } from 'vitest'
import { readExif } from './read-exif.ts'

/** The EXIF block of a real JPEG with these entries, as libvips hands it over. */
async function blockOf(exif: WriteableMetadata['exif'] = {}): Promise<Buffer | undefined> {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
    .withExif(exif)
    .jpeg()
    .toBuffer()
  return (await sharp(bytes).metadata()).exif
}

const CAMERA = {
  IFD0: { Make: 'Acme', Model: 'Box 2', Software: 'Dark room' },
  IFD2: { DateTimeOriginal: '2026:03:01 12:30:00', ExposureTime: '1/250', LensModel: 'Long lens' },
}

test('what people look for first stands first, with names in words', async () => {
  const { facts, location, damaged } = readExif(await blockOf(CAMERA))
  expect(facts.slice(0, 4)).toEqual([
    { name: 'Date time original', value: '2026:03:01 12:30:00' },
    { name: 'Make', value: 'Acme' },
    { name: 'Model', value: 'Box 2' },
    { name: 'Lens model', value: 'Long lens' },
  ])
  expect(facts.map(({ name }) => name)).toContain('Software')
  expect({ location, damaged }).toEqual({ location: null, damaged: false })
})

test('the place is kept apart from the facts, south and west below zero', async () => {
  const gps = {
    GPSLatitudeRef: 'S',
    GPSLatitude: '33/1 51/1 36/1',
    GPSLongitudeRef: 'W',
    GPSLongitude: '70/1 30/1 0/1',
  }
  const { facts, location } = readExif(await blockOf({ ...CAMERA, IFD3: gps }))
  expect(location?.latitude).toBeCloseTo(-33.86, 2)
  expect(location?.longitude).toBeCloseTo(-70.5, 2)
  expect(JSON.stringify(facts)).not.toMatch(/GPS|33|70/)
})

test('half of a place is no place', async () => {
  const half = { GPSLatitudeRef: 'N', GPSLatitude: '33/1 51/1 36/1' }
  expect(readExif(await blockOf({ IFD3: half })).location).toBeNull()
})

test('a value cannot break its line or fill the page', async () => {
  const { facts } = readExif(await blockOf({ IFD0: { Copyright: 'two\nlines', Artist: 'x'.repeat(5_000) } }))
  const worth = (name: string) => facts.find((fact) => fact.name === name)?.value
  expect(worth('Copyright')).toBe('two lines')
  expect(worth('Artist')).toHaveLength(200)
})

test('offsets and other things that tell people nothing are left out', async () => {
  const names = readExif(await blockOf(CAMERA)).facts.map(({ name }) => name.toLowerCase())
  for (const name of names) expect(name).not.toMatch(/pointer|ifd|padding|offset schema|components/)
})

test.each([undefined, Buffer.alloc(0)])('no block is no fault (%j)', (block) => {
  expect(readExif(block)).toEqual({ facts: [], location: null, damaged: false })
})

describe('a damaged block is said to be so, or read as far as it goes, and never thrown', () => {
  test('noise', () => {
    expect(readExif(Buffer.from('Exif\0\0 and then something else'))).toMatchObject({
      ...{ facts: [], location: null, damaged: true },
    })
  })

  test('cut anywhere, or with any byte changed', async () => {
    const block = (await blockOf(CAMERA)) ?? Buffer.alloc(0)
    expect(block.length).toBeGreaterThan(100)
    for (let at = 0; at < block.length; at += 3) {
      const changed = Buffer.from(block)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      for (const broken of [block.subarray(0, at), changed]) {
        const { facts, damaged } = readExif(broken)
        expect(facts.length).toBeLessThanOrEqual(100)
        if (damaged) expect(facts).toEqual([])
        for (const { name, value } of facts) {
          expect(name.length).toBeLessThanOrEqual(130)
          expect(value.length).toBeLessThanOrEqual(200)
        }
      }
    }
  })
})
