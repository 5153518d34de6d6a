import { expect, test } from 'vitest'
import { seededRandom } from '#server/testing/random-page.ts'
import { cutText } from './cut-text.ts'

test.each([
  ['', 5, ''],
  ['warp', 4, 'warp'],
  ['warp', 0, ''],
  ['warp and weft', 4, 'warp'],
  ['a🧵b', 2, 'a'],
  ['a🧵b', 3, 'a🧵'],
  ['🧵', 1, ''],
  ['🧵🧵', 3, '🧵'],
])('of %j the first %i units are %j', (text, most, cut) => {
  expect(cutText(text, most)).toBe(cut)
})

test('a cut is a beginning of the text, whole in its characters, and at most one unit short of what was allowed', () => {
  const random = seededRandom(11)
  const letters = ['a', 'é', '漢', '🧵', '👩‍🚀', 'e\u0301', ' ']
  for (let round = 0; round < 500; round += 1) {
    const text = Array.from(
      { length: Math.floor(random() * 12) },
      () => letters[Math.floor(random() * letters.length)],
    ).join('')
    const most = Math.floor(random() * 14)
    const cut = cutText(text, most)
    expect(text.startsWith(cut)).toBe(true)
    expect(cut.isWellFormed()).toBe(true)
    expect(cut.length).toBeLessThanOrEqual(most)
    expect(cut.length).toBeGreaterThanOrEqual(Math.min(most, text.length) - 1)
  }
})

test('what was broken before the cut stays as broken as it was', () => {
  expect(cutText('\udc00ab', 2)).toBe('\udc00a')
})
