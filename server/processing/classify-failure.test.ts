import { APICallError } from 'ai'
import { expect, test } from 'vitest'
import { EgressFailure } from '#server/platform/egress/egress-failure.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { classifyFailure, parseRetryAfter } from './classify-failure.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')

type Call = { status?: number; body?: string; headers?: Record<string, string>; cause?: unknown }

function failure({ status, body, headers, cause }: Call): ProviderFailure {
  const error = new APICallError({
    message: 'sk-canary-4711 at http://10.0.0.7 said no',
    url: 'http://10.0.0.7/v1',
    requestBodyValues: { prompt: 'a confidential text' },
    ...(status !== undefined && { statusCode: status }),
    ...(body !== undefined && { responseBody: body }),
    ...(headers && { responseHeaders: headers }),
    ...(cause !== undefined && { cause }),
  })
  return classifyFailure(error, NOW)
}

test.each([
  [{ status: 400 }, 'next-provider', 'request-refused', false],
  [{ status: 401 }, 'next-provider', 'key-refused', true],
  [{ status: 403 }, 'next-provider', 'key-refused', true],
  [{ status: 404 }, 'next-provider', 'unknown-model', true],
  [{ status: 408 }, 'retry', 'overloaded', true],
  [{ status: 409 }, 'retry', 'overloaded', true],
  [{ status: 413 }, 'next-provider', 'too-long', false],
  [{ status: 422 }, 'next-provider', 'request-refused', false],
  [{ status: 425 }, 'retry', 'overloaded', true],
  [{ status: 429 }, 'retry', 'rate-limited', true],
  [{ status: 500 }, 'retry', 'overloaded', true],
  [{ status: 502 }, 'retry', 'overloaded', true],
  [{ status: 529 }, 'retry', 'overloaded', true],
  [{ status: 200 }, 'retry', 'damaged-answer', true],
  [{ status: 204 }, 'retry', 'damaged-answer', true],
  [{}, 'retry', 'unreachable', true],
] as const)('%j means %s (%s)', (call, action, fault, counts) => {
  expect(failure(call)).toMatchObject({ action, fault, countsAgainstProvider: counts })
})

test.each([
  ['This model’s maximum context length is 8192 tokens.', 'too-long'],
  ['context_length_exceeded', 'too-long'],
  ['Too many tokens in the request', 'too-long'],
  ['the messages are too long', 'too-long'],
  ['unsupported parameter: temperature', 'request-refused'],
])('a refusal that says “%s” is %s', (body, fault) => {
  expect(failure({ status: 400, body }).fault).toBe(fault)
})

test.each(['insufficient_quota', 'Check your plan and BILLING details', 'You exceeded your current quota'])(
  'a 429 that says “%s” is no reason to wait: the money is gone',
  (body) => {
    expect(failure({ status: 429, body, headers: { 'retry-after': '1' } })).toMatchObject({
      action: 'next-provider',
      fault: 'quota-spent',
      retryAfterMs: undefined,
    })
  },
)

test.each([429, 500, 503])('a time that a %i names is waited for', (status) => {
  expect(failure({ status, headers: { 'retry-after': '7' } })).toMatchObject({
    action: 'retry-after',
    retryAfterMs: 7_000,
  })
})

test('nothing that the provider or the request holds reaches the words for people or the cause', () => {
  for (const status of [undefined, 200, 400, 401, 404, 413, 429, 500]) {
    const { message, cause } = failure({ ...(status && { status }), body: 'sk-canary-4711 confidential' })
    expect(`${message} ${String(cause)}`).not.toMatch(/canary|10\.0\.0\.7|confidential/)
  }
})

test('the code of a broken connection is kept for operators', () => {
  const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  expect(String(failure({ cause }).cause)).toBe('no response: AI_APICallError ECONNREFUSED')
})

test('what is no call of the library is an answer that could not be read, and our own failures stay as they are', () => {
  const own = new ProviderFailure('stop', 'enough')
  expect(classifyFailure(own, NOW)).toBe(own)
  for (const thrown of [new TypeError('x is not a function'), 'words', undefined])
    expect(classifyFailure(thrown, NOW)).toMatchObject({ action: 'retry', fault: 'damaged-answer' })
})

test.each([
  ['30', 30_000],
  [' 30 ', 30_000],
  ['0', 0],
  ['1.5', 1_500],
  ['Sun, 01 Mar 2026 12:00:10 GMT', 10_000],
  ['Sunday, 01-Mar-26 12:00:10 GMT', 10_000],
  ['Sun, 01 Mar 2026 11:59:00 GMT', 0],
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['-5', undefined],
  ['in 12', undefined],
  ['12 seconds', undefined],
  ['Infinity', undefined],
  ['1e9', undefined],
  ['3600', 3_600_000],
  ['40000', 3_600_000],
  ['Mon, 02 Mar 2026 12:00:00 GMT', 3_600_000],
  ['1764000000', undefined],
  ['99999999999999', undefined],
  ['Fri, 01 Mar 2126 12:00:00 GMT', undefined],
])('Retry-After: %j is %j milliseconds', (value, ms) => {
  expect(parseRetryAfter(value, NOW)).toBe(ms)
})

test.each([
  ['not-allowed', 'next-provider', 'unreachable'],
  ['redirected', 'next-provider', 'unreachable'],
  ['unreachable', 'retry', 'unreachable'],
  ['too-slow', 'retry', 'timeout'],
  ['too-large', 'retry', 'damaged-answer'],
] as const)('what the door says (%s) means %s, without the address', (fault, action, kind) => {
  const told = classifyFailure(new EgressFailure(fault, 'WEFT_MODEL_HOSTS=10.0.0.7:1'), NOW)
  expect(told).toMatchObject({ action, fault: kind, countsAgainstProvider: true })
  expect(told.message).not.toContain('10.0.0.7')
})
