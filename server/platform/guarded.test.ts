import { expect, test } from 'vitest'
import { AppError } from './errors.ts'
import { guarded } from './guarded.ts'
import { createLogger } from './logging/logger.ts'

const log = createLogger('test', 'silent')

test('a guarded function returns what the function returns', async () => {
  const double = guarded((n: number) => n * 2, { name: 'double', log })
  expect(await double(21)).toBe(42)
})

test('whatever is thrown arrives as an error of the closed list, with its cause kept', async () => {
  const cause = new TypeError('x is undefined')
  const broken = guarded(
    () => {
      throw cause
    },
    { name: 'break', log },
  )
  await expect(broken()).rejects.toMatchObject({ name: 'AppError', code: 'internal', cause })
})

test('a fallback answers in place of the error and is told which error it was', async () => {
  const work = guarded(
    (): string => {
      throw new AppError('unavailable', 'away')
    },
    { name: 'work', log, fallback: (error) => `instead of ${error.code}` },
  )
  expect(await work()).toBe('instead of unavailable')
})
