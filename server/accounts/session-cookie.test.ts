import { expect, test } from 'vitest'
import { newSecret } from '#server/platform/ids.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import {
  clearedSession,
  readCookie,
  readSessionCookie,
  sessionCookieName,
  signingSecret,
  signSessionToken,
  verifySessionCookie,
} from './session-cookie.ts'

const SECRET = 'a secret of a server that is long enough'

test('a signed token is read back, and no other secret signs it', () => {
  for (let turn = 0; turn < 50; turn += 1) {
    const token = newSecret()
    const value = signSessionToken(SECRET, token)
    expect(verifySessionCookie(SECRET, value)).toBe(token)
    expect(verifySessionCookie(`${SECRET}.`, value)).toBeUndefined()
  }
})

test('no change of a signed token passes, whatever it is', () => {
  const random = seededRandom(19)
  const letters = 'abcXYZ019-_.%=+/ '
  const value = signSessionToken(SECRET, newSecret())
  for (let round = 0; round < 500; round += 1) {
    const at = Math.floor(random() * value.length)
    const letter = letters.charAt(Math.floor(random() * letters.length))
    const changed =
      random() < 0.5
        ? `${value.slice(0, at)}${letter}${value.slice(at + 1)}`
        : `${value.slice(0, at)}${letter}${value.slice(at)}`
    if (decodeSafely(changed) === decodeURIComponent(value)) continue
    expect(verifySessionCookie(SECRET, changed)).toBeUndefined()
  }
})

function decodeSafely(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined // changed into no encoding at all
  }
}

test.each([
  '',
  '.',
  'token',
  'token.',
  '.signature',
  '%',
  '%E0%A4%A',
  'a.b.c',
  'token.%00',
  `${'x'.repeat(100_000)}.y`,
])('%j is no signed token', (value) => {
  expect(verifySessionCookie(SECRET, value)).toBeUndefined()
})

test.each([
  ['a=1', 'a', '1'],
  ['b=2; a=1', 'a', '1'],
  ['a=1;a=2', 'a', '1'],
  ['  a=1 ', 'a', '1'],
  ['a=', 'a', ''],
  ['a=b=c', 'a', 'b=c'],
  ['xa=1', 'a', undefined],
  ['a', 'a', undefined],
  ['A=1', 'a', undefined],
  ['', 'a', undefined],
  [';;;=;', 'a', undefined],
])('in the header %j the cookie %s is %j', (header, name, value) => {
  expect(readCookie(header, name)).toBe(value)
})

test('over https a cookie without the prefix, which a sub-domain may have planted, is not ours', () => {
  const https = { publicUrl: 'https://weft.example.org' }
  expect(readSessionCookie(https, 'weft-session=planted')).toBeUndefined()
  expect(readSessionCookie(https, '__Host-weft-session=own')).toBe('own')
  expect(sessionCookieName({ publicUrl: 'http://localhost:3000' })).toBe('weft-session')
})

test('a cleared cookie has the name and the path of the one that was set, and is over at once', () => {
  expect(clearedSession({ publicUrl: 'https://weft.example.org' })).toBe(
    '__Host-weft-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
  )
  expect(clearedSession({ publicUrl: 'http://localhost:3000' })).not.toContain('Secure')
})

test('without a secret nothing is signed: a session that anybody can forge is worse than none', () => {
  for (const secret of [undefined, '']) expect(() => signingSecret({ secret })).toThrow(/WEFT_SECRET/)
})
