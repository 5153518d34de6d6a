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
