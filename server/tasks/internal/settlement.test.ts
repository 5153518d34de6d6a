import { expect, test } from 'vitest'
import { AppError } from '#server/platform/errors.ts'
import type { ClaimedTask } from './claimed-task.ts'
import { retryDelay } from './retry-delay.ts'
import { cancelled, completed, failed, givenBack, refused } from './settlement.ts'

const task = (changes: Partial<ClaimedTask> = {}): ClaimedTask => ({
  ...{ id: 't', attempt: 1, maxAttempts: 3, kind: 'summarise', payload: {}, timeoutMs: 1, workspaceId: 'w' },
  ...{ userId: null, documentId: null, requestId: null, waitedMs: 0, background: false },
  ...changes,
})
const passing = new AppError('unavailable', 'Later.', { retryable: true })
const lasting = new AppError('cannot-process', 'Never.')

test.each([
  ['a fault that passes', passing, 1, 'PENDING', 'retry'],
  ['a fault that passes, at the last attempt', passing, 3, 'FAILED', 'failed'],
  ['a fault that passes, beyond the last attempt', passing, 9, 'FAILED', 'failed'],
  ['a fault that stays', lasting, 1, 'FAILED', 'failed'],
  [
    'the end of its time',
    new AppError('timed-out', 'Too long.', { retryable: true }),
    1,
    'PENDING',
    'timed-out',
  ],
  [
    'the end of its time, at the last attempt',
    new AppError('timed-out', 'Too long.'),
    3,
    'FAILED',
    'timed-out',
  ],
] as const)('after %s a task is settled as it should', (_, error, attempt, status, outcome) => {
  const settled = failed(task({ attempt }), error)
  expect(settled).toMatchObject({ status, outcome, attempt, result: null })
  if (status === 'FAILED') expect(settled.delayMs).toBe(0)
  expect(JSON.parse(settled.error ?? '')).toEqual({
    code: error.code,
    message: error.message,
    retryable: error.retryable,
  })
})

test('what was thrown and is none of ours is told to nobody in its own words', () => {
  const settled = failed(task(), new Error('password=canary at 10.0.0.7'))
  expect(settled.error).not.toMatch(/canary|10\.0\.0/)
  expect(JSON.parse(settled.error ?? '').code).toBe('internal')
})

test('T13: who asks for time gets it, at least', () => {
  const later = new AppError('unavailable', 'Later.', { retryable: true, retryAfter: 90 })
  for (let turn = 0; turn < 50; turn += 1)
    expect(failed(task(), later).delayMs).toBeGreaterThanOrEqual(90_000)
})

test('T13: delays grow with the attempts up to five minutes, spread over all of the time, and never wait less than asked', () => {
  const most = (attempt: number): number => retryDelay(attempt, 0, () => 1)
  expect([1, 2, 3, 8, 9, 60, 2_000].map(most)).toEqual([
    2_000, 4_000, 8_000, 256_000, 300_000, 300_000, 300_000,
  ])
  expect(retryDelay(5, 0, () => 0)).toBe(0)
  expect(retryDelay(5, 7, () => 0)).toBe(7_000)
  for (let attempt = 1; attempt < 20; attempt += 1) {
    const delay = retryDelay(attempt)
    expect(Number.isInteger(delay)).toBe(true)
    expect(delay).toBeGreaterThanOrEqual(0)
    expect(delay).toBeLessThanOrEqual(most(attempt))
  }
})

test.each([
  ['Latin letters', 'x', 1],
  ['letters of three bytes', '漢', 3],
])(
  'a result of %s is kept up to 8 MiB of bytes, and one beyond is a lasting fault that names the limit',
  (_, letter, bytes) => {
    const fits = Math.floor((8 * 1_048_576 - 2) / bytes)
    expect(completed(task(), letter.repeat(fits))).toMatchObject({
      status: 'COMPLETED',
      outcome: 'completed',
    })
    const beyond = completed(task(), letter.repeat(fits + 1))
    expect(beyond).toMatchObject({ status: 'FAILED', outcome: 'failed', result: null })
    expect(JSON.parse(beyond.error ?? '')).toEqual({
      code: 'too-large',
      message: 'The result is larger than 8 MiB, the limit.',
      retryable: false,
    })
  },
)

test('T12: what PostgreSQL would refuse in a result is replaced, so that the result is stored', () => {
  expect(completed(task(), { text: 'a\0b \ud800' }).result).toBe('{"text":"a\uFFFDb \uFFFD"}')
  expect(completed(task(), undefined).result).toBe('null')
})

const missing = (part: number) => ({
  ...{ part, start: 0, end: 5, heading: 'A secret plan', begins: 'Once', reason: 'it failed (500)' },
})

test.each([
  [[], 'completed', undefined],
  [[missing(2)], 'partial', 'Only 2 of 3 parts were processed; one is missing.'],
  [[missing(1), missing(2)], 'partial', 'Only 1 of 3 parts were processed; 2 are missing.'],
])('a result with %j missing is %s, and its fault tells nothing of the page', (gaps, outcome, message) => {
  const settled = completed(task(), { parts: { total: 3, missing: gaps } })
  expect(settled).toMatchObject({ status: 'COMPLETED', outcome })
  expect(settled.error === null ? undefined : JSON.parse(settled.error).message).toBe(message)
  expect(settled.error ?? '').not.toContain('secret')
})

test('T19: a stopped worker gives a task back at once, even from its last attempt', () => {
  expect(givenBack(task({ attempt: 3 }))).toMatchObject({ status: 'PENDING', outcome: 'retry', delayMs: 0 })
})

test('a cancelled task has no fault, and a refused outcome ends for good', () => {
  expect(cancelled(task())).toMatchObject({ status: 'CANCELLED', outcome: 'cancelled', error: null })
  const { status, error } = refused(task(), { code: 'internal', message: 'No.' })
  expect(status).toBe('FAILED')
  expect(JSON.parse(error ?? '').retryable).toBe(false)
})
