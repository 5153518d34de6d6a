import { expect, test } from 'vitest'
import {
  chosenStrategies,
  faultOfChange,
  LAST_RESORTS,
  Strategy,
  strategyOf,
  switchable,
  usualStrategies,
} from './kind-strategies.ts'
import { FAULTS, TASK_KINDS } from './processing.ts'
import { isModelOnly } from './text-kinds.ts'

const names = (strategies: readonly Strategy[]) => strategies.map(({ strategy }) => strategy)

test.each(TASK_KINDS)('what is declared for %s can be read, and names each way once', (kind) => {
  const usual = usualStrategies(kind)
  expect(usual.map((one) => Strategy.parse(one))).toEqual(usual)
  expect(new Set(names(usual)).size).toBe(usual.length)
  expect(names(usual)[0]).toBe('fresh-cache')
  expect(names(usual).includes('local-engine') && isModelOnly(kind)).toBe(false)
})

test('after every fault of a provider one way leads to the next, and only one', () => {
  const ways = usualStrategies('summarise').flatMap((one) => ('after' in one ? one.after : []))
  expect(ways.toSorted()).toEqual([...FAULTS].toSorted())
})

test('what is off is left out, the last resorts stand in the given order, and the rest stays where it was', () => {
  const change = { off: ['retry', 'stale-cache'], order: ['local-engine', 'stale-cache'] } as const
  const chosen = names(chosenStrategies('summarise', { off: [...change.off], order: [...change.order] }))
  expect(chosen).not.toContain('retry')
  expect(chosen.slice(-2)).toEqual(['local-engine', 'partial-result'])
  const usual = names(usualStrategies('summarise'))
  expect(names(chosenStrategies('summarise', { off: [], order: [] }))).toEqual(usual)
  expect(usual.slice(-LAST_RESORTS.length)).toEqual([...LAST_RESORTS])
})

test('the cache is not switched off here, and no kind goes by what it does not have', () => {
  expect(switchable('classify')).not.toContain('fresh-cache')
  expect(faultOfChange('classify', { off: ['fresh-cache'], order: [] })).toContain('"fresh-cache"')
  expect(faultOfChange('translate', { off: [], order: ['local-engine'] })).toContain('"local-engine"')
  expect(faultOfChange('ocr', { off: ['retry'], order: [] })).toContain('"retry"')
  expect(faultOfChange('summarise', { off: ['retry', 'retry'], order: [] })).toContain('only once')
  expect(faultOfChange('classify', { off: ['stale-cache'], order: ['stale-cache'] })).toBeUndefined()
  // Stored by a version that knew more, it counts for nothing.
  expect(names(chosenStrategies('ocr', { off: ['fresh-cache'], order: ['local-engine'] }))).toEqual(
    names(usualStrategies('ocr')),
  )
})

test('the figures of a way are found by its name', () => {
  expect(strategyOf(usualStrategies('ask'), 'retry')?.attempts).toBe(3)
  expect(strategyOf(usualStrategies('ask'), 'local-engine')).toBeUndefined()
})
