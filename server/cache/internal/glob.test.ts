import { expect, test } from 'vitest'
import { CacheGlob, GLOB_MAX } from '#server/contracts/cache.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { compileGlob, globToLike } from './glob.ts'

/** The rules, written down in the simplest way: slow, and plainly right. */
function fitsByTheRules(glob: readonly string[], key: readonly string[]): boolean {
  const [first, ...rest] = glob
  if (first === undefined) return key.length === 0
  if (first === '*')
    return fitsByTheRules(rest, key) || (key.length > 0 && fitsByTheRules(glob, key.slice(1)))
  if (key.length === 0) return false
  if (first === '?') return fitsByTheRules(rest, key.slice(1))
  if (first === '\\') return rest[0] === key[0] && fitsByTheRules(rest.slice(1), key.slice(1))
  return first === key[0] && fitsByTheRules(rest, key.slice(1))
}

test.each([
  ['summarise:*', 'summarise:3fa9', true],
  ['summarise:*', 'resummarise:3fa9', false],
  ['*:3fa9', 'summarise:3fa9', true],
  ['Summarise:*', 'summarise:3fa9', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?c', 'a🧵c', true],
  ['100%', '1000', false],
  ['a_c', 'abc', false],
  ['[ab]', 'a', false],
  ['a\\*c', 'a*c', true],
  ['a\\*c', 'abc', false],
  ['a\\\\c', 'a\\c', true],
  ['*', '', true],
  ['?', '', false],
])('%j on %j: %s', (glob, key, fits) => {
  expect(compileGlob(glob)(key)).toBe(fits)
})

test('memory, database and the rules agree on 4,000 random patterns and keys', async () => {
  const ctx = await createTestContext()
  const random = seededRandom(7)
  const draw = (letters: readonly string[], length: number): string =>
    Array.from(
      { length: Math.floor(random() * length) },
      () => letters[Math.floor(random() * letters.length)],
    ).join('')
  const cases = Array.from({ length: 4000 }, () => ({
    glob: draw(['a', 'b', '*', '?', '%', '_', '\\', '🧵', ':', '['], 7),
    key: draw(['a', 'b', '%', '_', '\\', '🧵', ':', '[', '*'], 7),
  })).filter(({ glob }) => glob === '' || CacheGlob.safeParse(glob).success)
  const { rows } = await ctx.db.pool.query(
    'SELECT k LIKE g AS fits FROM unnest($1::text[], $2::text[]) AS u(g, k)',
    [cases.map(({ glob }) => globToLike(glob)), cases.map(({ key }) => key)],
  )
  const wrong = cases.filter(({ glob, key }, index) => {
    const expected = fitsByTheRules([...glob], [...key])
    return compileGlob(glob)(key) !== expected || rows[index].fits !== expected
  })
  expect(wrong).toEqual([])
  expect(rows.filter(({ fits }) => fits).length).toBeGreaterThan(100)
})

test('a pattern made to be slow is not', () => {
  const hostile = `${'*a'.repeat(8)}b`
  expect(CacheGlob.safeParse(hostile).success).toBe(true)
  const matches = compileGlob(hostile)
  const start = performance.now()
  for (let round = 0; round < 1000; round += 1) expect(matches('a'.repeat(300))).toBe(false)
  expect(performance.now() - start).toBeLessThan(5000)
})

test.each(['', ' ', 'a\\', 'a\\\\\\', '*a*a*a*a*a*a*a*a*a', 'x'.repeat(GLOB_MAX + 1)])(
  '%j is no pattern',
  (glob) => {
    expect(CacheGlob.safeParse(glob).success).toBe(false)
  },
)

test.each(['a\\\\', 'a\\*', '**', '\\*\\*\\*\\*\\*\\*\\*\\*\\*\\*'])('%j is one', (glob) => {
  expect(CacheGlob.safeParse(glob).success).toBe(true)
})
