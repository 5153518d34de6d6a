import { expect, test } from 'vitest'
import { evenLight } from './even-light.ts'
import { findSkew, type GreyImage, otsuThreshold } from './find-skew.ts'

/** Lines of ink on paper, tilted, under light that falls from left to right down to `darkest`. */
function page(degrees: number, darkest: number): GreyImage {
  const width = 600
  const height = 500
  const data = new Uint8Array(width * height)
  const slope = Math.tan((degrees * Math.PI) / 180)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const line = y - x * slope
      const inside = x > 60 && x < width - 60 && y > 60 && y < height - 60
      // Letters of seven pixels with gaps that differ from line to line, as words have.
      const gap = Math.abs(Math.sin(Math.floor(line / 24) * 12.9898 + Math.floor(x / 7) * 78.233)) < 0.3
      const ink = inside && !gap && ((line % 24) + 24) % 24 < 8
      data[y * width + x] = (ink ? 40 : 240) * (1 - (1 - darkest) * (x / width))
    }
  return { data, width, height }
}

function inkShare({ data }: GreyImage): number {
  const limit = otsuThreshold(data)
  return data.filter((value) => value < limit).length / data.length
}

test.each([-14, -7.3, -0.5, 0, 2.2, 9.9, 14])(
  'a tilt of %d degrees is found to a quarter of a degree',
  (degrees) => {
    expect(Math.abs(findSkew(page(degrees, 1)).degrees - degrees)).toBeLessThan(0.25)
  },
)

test('a shadow is not taken for ink once the light is evened out', () => {
  const flat = inkShare(page(3, 1))
  const shaded = page(3, 0.25)
  expect(Math.abs(inkShare(shaded) - flat)).toBeGreaterThan(0.05)
  expect(Math.abs(inkShare(evenLight(shaded)) - flat)).toBeLessThan(0.01)
})

test('lines that run from top to bottom stand out only across', () => {
  const image = page(0, 1)
  const { width, height } = image
  const turned = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) turned[x * height + y] = image.data[y * width + x] ?? 255
  const sideways = { data: turned, width: height, height: width }
  expect(findSkew(sideways, true).sharpness).toBeGreaterThan(2 * findSkew(sideways).sharpness)
  expect(findSkew(image).sharpness).toBeGreaterThan(2 * findSkew(image, true).sharpness)
})
