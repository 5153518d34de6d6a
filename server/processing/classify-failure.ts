import { APICallError } from 'ai'
import type { Fault } from '#server/contracts/processing.ts'
import { EgressFailure, type EgressFault } from '#server/platform/egress/egress-failure.ts'
import { type FailureAction, ProviderFailure } from '#server/recovery/provider-failure.ts'
import { LONGEST_HOLD_MS } from '#server/recovery/provider-gate.ts'

const TOO_LONG =
  /context.{0,20}(?:length|size|window)|too many tokens|maximum context|too long|token limit|longer than|(?:file|content) size|too large/i
const WEEKDAY = /^\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i
// A quota may be that of a month. Whoever names more has mistaken the unit.
const SENSIBLE_MS = 31 * 86_400_000
const SPENT = /insufficient_quota|billing|exceeded your current quota/i

/** What it means that no answer came through the door. */
const OUTSIDE = {
  'not-allowed': ['next-provider', 'its address is not allowed here', 'unreachable'],
  redirected: ['next-provider', 'its address leads to another one', 'unreachable'],
  unreachable: ['retry', 'it could not be reached', 'unreachable'],
  'too-slow': ['retry', 'it took too long', 'timeout'],
  'too-large': ['retry', 'its answer could not be read', 'damaged-answer'],
} as const satisfies Record<EgressFault, readonly [FailureAction, string, Fault]>

/**
 * What an exception of the AI SDK means for the chain. The message is ours: what a provider sends back may hold the request,
 * addresses or keys, so it stays in `cause`, which the logger's serializer keeps from people.
 */
export function classifyFailure(error: unknown, now: number): ProviderFailure {
  if (error instanceof ProviderFailure) return error
  if (error instanceof EgressFailure) {
    const [action, words, fault] = OUTSIDE[error.fault]
    return new ProviderFailure(action, words, { fault, cause: nameOf(error) })
  }
  if (!APICallError.isInstance(error))
    return new ProviderFailure('retry', 'its answer could not be read', {
      fault: 'damaged-answer',
      cause: nameOf(error),
    })
  const status = error.statusCode
  const name = nameOf(error)
  if (status === undefined)
    return new ProviderFailure('retry', 'it could not be reached', {
      fault: 'unreachable',
      cause: `no response: ${name}`,
    })
  // The SDK reports a body that it cannot parse with the status of the response.
  if (status < 300)
    return new ProviderFailure('retry', 'its answer was cut off or damaged', {
      fault: 'damaged-answer',
      cause: `${status}: ${name}`,
    })
  const retryAfter = error.responseHeaders?.['retry-after']
  return failureOfStatus({ status, body: error.responseBody ?? '', retryAfter, name }, now)
}

type Refusal = { status: number; body: string; retryAfter: string | undefined; name?: string }

/** What an answer that is no success means for the chain. `body` is looked through and never repeated. */
export function failureOfStatus({ status, body, retryAfter, name }: Refusal, now: number): ProviderFailure {
  const cause = name === undefined ? String(status) : `${status}: ${name}`
  const retryAfterMs = parseRetryAfter(retryAfter, now)
  const named = retryAfterMs === undefined ? {} : { retryAfterMs }
  const later = retryAfterMs === undefined ? 'retry' : 'retry-after'
  if (status === 429)
    return SPENT.test(body)
      ? new ProviderFailure('next-provider', 'its quota is used up', { fault: 'quota-spent', cause })
      : new ProviderFailure(later, 'it is asked too often (429)', { ...named, fault: 'rate-limited', cause })
  if (status === 408 || status === 409 || status === 425 || status >= 500)
    return new ProviderFailure(later, `it failed (${status})`, { ...named, fault: 'overloaded', cause })
  if (status === 413 || TOO_LONG.test(body))
    return new ProviderFailure('next-provider', 'what it was sent is too long for it', {
      fault: 'too-long',
      cause,
      countsAgainstProvider: false,
    })
  if (status === 401 || status === 403)
    return new ProviderFailure('next-provider', `it refused our key (${status})`, {
      fault: 'key-refused',
      cause,
    })
  if (status === 404)
    return new ProviderFailure('next-provider', 'its address or model is unknown (404)', {
      fault: 'unknown-model',
      cause,
    })
  return new ProviderFailure('next-provider', `it refused the request (${status})`, {
    fault: 'request-refused',
    cause,
    countsAgainstProvider: false,
  })
}

/**
 * Milliseconds from a Retry-After header: seconds or a date (RFC 9110), at most `LONGEST_HOLD_MS`. Undefined when absent or
 * senseless, as a moment in seconds since 1970 is.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const ms = namedMs(value, now)
  return ms <= SENSIBLE_MS ? Math.min(Math.max(0, ms), LONGEST_HOLD_MS) : undefined
}

function namedMs(value: string, now: number): number {
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return Number(value) * 1000
  // `Date.parse` makes a date of nearly anything: "in 12" would be a year long past, and mean at once.
  return WEEKDAY.test(value) ? Date.parse(value) - now : Number.NaN
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  const code = error.cause instanceof Error && 'code' in error.cause ? ` ${String(error.cause.code)}` : ''
  return `${error.name}${code}`
}
