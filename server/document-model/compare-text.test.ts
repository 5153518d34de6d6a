import { expect, test } from 'vitest'
import { compareText } from './compare-text.ts'

const written = (...parts: string[]) => ({ parts, pictures: new Set<string>() })
const of = (...runs: string[]) => ({ runs, pictures: [] })

test('whole parts in any order are as they were written, pieces of them edited, other words foreign', () => {
  const parts = written('thelooms', 'stoodstillinjanuary', 'the')
  expect(compareText(of('stoodstillinjanuarythelooms', 'the'), parts)).toBe('as-written')
  expect(compareText(of('stoodstillinjanuar'), parts)).toBe('edited')
  expect(compareText(of('somethingelsealtogether'), parts)).toBe('foreign')
})

test('a page that was made to be compared for long is told as edited, soon', () => {
  const others = Array.from({ length: 1_999 }, (_, n) => `${'a'.repeat(40)}${n}`)
  const start = performance.now()
  expect(compareText(of('bbbbbbbbb'.repeat(60_000)), written('bbbbbbbbb', 'b', ...others))).toBe('edited')
  expect(performance.now() - start).toBeLessThan(2_000)
})
