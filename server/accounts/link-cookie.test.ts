import { expect, test } from 'vitest'
import { newSecret } from '#server/platform/ids.ts'
import { keepLink, readVisit } from './link-cookie.ts'

const config = { publicUrl: 'http://localhost:3000' }
const sent = (setCookie: string) => setCookie.split(';', 1)[0] ?? ''

function follow(count: number, before: string | null = null): { cookie: string; tokens: string[] } {
  const tokens: string[] = []
  let cookie = before
  for (let n = 0; n < count; n++) {
    const token = newSecret()
    tokens.unshift(token)
    cookie = sent(keepLink(config, cookie, token))
  }
  return { cookie: cookie ?? '', tokens }
}

test('a followed link is kept where no script reads it and no other site sends it', () => {
  const line = keepLink(config, null, newSecret())
  expect(line).toMatch(/^weft-links=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
  const secure = keepLink({ publicUrl: 'https://weft.example' }, null, newSecret())
  expect(secure).toMatch(/^__Host-weft-links=[^;]+;.*; Secure$/)
})

test('links add up, the newest first, each once, and the visitor stays the same', () => {
  const { cookie, tokens } = follow(3)
  const visit = readVisit(config, `other=1; ${cookie}; more=2`)
  expect(visit?.linkTokens).toEqual(tokens)
  const again = readVisit(config, sent(keepLink(config, cookie, tokens[2] ?? '')))
  expect(again?.linkTokens).toEqual([tokens[2], tokens[0], tokens[1]])
  expect(again?.visitorId).toBe(visit?.visitorId)
  expect(readVisit(config, follow(1).cookie)?.visitorId).not.toBe(visit?.visitorId)
})

test('a browser holds a dozen links, and forgets the oldest', () => {
  const { cookie, tokens } = follow(15)
  expect(readVisit(config, cookie)?.linkTokens).toEqual(tokens.slice(0, 12))
})

test('the id of a visitor is a UUID that says how it was made', () => {
  for (let n = 0; n < 20; n++)
    expect(readVisit(config, follow(1).cookie)?.visitorId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
})

test.each([
  ['none', ''],
  ['an empty one', 'weft-links='],
  ['a secret without links', `weft-links=${newSecret()}`],
  ['something short', `weft-links=${newSecret()}.abc`],
  ['something else', `weft-links=${newSecret()}.${'<'.repeat(43)}`],
  ['an id that somebody would like to have', 'weft-links=0190a0a0-0000-7000-8000-000000000000'],
  ['more than a browser holds', `weft-links=${Array.from({ length: 14 }, newSecret).join('.')}`],
])('%s makes no visitor, and is begun anew at the next link', (_what, cookie) => {
  expect(readVisit(config, cookie)).toBeUndefined()
  const token = newSecret()
  expect(readVisit(config, sent(keepLink(config, cookie, token)))?.linkTokens).toEqual([token])
})
