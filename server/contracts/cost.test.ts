import { expect, test } from 'vitest'
import { costOfPath, sumOfCosts } from './cost.ts'

const cost = (micros: number, currency = 'USD') => ({ micros, currency })
const step = (changes: object) => ({ step: 'primary', outcome: 'answered', ...changes })

test('costs of one currency are added up', () => {
  expect(sumOfCosts([cost(3), cost(0), cost(4)])).toEqual(cost(7))
  expect(sumOfCosts([cost(0)])).toEqual(cost(0))
})

test('what is not known, or in several currencies, has no sum', () => {
  expect(sumOfCosts([])).toBeUndefined()
  expect(sumOfCosts([cost(3), undefined])).toBeUndefined()
  expect(sumOfCosts([undefined, cost(3)])).toBeUndefined()
  expect(sumOfCosts([cost(3), cost(4, 'EUR')])).toBeUndefined()
})

test('a path costs what its models answered, also what was not good enough', () => {
  expect(
    costOfPath([
      step({ step: 'cache', outcome: 'miss' }),
      step({ outcome: 'rejected', cost: cost(5) }),
      step({ step: 'fallback', cost: cost(7) }),
    ]),
  ).toEqual(cost(12))
})

test('steps without an answer cost nothing that is known of, and do not hide what others cost', () => {
  const failed = [step({ outcome: 'failed' }), step({ outcome: 'skipped' })]
  expect(costOfPath([...failed, step({ step: 'fallback', cost: cost(7) })])).toEqual(cost(7))
  expect(costOfPath([...failed, step({ step: 'degraded' })])).toBeUndefined()
})

test('one answer without a price leaves the whole unknown', () => {
  expect(costOfPath([step({ cost: cost(5) }), step({ step: 'fallback' })])).toBeUndefined()
  expect(costOfPath([step({ step: 'cache' })])).toBeUndefined()
})
