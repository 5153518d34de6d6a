import { expect, test } from 'vitest'
import { keyHint, openProviderKey, sealProviderKey } from './provider-key.ts'

const config = { secret: 'a secret of a test that is long enough for anybody' }
const place = { id: '019e3c5e-92c1-7000-8000-3f5f8b6f1f7a', baseUrl: 'https://models.example.org/v1' }
const KEY = 'sk-canary-0123456789'
const sealed = sealProviderKey(config, place, KEY)

test('a key opens with the secret with which it was sealed, and is not readable without', () => {
  expect(openProviderKey(config, place, sealed)).toEqual({ state: 'kept', key: KEY })
  expect(sealed.toString('latin1')).not.toContain('canary')
  expect(sealProviderKey(config, place, KEY).equals(sealed)).toBe(false)
  expect(openProviderKey(config, place, null)).toEqual({ state: 'none' })
})

test('after the secret was changed a key is lost, which is said and no crash', () => {
  const other = { secret: 'another secret of a test that is long enough too' }
  expect(openProviderKey(other, place, sealed)).toEqual({ state: 'lost' })
})

test('a key in another row, or beside the address of another server, is lost', () => {
  const row = { ...place, id: '019e3c5e-92c1-7000-8000-3f5f8b6f1f7b' }
  expect(openProviderKey(config, row, sealed)).toEqual({ state: 'lost' })
  for (const baseUrl of [
    'https://evil.example/v1',
    'http://models.example.org/v1',
    'https://models.example.org:8443/v1',
  ])
    expect(openProviderKey(config, { ...place, baseUrl }, sealed)).toEqual({ state: 'lost' })
  // Another path of the same server may have it.
  const path = { ...place, baseUrl: 'https://models.example.org/v2' }
  expect(openProviderKey(config, path, sealed).state).toBe('kept')
})

test('every byte that is changed or missing makes it lost', () => {
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(openProviderKey(config, place, changed), `byte ${at}`).toEqual({ state: 'lost' })
    expect(openProviderKey(config, place, sealed.subarray(0, at)), `${at} bytes`).toEqual({ state: 'lost' })
  }
})

test.each([
  ['sk-proj-0123456789abcdef', 'sk-…cdef'],
  ['0123456789abcdef', '…cdef'],
  ['0123456789a', '…'],
  ['x', '…'],
])('of the key %s people see %s', (key, hint) => {
  expect(keyHint(key)).toBe(hint)
})
