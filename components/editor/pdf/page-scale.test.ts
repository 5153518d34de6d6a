import { expect, test } from 'vitest'
import { pageScale } from './page-scale.ts'

const A4 = { width: 595, height: 842 }

test.each([320, 720, 1_440])('a sheet of A4 is drawn %i pixels wide', (width) => {
  expect(A4.width * pageScale(A4, width)).toBeCloseTo(width)
})

test.each([
  ['a long strip', { width: 100, height: 14_400 }],
  ['a wide one', { width: 14_400, height: 20 }],
  ['a wall', { width: 14_400, height: 14_400 }],
  ['a point', { width: 0.001, height: 0.001 }],
  ['a hair', { width: 1, height: 1e6 }],
])('%s stays within what a screen takes', (_shape, page) => {
  const scale = pageScale(page, 2_000)
  expect(scale).toBeGreaterThan(0)
  expect(page.width * scale).toBeLessThanOrEqual(2_000.001)
  expect(page.height * scale).toBeLessThanOrEqual(4_096.001)
  expect(page.width * scale * page.height * scale).toBeLessThanOrEqual(8_000_001)
})

test.each([
  { width: 0, height: 842 },
  { width: 595, height: 0 },
  { width: Number.NaN, height: 842 },
  { width: -5, height: 842 },
])('a page without an area ($width by $height) has no scale', (page) => {
  expect(pageScale(page, 700)).toBe(0)
})
