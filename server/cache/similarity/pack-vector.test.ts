import { describe, expect, test } from 'vitest'
import { likeness, packVector } from './pack-vector.ts'

/** Numbers that are the same in every run (Lehmer's generator). */
function numbers(seed: number, count: number): Float64Array {
  let state = seed
  return Float64Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  })
}

function cosine(one: Float64Array, other: Float64Array): number {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0)
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other))
}

describe('a packed direction', () => {
  test.each([8, 64, 384, 1536])(
    'of %i dimensions takes a byte each, and keeps likeness within 0.005',
    (size) => {
      for (let seed = 1; seed <= 40; seed += 1) {
        const one = numbers(seed, size)
        // From nearly the same to nothing in common.
        const other = numbers(seed + 1000, size).map((noise, at) => (one[at] ?? 0) + noise * (seed / 10))
        expect(packVector(one)).toHaveLength(size)
        const packed = likeness(packVector(one), packVector(other)) ?? Number.NaN
        expect(Math.abs(packed - cosine(one, other))).toBeLessThan(0.005)
      }
    },
  )

  test('is as like as can be to itself, and opposed to its opposite', () => {
    const one = packVector(numbers(7, 100))
    expect(likeness(one, one)).toBeCloseTo(1, 12)
    expect(likeness(one, packVector(numbers(7, 100).map((number) => -number)))).toBeCloseTo(-1, 12)
  })

  test('says nothing about one of another length, nor where there is no direction', () => {
    const none = packVector(new Float64Array(8))
    expect(likeness(packVector(numbers(1, 8)), packVector(numbers(1, 9)))).toBeUndefined()
    expect(likeness(none, packVector(numbers(1, 8)))).toBeUndefined()
    expect(likeness(none, none)).toBeUndefined()
  })

  test('is read where it stands in a larger piece of memory, as drivers hand it out', () => {
    const one = packVector(numbers(3, 16))
    const larger = new Uint8Array(40)
    larger.set(one, 11)
    expect(likeness(one, larger.subarray(11, 27))).toBeCloseTo(1, 12)
  })
})
