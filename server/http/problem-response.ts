import type { ErrorCode, Problem } from '#server/contracts/errors.ts'
import type { AppError } from '#server/platform/errors.ts'

export const PROBLEM_TITLES = {
  'invalid-input': 'Invalid input',
  'sign-in-required': 'Sign-in required',
  forbidden: 'Forbidden',
  'not-found': 'Not found',
  'method-not-allowed': 'Method not allowed',
  conflict: 'Conflict',
  gone: 'Gone',
  'too-large': 'Too large',
  'unsupported-media': 'Unsupported media type',
  'cannot-process': 'Cannot be processed',
  'rate-limited': 'Too many requests',
  internal: 'Internal error',
  'provider-failed': 'Provider failed',
  unavailable: 'Unavailable',
  'timed-out': 'Timed out',
  'storage-full': 'Storage full',
} as const satisfies Record<ErrorCode, string>

/** The one mapping of an error to an answer: RFC 9457, without the cause, which is for operators. */
export function problemResponse(error: AppError, requestId: string, headers = new Headers()): Response {
  const problem: Problem = {
    type: `urn:weft:problem:${error.code}`,
    title: PROBLEM_TITLES[error.code],
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
    retryable: error.retryable,
    ...(error.faults ? { faults: [...error.faults] } : {}),
  }
  headers.set('content-type', 'application/problem+json')
  if (error.code === 'sign-in-required') headers.set('www-authenticate', 'Bearer')
  if (error.retryAfter !== undefined) headers.set('retry-after', String(error.retryAfter))
  return new Response(JSON.stringify(problem), { status: error.status, headers })
}
