import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Problem } from '#server/contracts/errors.ts'
import { newId } from '../ids.ts'
import { AWAY_PAGE, AWAY_POLICY } from './away-page.ts'

const RETRY_AFTER_SECONDS = 2
const WELL_FORMED_ID = /^[A-Za-z0-9-]{8,64}$/

/** Answers in place of web, which is away: programs get a problem, people a page that retries by itself. */
export function answerAway(request: IncomingMessage, response: ServerResponse, detail: string): void {
  if (response.headersSent) {
    // Half an answer must not look like a whole one.
    response.destroy()
    return
  }
  const given = String(request.headers['x-request-id'] ?? '')
  const requestId = WELL_FORMED_ID.test(given) ? given : newId()
  const headers = {
    'retry-after': String(RETRY_AFTER_SECONDS),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    // The rest of a body that nobody will read must not be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  }
  if (wantsPage(request)) {
    response.writeHead(503, {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': AWAY_POLICY,
    })
    response.end(AWAY_PAGE)
    return
  }
  const problem: Problem = {
    type: 'urn:weft:problem:unavailable',
    title: 'Unavailable',
    status: 503,
    detail,
    code: 'unavailable',
    requestId,
    retryable: true,
  }
  response.writeHead(503, { ...headers, 'content-type': 'application/problem+json' })
  response.end(JSON.stringify(problem))
}

function wantsPage({ method, url, headers }: IncomingMessage): boolean {
  if (url?.startsWith('/api/') || (method !== 'GET' && method !== 'HEAD')) return false
  return headers.accept?.includes('text/html') === true
}
