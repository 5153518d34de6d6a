import { expect, test } from 'vitest'
import { createTestContext } from '#server/testing/test-context.ts'
import { storableJson } from './storable-json.ts'

test('what jsonb would refuse is replaced, what only looks like it is kept', async () => {
  const ctx = await createTestContext()
  const hostile = { nul: 'a\0b', lone: '\ud800x', innocent: '\\u0000', pair: '\u{1F600}' }
  const { rows } = await ctx.db.pool.query('SELECT $1::jsonb AS value', [storableJson(hostile)])
  expect(rows[0].value).toEqual({ nul: 'a\uFFFDb', lone: '\uFFFDx', innocent: '\\u0000', pair: '\u{1F600}' })
})

test('undefined is null', () => {
  expect(storableJson(undefined)).toBe('null')
})
