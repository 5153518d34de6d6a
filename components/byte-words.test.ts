import { expect, test } from 'vitest'
import { byteWords } from './byte-words.ts'

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [3_565_158, '3.4 MiB'],
  [150 * 1024, '150 KiB'],
  [5 * 1024 ** 4, '5.0 TiB'],
  [9_999 * 1024 ** 4, '9999 TiB'],
])('%d bytes are %s', (bytes, words) => {
  expect(byteWords(bytes)).toBe(words)
})

test('what rounds up to a whole unit is told in that unit', () => {
  for (const power of [2, 3, 4]) {
    expect(byteWords(1024 ** power - 1)).toBe(byteWords(1024 ** power))
    expect(byteWords(1024 ** power - 1)).toMatch(/^1\.0 /)
  }
})
