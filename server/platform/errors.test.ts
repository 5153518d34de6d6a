import { expect, test, vi } from 'vitest'
import { AppError, asAppError, notFound } from './errors.ts'

test('an error made by another copy of the module is one of ours', async () => {
  vi.resetModules()
  const copy = await import('./errors.ts')
  const error = new copy.AppError('too-large', 'Too large.')
  expect(copy.AppError).not.toBe(AppError)
  expect(error).toBeInstanceOf(AppError)
  expect(asAppError(error)).toBe(error)
})

test('what is thrown by others is none of ours and becomes one', () => {
  for (const thrown of [new Error('x'), 'x', null, { code: 'too-large' }]) {
    expect(thrown instanceof AppError).toBe(false)
    expect(asAppError(thrown)).toMatchObject({ code: 'internal', cause: thrown })
  }
})

test.each([
  ['ECONNREFUSED', 'unavailable'],
  ['57P01', 'unavailable'],
  ['ENOSPC', 'storage-full'],
])('the code %s means %s', (code, expected) => {
  expect(asAppError(Object.assign(new Error('x'), { code })).code).toBe(expected)
})

test('what is missing and what may not be seen are told in the same words', () => {
  expect(notFound('page')).toMatchObject({ code: 'not-found', status: 404, retryable: false })
})

function coded(code: string, message = 'failed'): Error {
  return Object.assign(new Error(message), { code })
}

test.each([
  coded('ECONNREFUSED'),
  coded('57P01', 'terminating connection due to administrator command'),
  coded('08006'),
  coded('53300', 'sorry, too many clients already'),
  coded('P2028', 'Transaction API error: Unable to start a transaction in the given time.'),
  coded('P2010', 'Raw query failed. Code: `57P03`. Message: `the database system is starting up`'),
  new Error('Connection terminated unexpectedly'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Query read timeout'),
])('a database that cannot serve is a reason to try again: %s', (error) => {
  expect(asAppError(error)).toMatchObject({ code: 'unavailable', status: 503, retryAfter: 2 })
})

test.each([
  new Error('the snapshot of document 0199aa08-08ab-7cde-8f00-08abcdef0812 did not read back'),
  new Error('the determination of 08123 failed'),
  coded('23505', 'duplicate key'),
])('a fault of ours does not pass for a database that is away: %s', (error) => {
  expect(asAppError(error)).toMatchObject({ code: 'internal', status: 500 })
})

test.each(['ENOSPC', '53100'])('a full disk, ours or the database’s, is named: %s', (code) => {
  expect(asAppError(coded(code)).code).toBe('storage-full')
})
