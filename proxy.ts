import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { COMMON_HEADERS, pagePolicy } from '#server/http/page-headers.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { processWide } from '#server/platform/process-wide.ts'

/**
 * Gives every page its security headers and a fresh nonce, which Next reads from the policy on the request. API answers get
 * theirs in route(): a proxy in their way would hold the body of an upload in memory.
 */
export function proxy(request: NextRequest): NextResponse {
  const { dev, publicUrl } = processWide('proxy configuration', processConfig)
  const https = publicUrl.startsWith('https:')
  const policy = pagePolicy({
    nonce: randomBytes(16).toString('base64'),
    // The public process names here the host that it was asked for, also behind a proxy that changes Host.
    host: request.headers.get('x-forwarded-host') ?? request.headers.get('host'),
    dev,
  })
  const headers = new Headers(request.headers)
  // Nobody but Next itself has a use for these, and they have switched off whole middlewares before.
  for (const name of [...headers.keys()]) if (name.startsWith('x-middleware-')) headers.delete(name)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.headers.set(name, value)
  if (https) response.headers.set('strict-transport-security', 'max-age=31536000')
  return response
}

// Of what lies below /api only the reference is a page.
export const config = { matcher: ['/((?!api/(?!docs$)|_next/static/|_next/image).*)'] }
