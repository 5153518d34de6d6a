import { expect, test } from 'vitest'
import { chooseHue } from './choose-hue.ts'

const distance = (one: number, other: number) => Math.min(Math.abs(one - other), 360 - Math.abs(one - other))

test('the second person of a workspace gets the opposite colour of the first', () => {
  expect(distance(chooseHue([210]), 210)).toBe(180)
  expect(distance(chooseHue([0]), 0)).toBe(180)
})

test('eight people who join one after the other stand at least 45 degrees apart', () => {
  const hues: number[] = []
  for (let person = 0; person < 8; person++) hues.push(chooseHue(hues))
  for (const one of hues)
    for (const other of hues) if (one !== other) expect(distance(one, other)).toBeGreaterThanOrEqual(44)
  expect(new Set(hues).size).toBe(8)
})

test('the widest gap counts across 360 too, and people of one colour count once', () => {
  expect(chooseHue([90, 180, 270])).toBe(0)
  expect(chooseHue([100, 100, 280, 300])).toBe(190)
})

test('every hue is one that the database takes, for any number of people', () => {
  const hues: number[] = []
  for (let person = 0; person < 400; person++) hues.push(chooseHue(hues))
  expect(hues.every((hue) => Number.isInteger(hue) && hue >= 0 && hue < 360)).toBe(true)
})
