import { describe, expect, test } from 'vitest'
import { pagePolicy } from './page-headers.ts'

const plain = { nonce: 'bm9uY2U=', host: 'weft.example:3000', https: false, dev: false }

describe('the policy of a page', () => {
  test('runs scripts by nonce only, and is framed by nobody', () => {
    const policy = pagePolicy(plain)
    expect(policy).toContain("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    for (const part of [
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ])
      expect(policy).toContain(part)
  })
  test('lets sockets go to its own host only', () => {
    expect(pagePolicy(plain)).toContain("connect-src 'self' ws://weft.example:3000;")
    expect(pagePolicy({ ...plain, https: true })).toContain("connect-src 'self' wss://weft.example:3000;")
    expect(pagePolicy({ ...plain, host: '[::1]:3000' })).toContain("connect-src 'self' ws://[::1]:3000;")
  })
  test.each(['evil.test; script-src *', 'a b', "x'y", '', null])('takes nothing from the Host %j', (host) => {
    expect(pagePolicy({ ...plain, host })).toContain("connect-src 'self';")
  })
  test('allows the evaluation that React’s development build needs in development only', () => {
    expect(pagePolicy({ ...plain, dev: true })).toContain("'strict-dynamic' 'unsafe-eval'")
  })
})
