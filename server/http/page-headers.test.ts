import { NextRequest } from 'next/server'
import { describe, expect, test } from 'vitest'
import { proxy } from '../../proxy.ts'
import { pagePolicy } from './page-headers.ts'

const plain = { nonce: 'bm9uY2U=', host: 'weft.example:3000', dev: false }

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
    expect(pagePolicy(plain)).toContain("connect-src 'self' ws://weft.example:3000 wss://weft.example:3000;")
    expect(pagePolicy({ ...plain, host: '[::1]:1' })).toContain(
      "connect-src 'self' ws://[::1]:1 wss://[::1]:1;",
    )
  })
  test.each(['evil.test; script-src *', 'a b', "x'y", '', null])('takes nothing from the Host %j', (host) => {
    expect(pagePolicy({ ...plain, host })).toContain("connect-src 'self';")
  })
  test('allows the evaluation that React’s development build needs in development only', () => {
    expect(pagePolicy({ ...plain, dev: true })).toContain("'strict-dynamic' 'unsafe-eval'")
  })
})

describe('the proxy of pages', () => {
  const ask = (headers: Record<string, string>) =>
    proxy(new NextRequest('http://localhost:3000/', { headers }))

  test('makes a nonce of its own for each page, whatever the client proposes', () => {
    const forged = { 'content-security-policy': "script-src 'nonce-known'", 'x-nonce': 'known' }
    const policies = [ask(forged), ask(forged)].map(
      (answer) => answer.headers.get('content-security-policy') ?? '',
    )
    expect(policies[0]).not.toBe(policies[1])
    expect(policies.join()).not.toContain('known')
  })
  test('gives the page the policy that it gives the browser, so that Next’s scripts carry the nonce', () => {
    const answer = ask({})
    expect(answer.headers.get('x-middleware-request-content-security-policy')).toBe(
      answer.headers.get('content-security-policy'),
    )
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('referrer-policy')).toBe('same-origin')
  })
  test('hands on no header that would steer Next', () => {
    const answer = ask({
      'x-middleware-subrequest': 'proxy:proxy',
      'x-middleware-rewrite': '/admin',
      'x-other': '1',
    })
    expect(answer.headers.get('x-middleware-override-headers')).not.toMatch(/x-middleware/)
    expect(answer.headers.get('x-middleware-override-headers')).toContain('x-other')
    expect(answer.headers.get('x-middleware-rewrite')).toBeNull()
  })
})
